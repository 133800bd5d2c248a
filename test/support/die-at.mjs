/**
 * Comes before a program (`node --import`) and ends it with SIGKILL before its DIE_AT-th operation with files below
 * DIE_IN that changes something; DIE_WHOM is `main`, `job` (the processes that it has started) or `both`.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { watchDisk } from './disk-layer.mjs'

const { DIE_IN = '', DIE_AT = '', DIE_WHOM = 'main' } = process.env
// A job process inherits the environment; it is not this one that is counted.
const isMain = process.argv[1]?.includes('command-line') === true
const jobs = readdirSync(`/proc/${process.pid}/task`).map(
  (task) => `/proc/${process.pid}/task/${task}/children`,
)

let changes = 0
if (isMain)
  await watchDisk(DIE_IN, {
    before: ({ writes, name }) => {
      if (!writes && name !== 'file.sync') return
      if (++changes !== Number(DIE_AT)) return
      if (DIE_WHOM !== 'main')
        for (const pid of jobs.flatMap((file) => readFileSync(file, 'utf8').split(' ').filter(Boolean))) {
          process.kill(Number(pid), 'SIGKILL')
          process.stderr.write('A test has killed the job process.\n')
        }
      if (DIE_WHOM !== 'job') process.kill(process.pid, 'SIGKILL')
    },
  })
