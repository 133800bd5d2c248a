/**
 * Times what Halfpower does on this machine: one CIFAR ResNet-18 of a given width on random images,
 * median of several runs after a warm-up, printed as one line of JSON (milliseconds). The same work as
 * the PyTorch script that build/bench.mjs runs in turn with it; compare ratios, not times.
 *
 *   node out/main/bench.js --width 64 --batch 32 [--runs 5] [--threads 2] [--public] [--profile PREFIX]
 *   node out/main/bench.js --hybrid [--width 16] …
 */
import { parseArgs } from 'node:util'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import type { Network, NetworkConfiguration } from '../../src-main/networks/network'
import { crossEntropy, oneHot } from '../../src-main/training/loss'
import { StochasticGradientDescent } from '../../src-main/training/sgd'

const { values: options } = parseArgs({
  options: {
    width: { type: 'string', default: '64' },
    batch: { type: 'string', default: '32' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string' },
    only: { type: 'string' },
    public: { type: 'boolean', default: false },
    profile: { type: 'string' },
  },
})

const width = Number(options.width)
const batch = Number(options.batch)
const runs = Number(options.runs)

await registerOnnxruntime({
  internalLayout: !options.public,
  ...(options.threads ? { threads: Number(options.threads) } : {}),
  ...(options.profile ? { profile: options.profile } : {}),
})
await tf.setBackend('onnxruntime')

const configuration: NetworkConfiguration = {
  architecture: 'resnet18',
  width,
  stem: 'cifar',
  classes: 10,
  channels: 3,
  size: 32,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  sigma: null,
}

function medianMilliseconds(step: () => void): number {
  step()
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    step()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  return Math.round(times[Math.floor(runs / 2)]! * 10) / 10
}

const images = tf.randomUniform([batch, 32, 32, 3], 0, 1, 'float32', 1) as tf.Tensor4D
const targets = tf.tensor2d(
  oneHot(
    Array.from({ length: batch }, (_, i) => i % 10),
    10,
  ),
  [batch, 10],
)

function timeTraining(network: Network): number {
  const optimiser = new StochasticGradientDescent(network, { momentum: 0.9, weightDecay: 5e-4 }, null)
  const time = medianMilliseconds(() => {
    const { loss, logits } = optimiser.step(images, targets, 0.01)
    tf.dispose([loss, logits])
  })
  optimiser.dispose()
  return time
}

function timeFrozen(network: Network): { attack: number; forward: number } {
  const frozen = network.frozen()
  const forward = medianMilliseconds(() => {
    const logits = frozen.logits(images)
    flush()
    logits.dispose()
  })
  const slope = tf.grad((x) => crossEntropy(frozen.logits(x as tf.Tensor4D), targets))
  const attack = medianMilliseconds(() => {
    const gradient = tf.tidy(() => slope(images))
    flush()
    gradient.dispose()
  })
  frozen.dispose()
  return { attack, forward }
}

const network = createNetwork(configuration, 0)
const wants = (name: string): boolean => options.only === undefined || options.only === name
const result = {
  program: 'halfpower',
  width,
  batch,
  ...(wants('train') ? { train: timeTraining(network) } : {}),
  ...(wants('frozen') ? timeFrozen(network) : {}),
  residentMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
}
console.log(JSON.stringify(result))
// Profiles are written when their sessions end.
tf.removeBackend('onnxruntime')
