/**
 * Whether a graph answers with probabilities where no softmax stands at its end: seen when it is run, by their sum, and by
 * where its output comes from (networks/onnx/probabilities.ts). What is measured of logits would be false of them: a
 * softmax over probabilities is nearly flat.
 */
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import { measuredDraws } from '../../networks/front-end/noise'
import { probableRows } from '../../networks/onnx/probabilities'
import type { Tensor4D } from '../../devices/tf'
import type { Probabilities } from '../../networks/onnx/probabilities'
import type { LoadedModel } from './loaded-model'

/**
 * What a model answers to these images.
 * @param images [n, size, size, channels] in [0,1]
 * @param suspected by its graph
 */
export async function probabilitiesIn(
  model: LoadedModel,
  images: Tensor4D,
  suspected: Probabilities | null,
  isBinary: boolean,
): Promise<Probabilities | null> {
  const network = model.network()
  const rows = Array.from({ length: images.shape[0] }, (_, i) => i)
  const logits = tf.tidy(() => network.logits(images, measuredDraws(rows, 0)))
  try {
    flush()
    const answers = await logits.data()
    const { classes } = network.configuration
    // Two classes of one number are [0, z].
    return isBinary
      ? probableRows(
          rows.map((row) => answers[classes * row + 1]!),
          1,
          suspected,
        )
      : probableRows(answers, classes, suspected)
  } finally {
    logits.dispose()
    network.dispose()
  }
}

/** What is done with them, one sentence. */
export function probabilitiesWords({ kind, mass }: Probabilities, images: string): string {
  const sum = Math.abs(mass - 1) <= 1e-3 ? '1' : String(Number(mass.toPrecision(3)))
  return kind === 'rows'
    ? `Its answers to ${images} are probabilities, not logits (none is below 0, and those of each image add up to ${sum}): their logarithm is taken for the logits.`
    : `Its answers to ${images} are probabilities of each class by itself, from 0 to ${sum}: their log-odds are taken for the logits.`
}
