/**
 * What build/take-along.mjs packs, run: which devices work, how fast they are, and a short study on the named device beside
 * the same on the processor. Everything goes to the terminal and into OUT/report.txt as it comes; a step that fails does
 * not stop the others, and the exit code says whether one did.
 *
 *   run.sh [OUT [DEVICE]]      out/ and onnxruntime-cpu when nothing is said
 */
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const [out = 'out', device = 'onnxruntime-cpu'] = process.argv.slice(2)
const folder = resolve(out)
if (existsSync(join(folder, 'report.txt'))) {
  console.error(`"${folder}" holds a report already: name another folder.`)
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

const halfpower = join(here, 'out', 'main', 'command-line.js')
const project = join(folder, 'study.halfpower')
const images = join(here, 'resources', 'fashion-mnist')
const devices = [...new Set(['onnxruntime-cpu', device])]
// Nothing of the person who runs it is read or changed.
const environment = { ...process.env, HALFPOWER_CONFIGURATION: join(folder, 'configuration') }

/** @type {{ name: string, words: string[] }[]} */
const steps = [
  { name: 'devices', words: [halfpower, 'devices', '--check'] },
  ...devices.flatMap((name) =>
    name.startsWith('onnxruntime-')
      ? [['--width', '64', '--batch', '128'], ['--hybrid']].map((size) => ({
          name: `speed of ${name}`,
          words: [
            join(here, 'out/bench/resnet18.mjs'),
            ...size,
            '--provider',
            name.slice('onnxruntime-'.length),
          ],
        }))
      : [],
  ),
  { name: 'project', words: [halfpower, 'new', project] },
  { name: 'images', words: [halfpower, 'dataset', 'add', project, images, '--name', 'images'] },
  ...devices.flatMap((name) =>
    [
      [
        'sweep',
        '--dataset',
        'images',
        '--sigma',
        'none',
        '--width',
        '8',
        '--epochs',
        '3',
        '--train-limit',
        '5000',
        '--recipe',
        'demo',
      ],
      ['hybrid', '--model', 'all', '--dataset', 'images', '--limit', '500'],
      ['attack', '--model', 'all', '--dataset', 'images', '--norm', 'l2', '--limit', '20'],
    ].map(([command, ...words]) => ({
      name: `${command} on ${name}`,
      words: [halfpower, command, project, ...words, '--device', name, '--title', `${command} on ${name}`],
    })),
  ),
]

/** @param {string} text */
function tell(text) {
  process.stdout.write(text)
  appendFileSync(join(folder, 'report.txt'), text)
}

/** @param {string[]} words */
async function run(words) {
  const began = performance.now()
  const child = spawn(process.execPath, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => tell(String(chunk)))
  const code = await new Promise((done) => {
    child.on('error', (error) => {
      tell(`${error.message}\n`)
      done(1)
    })
    child.on('close', (status) => done(status ?? 1))
  })
  return { code, seconds: Math.round((performance.now() - began) / 100) / 10 }
}

tell(
  `Linux ${release()}, ${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, Node ${process.version}, ${device}\n`,
)
const report = []
for (const { name, words } of steps) {
  tell(`\n== ${name}\n`)
  const { code, seconds } = await run(words)
  tell(`-- ${code === 0 ? 'done' : `FAILED with exit code ${code}`}, ${seconds} s\n`)
  report.push({ name, code, seconds })
}
writeFileSync(join(folder, 'report.json'), `${JSON.stringify({ device, steps: report }, null, 2)}\n`)
const failed = report.filter(({ code }) => code !== 0)
tell(
  `\n${report.length - failed.length} of ${report.length} steps done${failed.length === 0 ? '' : `; failed: ${failed.map(({ name }) => name).join(', ')}`}\n`,
)
process.exit(failed.length === 0 ? 0 : 1)
