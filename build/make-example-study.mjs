/**
 * Makes the example study that is shipped in resources/: the demo's own sweep, on more σ, where the window
 * finds it. Run it again when the demo's recipe has changed; what is finished already is not made again.
 *
 *   node build/make-example-study.mjs [σ,σ,…]
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Bytes that the example may take in a checkout. */
const LIMIT = 6.5e6
const SIGMAS = 'none,0.5,1,1.5,2,3'

const resources = fileURLToPath(new URL('../resources', import.meta.url))
const folder = join(resources, 'example-study.halfpower')
const run = fileURLToPath(new URL('./run.mjs', import.meta.url))

const words = ['demo', '--out', folder, '--sigma', process.argv[2] ?? SIGMAS, '--json']
const { status, stdout } = spawnSync(process.execPath, [run, ...words], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
})
if (status !== 0) process.exit(status ?? 1)

// Studies of other σ are of earlier runs of this script.
/** @type {{ studies: { id: string }[] }} */
const outcome = JSON.parse(stdout)
const made = outcome.studies.map(({ id }) => id)
for (const id of readdirSync(join(folder, 'studies'))) {
  if (!made.includes(id)) rmSync(join(folder, 'studies', id), { recursive: true })
}

let bytes = 0
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue
  const path = join(entry.parentPath, entry.name)
  bytes += statSync(path).size
  // It is opened on other machines: nothing may say where it was made.
  if (/\.jsonl?$/.test(entry.name) && readFileSync(path, 'utf8').includes(resources)) {
    process.stderr.write(`${path} names a folder of this machine.\n`)
    process.exitCode = 1
  }
}
if (bytes > LIMIT) {
  process.stderr.write(`The example takes ${bytes} bytes, more than ${LIMIT}: ask for fewer σ.\n`)
  process.exitCode = 1
}
process.stdout.write(`${folder}: ${(bytes / 1e6).toFixed(1)} MB\n`)
