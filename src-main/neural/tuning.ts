/**
 * Frequency tuning of every neuron of a population (neural N.3), from its responses to gratings, frequency by frequency, so
 * that no more than the answers to one frequency's 64 gratings are held.
 */
import { carriedCount } from '../contract/kinds/neural/carried'
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import { GRATINGS_PER_FREQUENCY, ORIENTATIONS, PHASES, gratingsOf } from './gratings'
import { readCurve } from './tuning-curve'
import type { CurveReading } from './tuning-curve'
import type { GratingGrid } from './gratings'
import type { Responder } from './population'

/**
 * `peak`: the largest response over orientation and phase at each frequency. `phase mean`: the mean over phase at the
 * neuron's best orientation, that of its largest phase mean at any frequency.
 */
export type TuningRule = 'peak' | 'phase mean'

export interface PopulationTuning {
  neurons: number
  frequencies: number
  rule: TuningRule
  /** [frequencies, neurons]: each neuron's curve by the rule. */
  curves: Float32Array
  /** [neurons]: index of its best orientation, that of its best frequency by the rule that the pixels carry. */
  orientation: Uint8Array
  /** Mean of the rule's responses over the neurons, by frequency. */
  mean: number[]
  /** Mean response over all gratings of each frequency and all neurons. */
  meanResponse: number[]
}

/** Answers to the gratings of one frequency, [64, neurons]. */
export type AnswerGratings = (frequency: number) => Promise<Float32Array>

/** Shows gratings to a population; one batch of 64 for each frequency. */
export function answersOf(responder: Responder): AnswerGratings {
  const { height, width } = responder.image
  return async (frequency) => {
    const responses = tf.tidy(() =>
      responder.responses(
        tf.tensor4d(gratingsOf(frequency, responder.image), [GRATINGS_PER_FREQUENCY, height, width, 1]),
      ),
    )
    flush()
    try {
      return await responses.data<'float32'>()
    } finally {
      responses.dispose()
    }
  }
}

/** @param onFrequency is told after each of the grid's frequencies */
export async function tunePopulation(
  answer: AnswerGratings,
  neurons: number,
  grid: GratingGrid,
  rule: TuningRule,
  onFrequency: (done: number) => void = () => undefined,
): Promise<PopulationTuning> {
  const count = grid.frequencies.length
  /** [frequencies, orientations, neurons]: the rule's response at each orientation. */
  const byOrientation = new Float32Array(count * ORIENTATIONS * neurons)
  const meanResponse: number[] = []
  for (const [f, frequency] of grid.frequencies.entries()) {
    const responses = await answer(frequency * grid.cyclesPerPixel)
    const start = f * ORIENTATIONS * neurons
    reduce(responses, neurons, rule, byOrientation.subarray(start, start + ORIENTATIONS * neurons))
    let sum = 0
    for (const response of responses) sum += response
    meanResponse.push(sum / responses.length)
    onFrequency(f + 1)
  }
  return {
    neurons,
    frequencies: count,
    rule,
    meanResponse,
    ...curvesOf(byOrientation, neurons, count, rule, carriedCount(grid)),
  }
}

/** Over the phases of each orientation: the largest response, or the mean. */
function reduce(responses: Float32Array, neurons: number, rule: TuningRule, target: Float32Array): void {
  for (let o = 0; o < ORIENTATIONS; o++) {
    for (let n = 0; n < neurons; n++) {
      let largest = -Infinity
      let sum = 0
      for (let p = 0; p < PHASES; p++) {
        const response = responses[(o * PHASES + p) * neurons + n]!
        sum += response
        if (response > largest) largest = response
      }
      target[o * neurons + n] = rule === 'peak' ? largest : sum / PHASES
    }
  }
}

function curvesOf(
  byOrientation: Float32Array,
  neurons: number,
  count: number,
  rule: TuningRule,
  carried: number,
): Pick<PopulationTuning, 'curves' | 'orientation' | 'mean'> {
  const at = (f: number, o: number, n: number): number => byOrientation[(f * ORIENTATIONS + o) * neurons + n]!
  const curves = new Float32Array(count * neurons)
  const orientation = new Uint8Array(neurons)
  const mean = Array.from({ length: count }, () => 0)
  for (let n = 0; n < neurons; n++) {
    let most = -Infinity
    // An aliased grating is another one, of another orientation.
    for (let f = 0; f < carried; f++)
      for (let o = 0; o < ORIENTATIONS; o++)
        if (at(f, o, n) > most) {
          most = at(f, o, n)
          orientation[n] = o
        }
    for (let f = 0; f < count; f++) {
      let value = at(f, orientation[n]!, n)
      if (rule === 'peak') for (let o = 0; o < ORIENTATIONS; o++) value = Math.max(value, at(f, o, n))
      curves[f * neurons + n] = value
      mean[f]! += value / neurons
    }
  }
  return { curves, orientation, mean }
}

/** What each neuron's curve says. */
export function readCurves({ neurons, curves }: PopulationTuning, grid: GratingGrid): CurveReading[] {
  const { frequencies } = grid
  const carried = carriedCount(grid)
  const curve = new Float64Array(frequencies.length)
  return Array.from({ length: neurons }, (_, n) => {
    for (let f = 0; f < frequencies.length; f++) curve[f] = curves[f * neurons + n]!
    return readCurve(frequencies, curve, carried)
  })
}
