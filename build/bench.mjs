/**
 * `npm run bench`: Halfpower's speed on this machine, beside PyTorch's in alternating rounds, so that a
 * machine whose speed drifts treats both alike. Quotes medians of the ratios ours / PyTorch: below 1 is
 * faster. Without PyTorch (Debian: python3-torch) or without its timing script it prints our times only.
 *
 *   npm run bench -- attacks                                        perturbations of ResNet-20: median, time, passes
 *   npm run bench -- minimal [--models 2,3] [--keep FOLDER]          is "minimal" minimal? hours (test/bench/minimal.ts)
 *   npm run bench -- costs                                           core-seconds and memory of steps (docs/budget.md)
 *   npm run bench -- corruptions [--size 32] [--types snow,fog]      images per second of each corruption
 *   npm run bench -- neural [--images 10000]                         responses of 7,776 neurons
 *   npm run bench -- resnet50 [--rounds 3]                           an imported ResNet-50 at full size
 *   npm run bench [-- --rounds 5] [--case attack] [--public]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { benchResNet50 } from './bench-resnet50.mjs'
import { setupOrExit } from './setup.mjs'

await setupOrExit()

// These have programs and options of their own (test/bench/costs.ts, attacks.ts, minimal.ts, corruptions.ts, neural.ts).
const own = process.argv[2]
if (own === 'costs' || own === 'corruptions' || own === 'attacks' || own === 'minimal' || own === 'neural') {
  const program = fileURLToPath(new URL(`../out/main/bench-${own}.js`, import.meta.url))
  const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(3)], { stdio: 'inherit' })
  process.exit(status ?? 1)
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    public: { type: 'boolean', default: false },
  },
})
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error(`--rounds takes a whole number of at least 1, not "${options.rounds}".`)
  process.exit(2)
}

const others = positionals.filter((name) => name !== 'resnet50')
if (others.length > 0) {
  console.error(
    `There is no benchmark "${others[0]}": costs, attacks, minimal, corruptions, neural, resnet50, or none of them for the ResNet-18.`,
  )
  process.exit(2)
}
if (positionals.length > 0) {
  benchResNet50(rounds, options.public ? ['--public'] : [])
  process.exit()
}

const bench = fileURLToPath(new URL('../out/main/bench.js', import.meta.url))
const torchScript = fileURLToPath(new URL('../../shared/peers/torch_bench.py', import.meta.url))
const SHAPES = [
  { width: 64, batch: 32 },
  { width: 16, batch: 128 },
]
const CASES = ['forward', 'attack', 'train']

/** The interpreter that has PyTorch, or a sentence that says what is missing. */
function findTorch() {
  if (!existsSync(torchScript))
    return { reason: 'the timing script ../shared/peers/torch_bench.py is not there' }
  for (const python of ['python3', '/usr/bin/python3']) {
    if (spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0) return { python }
  }
  return { reason: 'PyTorch is not installed (Debian: apt-get install python3-torch)' }
}

/**
 * @param {string} command
 * @param {string[]} args
 * @returns {Record<string, number>}
 */
function measure(command, args) {
  const output = execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return JSON.parse(output.trim().split('\n').at(-1) ?? '{}')
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

const torch = findTorch()
if (torch.reason) console.log(`PyTorch: skipped, ${torch.reason}.`)
const extra = options.public ? ['--public'] : []
console.log(
  `CIFAR ResNet-18, milliseconds, medians of ${rounds} rounds${options.public ? ', public operators only' : ''}\n`,
)
console.log(
  ['case', 'width', 'batch', 'ours', 'PyTorch', 'ours / PyTorch (range)']
    .map((word) => word.padEnd(10))
    .join(''),
)

for (const { width, batch } of SHAPES) {
  const size = ['--width', String(width), '--batch', String(batch)]
  const ours = []
  const theirs = []
  for (let round = 0; round < rounds; round++) {
    ours.push(measure(process.execPath, [bench, ...size, ...extra]))
    if (torch.python) theirs.push(measure(torch.python, [torchScript, ...size]))
  }
  for (const name of CASES) {
    const mine = ours.map((result) => result[name] ?? Number.NaN)
    const ratios = theirs.map((result, round) => (mine[round] ?? Number.NaN) / (result[name] ?? Number.NaN))
    const comparison = torch.python
      ? [
          median(theirs.map((result) => result[name] ?? Number.NaN)).toFixed(1),
          `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`,
        ]
      : ['–', '–']
    const cells = [name, width, batch, median(mine).toFixed(1), ...comparison]
    console.log(cells.map((cell) => String(cell).padEnd(10)).join(''))
  }
}

const hybrids = []
for (let round = 0; round < rounds; round++)
  hybrids.push(measure(process.execPath, [bench, '--hybrid', ...extra]))
const speed = median(hybrids.map((result) => result['hybridsPerSecond'] ?? Number.NaN))
console.log(
  `\nhybrid images: ${Math.round(speed)} per second (width 16, batch 128, 13 f_mix, mixing and classification)`,
)
