/**
 * How fast this machine trains a network and classifies hybrids with it: a few real steps, with the real
 * shapes, recipe and images, then stopped. What is learned is thrown away.
 */
import { UserError } from '../../contract/errors'
import { mixingFrequency } from '../../contract/units'
import { measureHybrids } from '../../frequency/hybrid-measurement'
import { pairImages } from '../../frequency/pairing'
import { createNetwork } from '../../networks/create'
import { trainEpoch } from '../../training/epoch'
import { checkFits } from '../../training/guards'
import { StochasticGradientDescent } from '../../training/sgd'
import { splitForTraining } from '../../training/train'
import { encodeWeights } from './weights-file'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'
import type { Network } from '../../networks/network'

/** Training steps between two looks at the clock: one where a step takes long, else more, for steadiness. */
const STEPS = { slow: 1, quick: 4 }
/** Milliseconds that the first step may take, compiling included, to count as quick. */
const QUICK = 4_000
/** Measuring ends after this long (ms), or this many looks. */
const LONGEST = 4_000
const MOST_LOOKS = 12
/** Hybrids are mixed at this many frequencies. */
const FREQUENCIES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]

type Request = LookRequestOf<'speed'>

export async function measureSpeed(request: Request, data: DataSet): Promise<LookMessageOf<'speed'>> {
  checkFits(request.network, data)
  const began = performance.now()
  const network = createNetwork(request.network, 0)
  try {
    const training = await trainForAMoment(request, network, data, began)
    const batch = request.hybridBatch
    return {
      message: 'speed',
      ...training,
      hybridsPerSecond: batch === null ? null : await hybridSpeed(batch, network, data),
      stateBytes: encodeWeights(await network.stateDictionary()).length,
    }
  } finally {
    network.dispose()
  }
}

async function trainForAMoment(
  { network: configuration, recipe }: Request,
  network: Network,
  data: DataSet,
  began: number,
): Promise<{ startSeconds: number; trainingImagesPerSecond: number }> {
  const { train } = splitForTraining(data.count, recipe, 0)
  if (train.length < recipe.batchSize)
    throw new UserError(
      'usage',
      `Nothing can be measured: ${train.length} training images do not fill one batch of ${recipe.batchSize}.`,
    )
  const optimiser = new StochasticGradientDescent(network, recipe, null)
  const look = async (steps: number): Promise<number> => {
    const start = performance.now()
    const indices = train.subarray(0, steps * recipe.batchSize)
    const onStep = (): void => undefined
    const rest = { seed: 0, epoch: 0, optimiser, onStep, signal: undefined }
    await trainEpoch({ configuration, recipe, data, indices, ...rest })
    return (performance.now() - start) / 1000
  }
  try {
    // The first step builds and compiles what the others only run.
    await look(1)
    const first = performance.now() - began
    const possible = Math.floor(train.length / recipe.batchSize)
    const steps = first > QUICK ? STEPS.slow : Math.min(STEPS.quick, possible)
    const seconds: number[] = []
    const end = performance.now() + LONGEST
    do seconds.push((await look(steps)) / steps)
    while (seconds.length < MOST_LOOKS && performance.now() < end)
    // The middle one: another program that was busy for a moment should not count for all hours to come.
    const typical = Math.max(1e-4, seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]!)
    return {
      startSeconds: Math.max(0, first / 1000 - typical),
      trainingImagesPerSecond: recipe.batchSize / typical,
    }
  } finally {
    optimiser.dispose()
  }
}

async function hybridSpeed(batch: number, network: Network, data: DataSet): Promise<number> {
  const frozen = network.frozen()
  const controller = new AbortController()
  const marks: { time: number; done: number }[] = []
  try {
    const pairs = pairImages(data.labels, 0)
    const length = Math.min(pairs.low.length, batch * 2)
    await measureHybrids({
      model: frozen,
      data,
      pairs: { low: pairs.low.subarray(0, length), high: pairs.high.subarray(0, length) },
      fMix: FREQUENCIES.map(mixingFrequency),
      batchSize: batch,
      signal: controller.signal,
      onProgress: (done) => {
        marks.push({ time: performance.now(), done })
        if (marks.length > 2 && performance.now() - marks[0]!.time > LONGEST) controller.abort()
      },
    })
  } catch (error) {
    if (!controller.signal.aborted) throw error
  } finally {
    frozen.dispose()
  }
  const first = marks[0]!
  const last = marks.at(-1)!
  return ((last.done - first.done) * 1000) / Math.max(1, last.time - first.time)
}
