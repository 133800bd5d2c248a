/**
 * Times the preset "minimal" on a trained ResNet-20 (50 CIFAR-size images, targeted) and, in the same run, DDN-100
 * in PyTorch. Foolbox's figures are printed as recorded on another day; they are not measured here.
 *
 *   npm run bench -- attacks        (needs ../shared, python3-torch, python3-pil)
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { createResNet20, resnet20Fixture, SHARED } from '../support/resnet20'
import { resnet20AttackReference } from '../support/resnet20-attack'
import { pythonWith } from '../support/torch'

const fixture = resnet20Fixture()
const reference = typeof fixture === 'string' ? fixture : resnet20AttackReference()
if (typeof fixture === 'string' || typeof reference === 'string') {
  console.log('Attacks: skipped,', typeof fixture === 'string' ? fixture : reference)
  process.exit(0)
}
await registerOnnxruntime()
await tf.setBackend('onnxruntime')
const network = createResNet20(fixture)
const RECORDED = { L2: ['ddn-100', 'bb-l2-200'], Linf: ['fmn-linf-100', 'bb-linf-200'] } as const

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
}

function print(name: string, size: number, seconds: number, queries: string): void {
  console.log(name.padEnd(40), size.toPrecision(4).padEnd(12), seconds.toFixed(1).padEnd(10), queries)
}

console.log(`${''.padEnd(40)} median ε     seconds    passes forward + backward per image`)
for (const norm of ['L2', 'Linf'] as const) {
  const start = performance.now()
  const { images } = await runAttack({
    network,
    classes: 10,
    images: reference.images,
    height: 32,
    width: 32,
    channels: 3,
    indices: reference.indices,
    named: reference.targets,
    pool: reference.pool,
    norm,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks: preset('minimal', norm),
    epsilon: null,
    seed: 0,
    batchSize: 50,
  })
  const seconds = (performance.now() - start) / 1000
  const forward = median(images.map(({ queries }) => queries.forward))
  const backward = median(images.map(({ queries }) => queries.backward))
  const sizes = images.map(({ distance }) => distance ?? Infinity)
  print(`minimal ${norm}, Halfpower`, median(sizes), seconds, `${forward} + ${backward}`)
  if (norm === 'L2') peer()
  for (const name of RECORDED[norm]) {
    const recorded = reference.foolbox[name]!
    print(`${name}, Foolbox, recorded, not measured`, recorded.median, recorded.seconds, '')
  }
}

/** DDN-100 written plainly in PyTorch, on the same images and targets. */
function peer(): void {
  const python = pythonWith('torch', 'PIL')
  if (!python) return
  const script = fileURLToPath(new URL('../../test/bench/attacks.py', import.meta.url))
  const output = execFileSync(python, [script, SHARED], { encoding: 'utf8' })
  const measured = JSON.parse(output) as { median: number; seconds: number }
  print('DDN-100, PyTorch', measured.median, measured.seconds, '100 + 100')
}
