/**
 * `npm run bench`: Halfpower's speed on this machine, beside PyTorch's in alternating rounds. Quotes medians of the ratios
 * ours / PyTorch (below 1 is faster), and none where the rounds differ by more than 15 %; writes all of it to bench.json.
 * Without PyTorch (Debian: python3-torch) or without its timing script it prints our times only.
 *
 *   npm run bench [-- --rounds 5] [--public]                        ResNet-18, ResNet-50 and neurons
 *   npm run bench -- resnet18|resnet50|neurons [--rounds 3]         one of them
 *   npm run bench -- attacks                                        perturbations of ResNet-20: median, time, passes
 *   npm run bench -- minimal [--models 2,3] [--keep FOLDER]         is "minimal" minimal? hours (test/bench/minimal.ts)
 *   npm run bench -- searches                                       which searches of "minimal" help, for how many passes
 *   npm run bench -- costs                                          core-seconds and memory of steps (docs/budget.md)
 *   npm run bench -- corruptions [--size 32] [--types snow,fog]     images per second of each corruption
 *   npm run bench -- project [--studies 500] [--models 2000]       a large project: opened, first answers of the pages
 *   npm run bench -- window [--pairs 10000] [--models 2000]      frames, clicks, start, memory of the window, beside their goals
 *   npm run bench -- neural [--images 10000]                        responses of 7,776 neurons, at full length
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { setupOrExit } from './setup.mjs'

// Of themselves, and not of what is installed: these have programs and options of their own (test/bench/).
const OWN = ['attacks', 'minimal', 'costs', 'corruptions', 'neural', 'project', 'searches', 'window']
const COMPARED = ['resnet18', 'resnet50', 'neurons']

await setupOrExit()
const name = process.argv[2]
if (name !== undefined && OWN.includes(name)) {
  const { benchProgram } = await import('./bench/programs.mjs')
  const { status } = spawnSync(process.execPath, [await benchProgram(name), ...process.argv.slice(3)], {
    stdio: 'inherit',
  })
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
const stranger = positionals.find((word) => !COMPARED.includes(word))
if (stranger !== undefined) {
  console.error(
    `There is no benchmark "${stranger}": say ${[...COMPARED, ...OWN].join(', ')}, or none of them.`,
  )
  process.exit(2)
}

const { heading, rowInWords } = await import('./bench/rounds.mjs')
const { benchResNet18 } = await import('./bench/resnet18.mjs')
const { benchResNet50 } = await import('./bench/resnet50.mjs')
const { benchNeural } = await import('./bench/neural.mjs')

const asked = positionals.length === 0 ? COMPARED : positionals
const extra = options.public ? ['--public'] : []
const load = loadavg()[0] ?? Number.NaN
/** @type {import('./bench/rounds.mjs').Row[]} */
const rows = []
/** @param {import('./bench/rounds.mjs').Row} row */
const tell = (row) => {
  rows.push(row)
  console.log(rowInWords(row))
}

console.log(
  `Medians of ${rounds} rounds${options.public ? ', public operators only' : ''}; load at the start ${load.toFixed(1)}\n\n${heading()}`,
)
if (asked.includes('resnet18')) await benchResNet18(rounds, extra, tell)
if (asked.includes('resnet50')) await benchResNet50(rounds, extra, tell)
if (asked.includes('neurons')) await benchNeural(rounds, tell)

const processor = { model: cpus()[0]?.model ?? null, cores: availableParallelism() }
const report = { date: new Date().toISOString(), processor, load, rounds, public: options.public, rows }
writeFileSync('bench.json', `${JSON.stringify(report, null, 2)}\n`)
console.log('\nWritten to bench.json.')
