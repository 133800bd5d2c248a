/** A CIFAR ResNet-18 on random images: forward pass, gradient of an attack, training step; and hybrid images. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../child.mjs'
import { benchProgram } from './programs.mjs'
import { measure, median, pythonWith, row } from './rounds.mjs'

const SCRIPT = join(root, '../shared/peers/torch_bench.py')
const SHAPES = [
  { width: 64, batch: 32 },
  { width: 16, batch: 128 },
]
const CASES = { forward: 'forward', attack: 'gradient of an attack', train: 'training step' }

/** @returns {{ python: string } | string} the interpreter, or what is missing */
function torch() {
  if (!existsSync(SCRIPT)) return 'the timing script ../shared/peers/torch_bench.py is not there'
  const python = pythonWith('torch')
  return python === null ? 'PyTorch is not installed (Debian: apt-get install python3-torch)' : { python }
}

/**
 * @param {number} rounds
 * @param {string[]} extra options of test/bench/resnet18.ts
 * @param {(row: import('./rounds.mjs').Row) => void} tell
 */
export async function benchResNet18(rounds, extra, tell) {
  const program = await benchProgram('resnet18')
  const found = torch()
  if (typeof found === 'string') console.log(`ResNet-18 in PyTorch: skipped, ${found}.`)
  for (const { width, batch } of SHAPES) {
    const size = ['--width', String(width), '--batch', String(batch)]
    const ours = []
    const theirs = []
    for (let round = 0; round < rounds; round++) {
      ours.push(measure(process.execPath, [program, ...size, ...extra]))
      if (typeof found !== 'string') theirs.push(measure(found.python, [SCRIPT, ...size]))
    }
    for (const [key, words] of Object.entries(CASES)) {
      const times = (/** @type {Record<string, number>[]} */ results) =>
        results.map((result) => result[key] ?? Number.NaN)
      tell(row(`ResNet-18, width ${width}, batch ${batch}: ${words}`, 'ms', times(ours), times(theirs)))
    }
  }
  const hybrids = []
  for (let round = 0; round < rounds; round++)
    hybrids.push(measure(process.execPath, [program, '--hybrid', ...extra])['hybridsPerSecond'] ?? Number.NaN)
  console.log(
    `hybrid images: ${Math.round(median(hybrids))} per second (width 16, batch 128, 13 f_mix, mixing and classification)`,
  )
}
