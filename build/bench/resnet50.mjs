/**
 * A forward pass of torchvision's ResNet-50 (random weights, 8 images of 224×224), imported from a PyTorch file and from
 * an ONNX file. Needs PyTorch and torchvision, which write the files.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../child.mjs'
import { benchProgram } from './programs.mjs'
import { measure, pythonWith, row } from './rounds.mjs'

const SCRIPT = join(root, 'test/bench/resnet50.py')

/**
 * @param {number} rounds
 * @param {string[]} extra options of test/bench/resnet50.ts
 * @param {(row: import('./rounds.mjs').Row) => void} tell
 */
export async function benchResNet50(rounds, extra, tell) {
  const python = pythonWith('torch, torchvision')
  if (python === null) {
    console.log(
      'ResNet-50: skipped, needs PyTorch and torchvision (Debian: python3-torch python3-torchvision).',
    )
    return
  }
  const program = await benchProgram('resnet50')
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-bench-'))
  try {
    execFileSync(python, [SCRIPT, 'write', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    const ours = []
    const theirs = []
    for (let round = 0; round < rounds; round++) {
      ours.push(measure(process.execPath, [program, '--folder', folder, ...extra]))
      theirs.push(measure(python, [SCRIPT, 'time', folder]))
    }
    const forward = theirs.map((result) => result['forward'] ?? Number.NaN)
    for (const [key, name] of Object.entries({ pytorchFile: 'PyTorch file', onnxFile: 'ONNX file' })) {
      const times = ours.map((result) => result[key] ?? Number.NaN)
      tell(row(`ResNet-50, 8 images of 224×224, ${name}: forward`, 'ms', times, forward))
    }
    const apart = Math.max(...ours.map((result) => result['apart'] ?? Number.NaN))
    console.log(`logits: at most ${apart.toExponential(1)} of the largest from PyTorch's`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}
