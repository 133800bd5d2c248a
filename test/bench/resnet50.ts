/**
 * Times a forward pass of an imported ResNet-50 on 8 images of 224×224: the PyTorch file as a network of ours, and the
 * ONNX file as a foreign graph. Both files are those of resnet50.py, through the product's own readers; the logits
 * are compared with PyTorch's. Prints one line of JSON: median milliseconds, largest distance of the logits.
 *
 *   node out/bench/resnet50.mjs --folder FOLDER [--runs 5] [--threads 2] [--public]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { frozenFromState } from '../../src-main/networks/create'
import type { FrozenNetwork, NetworkConfiguration } from '../../src-main/networks/network'
import { onnxNetwork } from '../../src-main/networks/onnx/network'
import { assemble } from '../../src-main/networks/recognition/assemble'
import { recognise } from '../../src-main/networks/recognition/recognise'
import { toNhwc } from '../support/layout'

const { values: options } = parseArgs({
  options: {
    folder: { type: 'string' },
    runs: { type: 'string', default: '5' },
    threads: { type: 'string', default: '2' },
    public: { type: 'boolean', default: false },
    profile: { type: 'string' },
    only: { type: 'string' },
  },
})
if (options.folder === undefined) throw new Error('--folder names where resnet50.py has written its files.')
const folder = options.folder
const runs = Number(options.runs)

await registerOnnxruntime({
  internalLayout: !options.public,
  threads: Number(options.threads),
  ...(options.profile ? { profile: options.profile } : {}),
})
await tf.setBackend('onnxruntime')

const SIZE = 224
const plain = { size: SIZE, mean: [0, 0, 0], std: [1, 1, 1] }
const read = (file: string): Float32Array => decodeNpy(readFileSync(join(folder, file))).data as Float32Array
const wanted = read('logits.npy')
const count = wanted.length / 1000
const images = tf.tensor4d(toNhwc(read('images.npy'), [count, 3, SIZE, SIZE]), [count, SIZE, SIZE, 3])

async function fromPytorch(): Promise<FrozenNetwork> {
  const checkpoint = await openCheckpoint(join(folder, 'resnet50.pth'))
  const [candidate] = (await recognise(checkpoint)).candidates
  const { configuration, state } = await assemble(checkpoint, candidate!, plain)
  await checkpoint.close()
  return frozenFromState(configuration, state)
}

function fromOnnx(): FrozenNetwork {
  const configuration: NetworkConfiguration = {
    architecture: 'onnx',
    width: 1,
    stem: 'imagenet',
    classes: 1000,
    channels: 3,
    sigma: null,
    ...plain,
  }
  return onnxNetwork(readOnnx(readFileSync(join(folder, 'resnet50.onnx'))), configuration)
}

/** Median milliseconds of a pass, and how far the logits are from PyTorch's, relative to the largest. */
function time(network: FrozenNetwork): { milliseconds: number; apart: number } {
  const found = tf.tidy(() => network.logits(images).dataSync())
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const apart = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0) / largest
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const start = performance.now()
    const logits = network.logits(images)
    flush()
    logits.dispose()
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  network.dispose()
  return { milliseconds: times[Math.floor(runs / 2)]!, apart }
}

const wants = (name: string): boolean => options.only === undefined || options.only === name
const pytorch = wants('pytorch') ? time(await fromPytorch()) : null
const onnx = wants('onnx') ? time(fromOnnx()) : null
console.log(
  JSON.stringify({
    program: 'halfpower',
    pytorchFile: pytorch?.milliseconds,
    onnxFile: onnx?.milliseconds,
    apart: Math.max(pytorch?.apart ?? 0, onnx?.apart ?? 0),
    residentMegabytes: Math.round(process.memoryUsage().rss / 2 ** 20),
  }),
)
tf.removeBackend('onnxruntime')
