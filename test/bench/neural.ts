/**
 * Times the responses of the Sensorium model's 7,776 neurons to images of 36 × 64 pixels, and, in turn with it, the same
 * in PyTorch. A goal of ours / PyTorch of speed: 1 or more.
 *
 *   npm run bench -- neural [--images 10000] [--rounds 3] [--threads 2]     (needs ../shared, python3-torch)
 *
 * With --json the last line is { ours, theirs }, seconds of each round, or { skipped }, why.
 */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { flush } from '../../src-main/devices/step'
import * as tf from '../../src-main/devices/tf'
import { batchOf } from '../../src-main/neural/respond'
import { USUAL_SENSORIUM } from '../../src-main/contract/population'
import { readSensorium } from '../../src-main/neural/sensorium/read'
import { sensoriumResponder } from '../../src-main/neural/sensorium/responder'
import { sensoriumStructure } from '../../src-main/neural/sensorium/structure'
import { ROOT } from '../support/root'
import { pythonWith } from '../support/torch'

const { values: options } = parseArgs({
  options: {
    images: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '2' },
    batch: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const images = Number(options.images)
const threads = Number(options.threads)
const path = join(ROOT, '../shared/fixtures/neural/sensorium_sota_model.pth')
const { json } = options
if (!existsSync(path)) {
  console.log(
    json ? JSON.stringify({ skipped: '../shared is absent' }) : 'Responses: skipped, ../shared is absent.',
  )
  process.exit(0)
}
await registerOnnxruntime({ threads })
await tf.setBackend('onnxruntime')
const checkpoint = await openCheckpoint(path)
const { tensors } = checkpoint.dictionaries[0]!
const choice = {
  session: null,
  linear: false,
  padded: false,
  hiddenPadding: null,
  hiddenStride: 1,
  stack: null,
  behaviour: 0,
  eye: null,
  leaveAside: false,
  options: USUAL_SENSORIUM,
  noPositionTanh: false,
}
const { state, source, neurons } = await readSensorium(
  sensoriumStructure(tensors, '"it"'),
  tensors,
  choice,
  '"it"',
)
await checkpoint.close()
const responder = sensoriumResponder(state, source, { height: 36, width: 64, mean: 113, sd: 60 })
const batch = options.batch === undefined ? batchOf({ neurons }) : Number(options.batch)
const shown = tf.randomNormal<tf.Rank.R4>([batch, 36, 64, 1], 0, 1, 'float32', 1)

/** As `neural respond` does it: the numbers are fetched after each batch. */
function ours(): number {
  const begin = performance.now()
  for (let done = 0; done < images; done += batch) {
    const answer = tf.tidy(() => responder.responses(shown))
    flush()
    answer.dataSync()
    answer.dispose()
  }
  return (performance.now() - begin) / 1000
}

const python = pythonWith('torch')
const script = join(ROOT, 'test/bench/neural.py')
tf.tidy(() => void responder.responses(shown).dataSync())
console.log(`${neurons} neurons, ${images} images, batches of ${batch}, ${threads} threads`)
const seconds: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
for (let round = 0; round < Number(options.rounds); round++) {
  const mine = ours()
  seconds.ours.push(mine)
  let words = `ours ${mine.toFixed(2)} s`
  if (python) {
    const output = execFileSync(python, [script, path, String(images), String(batch), String(threads)], {
      encoding: 'utf8',
    })
    const { seconds: theirs } = JSON.parse(output) as { seconds: number }
    seconds.theirs.push(theirs)
    words += `, PyTorch ${theirs.toFixed(2)} s, speed ours / PyTorch ${(theirs / mine).toFixed(2)}`
  } else words += ', PyTorch: skipped, python3-torch is not installed'
  console.log(`${words}; ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`)
}
if (json) console.log(JSON.stringify(seconds))
tf.removeBackend('onnxruntime')
