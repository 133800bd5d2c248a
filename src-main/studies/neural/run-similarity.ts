/** Computes how alike a population and the layers of a model represent the same images (neural N.5). */
import * as tf from '../../devices/tf'
import { UserError } from '../../contract/errors'
import { flush } from '../../devices/step'
import { imageBatches } from '../../datasets/batches'
import { subset } from '../../datasets/subset'
import { measuredDraws } from '../../networks/front-end/noise'
import { isStochastic } from '../../contract/model'
import { Gram } from '../../neural/gram'
import {
  FEWEST_TO_CHOOSE,
  chooseLayer,
  halvesOfImages,
  layerOnHalves,
  similaritiesWithin,
} from '../../neural/chosen-layer'
import { noiseCeiling } from '../../neural/noise-ceiling'
import { centreResponses } from '../../neural/response-axes'
import {
  kernelAlignment,
  representationalSimilarity,
  similaritiesOf,
  unbiasedKernelAlignment,
} from '../../neural/similarity'
import { chosenImages } from '../context'
import { answersTo } from './answers'
import { ceilingOf } from './ceiling'
import { networkImages } from './pixels'
import { encodeProducts, readProducts } from './products-file'
import type { PopulationSimilarity } from '../../contract/kinds/neural/results'
import type { LayerSimilarityTask, PopulationProductsTask } from '../../contract/kinds/neural/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { NetworkInside } from '../../networks/network'
import type { Halves, LayerOnHalves } from '../../neural/chosen-layer'
import type { UnitContext } from '../context'
import type { LayersData } from '../../contract/kinds/neural/units'

/** Numbers of a layer that are held at once: 128 MB. */
const MOST_HELD = 32 * 1024 * 1024

export async function runPopulationProducts(
  task: PopulationProductsTask,
  context: UnitContext,
): Promise<UnitOutcome> {
  const data = task.images === null ? null : await chosenImages(context, task.images)
  const population = await context.population(task.population)
  try {
    const { file, recording } = population
    const { images, neurons, responses } = await answersTo(
      population,
      data,
      task.most,
      task.batchSize,
      (work) => context.progress({ work, imagesPerSecond: null, label: null }),
    )
    checkImages(images.length)
    // What is not reliable, and what never responds, has a reliability of 0 and counts nothing.
    const weights = recording ? (await noiseCeiling(recording, task.seed))?.reliability : undefined
    if (weights?.every((weight) => weight === 0))
      throw new UserError(
        'input',
        `No neuron of "${file.id}" responds alike to repeats of the same image: there is nothing to compare with.`,
      )
    const centred = centreResponses(responses, images.length, neurons, task.scaling)
    const gram = new Gram(images.length)
    await gram.add(centred.values, neurons, weights)
    similaritiesOf(gram, `The population "${file.id}"`)
    const found: PopulationSimilarity = {
      images: images.length,
      neurons,
      scaling: task.scaling,
      weighted: weights !== undefined,
      ceiling:
        recording && weights
          ? await ceilingOf(recording, images, task, { weights, scale: centred.scale })
          : null,
    }
    const arrays = await context.writeArrays(encodeProducts({ products: scaled(gram), images }))
    return { data: { ...found }, arrays }
  } finally {
    await population.close()
  }
}

function checkImages(images: number): void {
  if (images < 4)
    throw new UserError(
      'usage',
      `${images} images are too few to compare how they are represented: show at least 4.`,
    )
}

/** Divided by the mean of the diagonal, which changes no similarity. */
function scaled({ images, values }: Gram): Float32Array {
  let trace = 0
  for (let i = 0; i < images; i++) trace += values[i * images + i]!
  return Float32Array.from(values, (value) => (value * images) / trace)
}

export async function runLayerSimilarity(
  task: LayerSimilarityTask,
  context: UnitContext,
): Promise<UnitOutcome> {
  const { products, images: indices } = await readProducts(task.products)
  const images = indices.length
  const model = await context.model(task.model)
  const { inside, configuration } = model
  if (!inside)
    throw new UserError('input', `Only the logits of the model can be had, not its layers: import it again.`)
  const names = task.layers ?? inside.layers.filter((name) => name !== 'logits')
  const pixels = await pixelsFor(task, context, indices, configuration)
  const neural = similaritiesOf({ images, values: products }, 'The population')
  const halves = images < FEWEST_TO_CHOOSE || names.length < 2 ? null : halvesOfImages(images, task.seed)
  const within = halves && neuralWithin(products, images, halves)
  const layers: LayersData['layers'] = []
  const candidates: { name: string; halves: LayerOnHalves }[] = []
  for (const [i, name] of names.entries()) {
    const { gram, features } = await layerProducts(inside, name, pixels, task, isStochastic(configuration))
    const similarities = similaritiesOf(gram, `The layer "${name}"`)
    if (halves && within)
      candidates.push({
        name,
        halves: layerOnHalves(within, gram.values, images, halves, `The layer "${name}"`, task.seed),
      })
    const { value, low, high } = representationalSimilarity(neural, similarities, images, task.seed)
    layers.push({
      name,
      features,
      rsa: value,
      low,
      high,
      cka: kernelAlignment(products, gram.values),
      unbiased: unbiasedKernelAlignment(products, gram.values, images),
    })
    context.progress({ work: ((i + 1) / names.length) * images, imagesPerSecond: null, label: name })
  }
  return { data: { layers, chosen: chosenOf(layers, candidates) }, arrays: null }
}

const neuralWithin = (
  products: Float64Array,
  images: number,
  [first, second]: Halves,
): [Float64Array, Float64Array] => [
  similaritiesWithin(products, images, first, 'The population'),
  similaritiesWithin(products, images, second, 'The population'),
]

/** A single layer needs no choice. Null where there are too few images to choose on one half of them. */
function chosenOf(
  layers: LayersData['layers'],
  candidates: readonly { name: string; halves: LayerOnHalves }[],
): LayersData['chosen'] {
  const [only, ...more] = layers
  if (only && more.length === 0) {
    const { rsa, low, high, name } = only
    return { rsa, low, high, layers: [name, name], of: 1 }
  }
  return candidates.length === 0 ? null : { ...chooseLayer(candidates), of: candidates.length }
}

interface Pixels {
  count: number
  size: number
  channels: number
  /** Pixels of the images, batch by batch; the last one is padded. */
  batches(): AsyncIterable<{ images: Float32Array; start: number; count: number; indices: Int32Array }>
  batchSize: number
}

async function pixelsFor(
  task: LayerSimilarityTask,
  context: UnitContext,
  indices: Int32Array,
  { size, channels }: { size: number; channels: 1 | 3 },
): Promise<Pixels> {
  const count = indices.length
  const batchSize = Math.min(task.batchSize, count)
  if (task.images !== null) {
    const data = subset(await chosenImages(context, task.images), indices)
    const order = Int32Array.from({ length: count }, (_, i) => i)
    return { count, size, channels, batchSize, batches: () => imageBatches(data, order, batchSize) }
  }
  const population = await context.population(task.population)
  try {
    const all = await networkImages(population.recording!, indices, size, channels)
    const row = size * size * channels
    return {
      ...{ count, size, channels, batchSize },
      async *batches() {
        for (let start = 0; start < count; start += batchSize) {
          const some = Math.min(batchSize, count - start)
          const images = new Float32Array(batchSize * row)
          images.set(all.subarray(start * row, (start + some) * row))
          yield { images, start, count: some, indices: indices.slice(start, start + batchSize) }
        }
      },
    }
  } finally {
    await population.close()
  }
}

/** Products of the images by one layer, so many of its numbers at a time as may be held. */
async function layerProducts(
  inside: NetworkInside,
  name: string,
  pixels: Pixels,
  { spatialMean }: LayerSimilarityTask,
  stochastic: boolean,
): Promise<{ gram: Gram; features: number }> {
  const { count, size, channels, batchSize } = pixels
  const gram = new Gram(count)
  let features = Infinity
  let width = 0
  for (let first = 0; first < features; first += width) {
    let block: Float32Array | null = null
    for await (const { images, start, count: some, indices } of pixels.batches()) {
      const rows = Array.from({ length: batchSize }, (_, i) => indices[Math.min(i, indices.length - 1)]!)
      const flat = tf.tidy(() => {
        const x = tf.tensor4d(images, [batchSize, size, size, channels])
        const [values] = inside.values(x, [name], stochastic ? measuredDraws(rows, 0) : undefined)
        const mean = spatialMean && values!.rank === 4 ? tf.mean(values!, [1, 2]) : values!
        return tf.clone(tf.reshape<tf.Rank.R2>(mean, [batchSize, -1]))
      })
      flush()
      features = flat.shape[1]
      width = Math.min(features, Math.max(1, Math.floor(MOST_HELD / count)))
      const values = await flat.data<'float32'>()
      flat.dispose()
      const here = Math.min(width, features - first)
      block ??= new Float32Array(count * here)
      for (let i = 0; i < some; i++)
        block.set(values.subarray(i * features + first, i * features + first + here), (start + i) * here)
    }
    await gram.add(block!, Math.min(width, features - first))
  }
  return { gram, features }
}
