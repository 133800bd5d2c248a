/**
 * `npm run example`: makes the example study that is shipped in resources/ with the product itself, by the command line
 * that everybody has: the demo's sweep and hybrid images, then every other kind of study of its networks, and a figure.
 * Run it again when one of them has changed; what is finished already is not made again.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Bytes that the example may take in a checkout. */
const LIMIT = 14e6
const DATA = ['--model', 'all', '--dataset', 'fashion-mnist']
/** Images of each study: few, so that the example stays small, and its captions say how many. */
const ATTACKED = '40'
const CORRUPTED = '300'
const FILTERED = '500'
const MAPPED = '100'

const resources = fileURLToPath(new URL('../resources', import.meta.url))
const folder = join(resources, 'example-study.halfpower')
const program = fileURLToPath(new URL('./run.mjs', import.meta.url))

/**
 * @param {string[]} words
 * @returns {{ study: string, studies: { id: string }[] }} what is read of the JSON document
 */
function halfpower(...words) {
  const { status, stdout } = spawnSync(process.execPath, [program, ...words, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    // Threads decide last bits: the same ones whatever the computer would choose.
    env: { ...process.env, HALFPOWER_JOBS: '1' },
    maxBuffer: 1e9,
  })
  if (status !== 0) process.exit(status ?? 1)
  return JSON.parse(stdout)
}

/**
 * @param {string} command
 * @param {string[]} words
 * @returns {string} the study's id
 */
function study(command, ...words) {
  return halfpower(command, folder, ...words).study
}

const demo = halfpower('demo', '--out', folder)
const attacks = ['linf', 'l2'].map((norm) => study('attack', ...DATA, '--norm', norm, '--limit', ATTACKED))
const spectra = attacks.map((attack) => study('spectrum', '--model', 'all', '--attack', attack))
const corruptions = study('corruptions', ...DATA, '--limit', CORRUPTED, '--spectra')
const filter = study('filter', ...DATA, '--limit', FILTERED)
const fourier = study('fourier-map', ...DATA, '--limit', MAPPED)

// Studies and figures of other runs of this script are of another plan.
const made = [...demo.studies.map(({ id }) => id), ...attacks, ...spectra, ...[corruptions, filter, fourier]]
for (const id of readdirSync(join(folder, 'studies')))
  if (!made.includes(id)) rmSync(join(folder, 'studies', id), { recursive: true })
rmSync(join(folder, 'figures'), { recursive: true, force: true })
const [hybrid] = made.filter((id) => id.startsWith('hybrid-'))
halfpower(
  ...['figure', 'new', folder, '--title', 'Blur lowers the reversal frequency'],
  ...['--panel', 'map', '--panel', `hybrid-differences:${hybrid}`],
  ...['--panel', `corruption-groups:${corruptions}`, '--panel', `radial-profile:${spectra[0]}`],
)

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
  process.stderr.write(`The example takes ${bytes} bytes, more than ${LIMIT}: ask for fewer images.\n`)
  process.exitCode = 1
}
process.stdout.write(`${folder}: ${(bytes / 1e6).toFixed(1)} MB\n`)
