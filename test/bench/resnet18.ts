/**
 * Times what Halfpower does on this machine: one CIFAR ResNet-18 of a given width on random images,
 * median of several runs after a warm-up, printed as one line of JSON (milliseconds). The same work as
 * the PyTorch script that build/bench/resnet18.mjs runs in turn with it; compare ratios, not times.
 *
 *   node out/bench/resnet18.mjs --width 64 --batch 32 [--runs 5] [--threads 2] [--public] [--profile PREFIX] [--provider cpu]
 *   node out/bench/resnet18.mjs --hybrid
 */
import { parseArgs } from 'node:util'
import type { DataSet } from '../../src-main/datasets/data-set'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { measureHybrids } from '../../src-main/frequency/hybrid-measurement'
import { MIXING_GRIDS } from '../../src-main/frequency/mixing-grids'
import { createNetwork } from '../../src-main/networks/create'
import type { Network, NetworkConfiguration } from '../../src-main/networks/network'
import { generator } from '../../src-main/random/generator'
import { crossEntropy, oneHot } from '../../src-main/training/loss'
import { StochasticGradientDescent } from '../../src-main/training/sgd'

const { values: options } = parseArgs({
  options: {
    width: { type: 'string', default: '64' },
    batch: { type: 'string', default: '32' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string' },
    only: { type: 'string' },
    hybrid: { type: 'boolean', default: false },
    public: { type: 'boolean', default: false },
    profile: { type: 'string' },
    provider: { type: 'string', default: 'cpu' },
  },
})

const width = Number(options.width)
const batch = Number(options.batch)
const runs = Number(options.runs)

await registerOnnxruntime({
  provider: options.provider,
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

const images = tf.randomUniform<tf.Rank.R4>([batch, 32, 32, 3], 0, 1, 'float32', 1)
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

/** Mixing and classifying hybrid images: the work of a hybrid study without reading files. */
async function hybridsPerSecond(): Promise<number> {
  const pairs = 10 * 128
  const fMix = MIXING_GRIDS.cifar10.fMix
  const frozen = createNetwork({ ...configuration, width: 16 }, 0).frozen()
  const data = randomDataSet(2 * pairs)
  const work = {
    model: frozen,
    data,
    pairs: {
      low: Int32Array.from({ length: pairs }, (_, i) => i),
      high: Int32Array.from({ length: pairs }, (_, i) => i + pairs),
    },
    fMix,
    batchSize: 128,
  }
  await measureHybrids(work)
  const start = performance.now()
  await measureHybrids(work)
  return Math.round((pairs * fMix.length) / ((performance.now() - start) / 1000))
}

/** Random colour images of 32×32 pixels in memory. */
function randomDataSet(count: number): DataSet {
  const stream = generator(0, 'bench images')
  const pixels = Float32Array.from({ length: 32 * 32 * 3 * 64 }, () => stream.uniform())
  return {
    specification: { path: 'random', format: 'npy', transforms: { gray: false } },
    hash: 'random',
    count,
    classNames: Array.from({ length: 10 }, (_, i) => String(i)),
    labels: Int32Array.from({ length: count }, (_, i) => i % 10),
    height: 32,
    width: 32,
    channels: 3,
    read: (indices) => {
      const size = 32 * 32 * 3
      const images = new Float32Array(indices.length * size)
      for (let i = 0; i < indices.length; i++) {
        const source = (indices[i]! % 64) * size
        images.set(pixels.subarray(source, source + size), i * size)
      }
      return Promise.resolve(images)
    },
    close: () => Promise.resolve(),
  }
}

const network = createNetwork(configuration, 0)
const wants = (name: string): boolean => options.only === undefined || options.only === name
const steps = options.hybrid
  ? { hybridsPerSecond: await hybridsPerSecond() }
  : {
      width,
      batch,
      ...(wants('train') ? { train: timeTraining(network) } : {}),
      ...(wants('frozen') ? timeFrozen(network) : {}),
    }
const result = {
  program: 'halfpower',
  ...steps,
  residentMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
}
console.log(JSON.stringify(result))
// Profiles are written when their sessions end.
tf.removeBackend('onnxruntime')
