/** Positions in sorted rows, and random draws, which are the same search with random numbers. */
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { generator } from '../../../random/generator'
import { input } from './define'
import type { Composition, Recorder } from './define'

/** How many entries of each sorted row come before each value: [rows, n] and [rows, m] give [rows, m]. */
function countBefore(
  recorder: Recorder,
  sorted: TensorInfo,
  values: TensorInfo,
  comparison: 'Less' | 'LessEqual',
): TensorInfo {
  const [rows, n] = sorted.shape as [number, number]
  const m = values.shape[1]!
  const entries = recorder.reshape(sorted, [rows, 1, n])
  const limits = recorder.reshape(values, [values.shape[0]!, m, 1])
  const isBefore = recorder.call(comparison, [entries, limits])
  return recorder.call('Sum', [recorder.call('Cast', [isBefore], { dtype: 'int32' })], {
    axis: [2],
    keepDims: false,
  })
}

const searchSorted: Composition = {
  name: 'SearchSorted',
  compose: (recorder, inputs, { side }) =>
    countBefore(
      recorder,
      input(inputs, 'sortedSequence'),
      input(inputs, 'values'),
      side === 'left' ? 'Less' : 'LessEqual',
    ),
}

/** Draws from each row's distribution; the seed decides, equal seeds draw equally. */
const multinomial: Composition = {
  name: 'Multinomial',
  compose: (recorder, inputs, attributes) => {
    const logits = input(inputs, 'logits')
    const [rows, events] = logits.shape as [number, number]
    const draws = attributes['numSamples'] as number
    // tfjs invents a seed between 0 and 1 when it is given none.
    const given = attributes['seed'] as number
    const random = generator(Number.isSafeInteger(given) ? given : Math.floor(given * 2 ** 32), 'multinomial')
    const uniform = recorder.input(
      Float32Array.from({ length: rows * draws }, () => random.uniform()),
      [rows, draws],
      'float32',
    )
    const probabilities =
      attributes['normalized'] === true ? logits : recorder.call('Softmax', [logits], { dim: -1 })
    const cumulative = recorder.call('Cumsum', [probabilities], { axis: 1, exclusive: false, reverse: false })
    // Rounding may leave the last sum just below 1.
    return recorder.call('Minimum', [
      countBefore(recorder, cumulative, uniform, 'LessEqual'),
      recorder.scalar(events - 1, 'int32'),
    ])
  },
}

export const searchCompositions: Composition[] = [searchSorted, multinomial]
