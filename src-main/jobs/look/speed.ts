/**
 * How fast this machine trains a network and classifies hybrids with it: a few real steps, with the real
 * shapes, recipe and images, then stopped. What is learned is thrown away.
 */
import { UserError } from '../../contract/errors'
import { mixingFrequency } from '../../contract/units'
import { measureHybrids } from '../../frequency/hybrid-measurement'
import { pairImages } from '../../frequency/pairing'
import { createNetwork } from '../../networks/create'
import { splitForTraining, trainEpochs } from '../../training/train'
import { encodeSafetensors } from '../../checkpoints/safetensors'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'

/** Training stops after this many steps, or after this long (ms) once two are done. */
const STEPS = 12
const LONGEST = 4_000
/** Hybrids are mixed at this many frequencies. */
const FREQUENCIES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]

type Request = LookRequestOf<'speed'>

export async function measureSpeed(request: Request, data: DataSet): Promise<LookMessageOf<'speed'>> {
  const training = await trainForAMoment(request, data)
  const network = createNetwork(request.network, 0)
  try {
    return {
      message: 'speed',
      ...training,
      hybridsPerSecond:
        request.hybridBatch === null ? null : await hybridSpeed(request.hybridBatch, network, data),
      stateBytes: encodeSafetensors(await network.stateDictionary()).length,
    }
  } finally {
    network.dispose()
  }
}

async function trainForAMoment(
  { network, recipe }: Request,
  data: DataSet,
): Promise<{ startSeconds: number; trainingImagesPerSecond: number }> {
  const controller = new AbortController()
  const began = performance.now()
  const marks: number[] = []
  try {
    await trainEpochs({
      configuration: network,
      recipe,
      data,
      seed: 0,
      from: null,
      epochs: recipe.epochs,
      signal: controller.signal,
      onProgress: () => {
        marks.push(performance.now())
        if (marks.length >= STEPS || (marks.length > 2 && performance.now() - marks[0]! > LONGEST))
          controller.abort()
      },
    })
  } catch (error) {
    if (!controller.signal.aborted) throw error
  }
  const first = marks[0]
  const last = marks.at(-1)
  if (first === undefined || last === undefined) {
    const { train } = splitForTraining(data.count, recipe, 0)
    throw new UserError(
      'usage',
      `Nothing could be measured: ${train.length} training images do not fill one batch of ${recipe.batchSize}.`,
    )
  }
  const startSeconds = (first - began) / 1000
  return {
    startSeconds,
    // The first step compiles; of a run of one step there is nothing better.
    trainingImagesPerSecond:
      marks.length > 1
        ? ((marks.length - 1) * recipe.batchSize * 1000) / Math.max(1, last - first)
        : recipe.batchSize / startSeconds,
  }
}

async function hybridSpeed(
  batch: number,
  network: ReturnType<typeof createNetwork>,
  data: DataSet,
): Promise<number> {
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
