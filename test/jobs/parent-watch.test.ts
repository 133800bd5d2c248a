/** A job process that computes without a pause, and whose parent is killed: it is gone soon after. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { build } from 'vite'
import { isAlive } from '../../src-main/project/is-alive'
import { ROOT } from '../support/root'

const folder = mkdtempSync(join(tmpdir(), 'halfpower-parent-'))
const ended: (() => void)[] = []
afterAll(() => {
  ended.forEach((end) => end())
  rmSync(folder, { recursive: true, force: true })
})

beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    root: ROOT,
    build: {
      ssr: true,
      outDir: join(folder, 'built'),
      rolldownOptions: {
        input: {
          'parent-watch': join(ROOT, 'src-main/jobs/parent-watch.ts'),
          'watch-parent': join(ROOT, 'src-main/jobs/watch-parent.ts'),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  writeFileSync(join(folder, 'built/package.json'), '{ "type": "module" }')
  // Never hears anything again once it has begun.
  writeFileSync(
    join(folder, 'job.mjs'),
    `import { watchParent } from './built/watch-parent.js'
     process.on('disconnect', () => process.exit(0))
     const worker = process.argv[2] === 'watched' ? watchParent(process.ppid, ${JSON.stringify(join(folder, 'built'))}) : null
     const begin = () => process.send('computes', () => { for (;;); })
     if (worker) worker.once('online', begin)
     else begin()`,
  )
  writeFileSync(
    join(folder, 'parent.mjs'),
    `import { fork } from 'node:child_process'
     const job = fork(${JSON.stringify(join(folder, 'job.mjs'))}, process.argv.slice(2))
     job.on('message', () => process.send(job.pid))
     setInterval(() => {}, 1000)`,
  )
}, 60_000)

/** What has ended, and nobody has asked how, still has its number on Linux. */
function runs(pid: number): boolean {
  if (!isAlive(pid)) return false
  const stat = `/proc/${pid}/stat`
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'))
}

/** Starts both, kills the parent while the job computes. */
async function orphan(how: string): Promise<number> {
  const parent = fork(join(folder, 'parent.mjs'), [how])
  const [job] = (await once(parent, 'message')) as [number]
  ended.push(() => {
    if (isAlive(job)) process.kill(job, 'SIGKILL')
  })
  expect(runs(job)).toBe(true)
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  return job
}

it('ends by itself, where without the thread it goes on', async () => {
  const [watched, alone] = [await orphan('watched'), await orphan('alone')]
  while (runs(watched)) await delay(100)
  expect(runs(alone)).toBe(true)
}, 60_000)
