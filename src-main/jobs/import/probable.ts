/**
 * Whether a graph answers with probabilities where no softmax stands at its end: seen when it is run, by their sum, and by
 * where its output comes from (networks/onnx/probabilities.ts). What is measured of logits would be false of them: a
 * softmax over probabilities is nearly flat.
 */
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import { measuredDraws } from '../../networks/front-end/noise'
import { probableRows } from '../../networks/onnx/probabilities'
import { formatPercent } from '../../statistics/number-with-interval'
import { wilson } from '../../statistics/wilson'
import type { Tensor4D } from '../../devices/tf'
import type { Probabilities } from '../../networks/onnx/probabilities'
import type { LoadedModel } from './loaded-model'

export interface Answers {
  /** What they are where they are no logits. */
  probabilities: Probabilities | null
  /** How many of the images the class with the largest number is right for, and how many the one with the smallest. */
  right: { largest: number; smallest: number }
}

/**
 * What a model answers to these images.
 * @param images [n, size, size, channels] in [0,1]
 * @param suspected by its graph
 */
export async function answersTo(
  model: LoadedModel,
  images: Tensor4D,
  suspected: Probabilities | null,
  isBinary: boolean,
  labels: ArrayLike<number> = [],
): Promise<Answers> {
  const network = model.network()
  const rows = Array.from({ length: images.shape[0] }, (_, i) => i)
  const logits = tf.tidy(() => network.logits(images, measuredDraws(rows, 0)))
  try {
    flush()
    const answers = await logits.data()
    const { classes } = network.configuration
    const right = { largest: 0, smallest: 0 }
    for (const row of rows) {
      const own = answers.slice(classes * row, classes * (row + 1)) as Float32Array
      if (own.indexOf(Math.max(...own)) === labels[row]) right.largest++
      if (own.indexOf(Math.min(...own)) === labels[row]) right.smallest++
    }
    // Two classes of one number are [0, z].
    const probabilities = isBinary
      ? probableRows(
          rows.map((row) => answers[classes * row + 1]!),
          1,
          suspected,
        )
      : probableRows(answers, classes, suspected)
    return { probabilities, right }
  } finally {
    logits.dispose()
    network.dispose()
  }
}

/** What is done with them, one sentence. */
export function probabilitiesWords({ kind, mass }: Probabilities, images: string): string {
  const sum = Math.abs(mass - 1) <= 1e-3 ? '1' : String(Number(mass.toPrecision(3)))
  switch (kind) {
    case 'rows':
      return `Its answers to ${images} are probabilities, not logits (none is below 0, and those of each image add up to ${sum}): their logarithm is taken for the logits.`
    case 'each':
      return `Its answers to ${images} are probabilities of each class by itself, from 0 to ${sum}: their log-odds are taken for the logits.`
    case 'costs':
      return `Its answers to ${images} are negative logarithms of probabilities, of which the smallest is the answer: their negative is taken for the logits.`
    case 'distances':
      return `Its answers to ${images} are distances from the classes (by how the graph makes them, and none is below 0), of which the smallest is the answer: their negative is taken for the logits.`
    default:
      throw kind satisfies never
  }
}

/** Whether the largest of its numbers is the answer only once their sign is changed. */
export function areTurned(probabilities: Probabilities | null): boolean {
  return probabilities?.kind === 'costs' || probabilities?.kind === 'distances'
}

/** Distances and other costs, of which the smallest is the answer; null where nothing speaks for it beyond chance. */
export function smallestWords({ right }: Answers, images: number): string | null {
  const [smallest, largest] = [
    wilson(right.smallest / images, images),
    wilson(right.largest / images, images),
  ]
  if (!(smallest.low > largest.high)) return null
  return `The smallest of its numbers names the class of ${formatPercent(smallest)} of the images and the largest that of ${formatPercent(largest)}: they seem to be distances or costs, and here the largest is taken for the answer; export the model with their negative.`
}
