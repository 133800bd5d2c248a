/**
 * `npm run bench -- resnet50 [--rounds 3]`: a forward pass of torchvision's ResNet-50 (random weights, 8 images of
 * 224×224), imported from a PyTorch file and from an ONNX file, beside PyTorch's own in alternating rounds.
 * Quotes medians of the ratios ours / PyTorch: below 1 is faster. Needs PyTorch, which writes the files.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../test/bench/resnet50.py', import.meta.url))
const program = fileURLToPath(new URL('../out/main/bench-resnet50.js', import.meta.url))

/** @param {number[]} values */
function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
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

/**
 * @param {number} rounds
 * @param {string[]} extra options of test/bench/resnet50.ts
 */
export function benchResNet50(rounds, extra) {
  const python = ['python3', '/usr/bin/python3'].find(
    (command) => spawnSync(command, ['-c', 'import torch, torchvision'], { stdio: 'ignore' }).status === 0,
  )
  if (!python) {
    console.error(
      'This needs PyTorch and torchvision (Debian: apt-get install python3-torch python3-torchvision).',
    )
    process.exit(2)
  }
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-bench-'))
  try {
    execFileSync(python, [script, 'write', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    const ours = []
    const theirs = []
    const load = loadavg()[0] ?? Number.NaN
    for (let round = 0; round < rounds; round++) {
      ours.push(measure(process.execPath, [program, '--folder', folder, ...extra]))
      theirs.push(measure(python, [script, 'time', folder]))
    }
    const forward = theirs.map((result) => result['forward'] ?? Number.NaN)
    console.log(
      `ResNet-50, forward pass of 8 images of 224×224, milliseconds, medians of ${rounds} rounds; load at the start ${load.toFixed(1)}\n`,
    )
    console.log(`${'PyTorch'.padEnd(24)}${median(forward).toFixed(0)}`)
    for (const [key, name] of [
      ['pytorchFile', 'ours, PyTorch file'],
      ['onnxFile', 'ours, ONNX file'],
    ]) {
      const times = ours.map((result) => result[key ?? ''] ?? Number.NaN)
      const ratios = times.map((value, round) => value / (forward[round] ?? Number.NaN))
      const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`
      console.log(
        `${(name ?? '').padEnd(24)}${median(times).toFixed(0).padEnd(8)}${median(ratios).toFixed(2)} (${range})`,
      )
    }
    const apart = Math.max(...ours.map((result) => result['apart'] ?? Number.NaN))
    console.log(`\nlogits: at most ${apart.toExponential(1)} of the largest from PyTorch's`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
