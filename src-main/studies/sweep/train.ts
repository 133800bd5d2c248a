/**
 * Computes one epoch block of a training run, from nothing or from the block before.
 */
import { asJson } from '../../contract/json'
import { readRegular } from '../../files/regular'
import { trainEpochs } from '../../training/train'
import { entriesToStartFrom } from '../../networks/start-from'
import { readWeights } from '../read-weights'
import { readResultAt } from '../../project/results'
import { chosenImages } from '../context'
import { readAnsweredImages, readSimilarImages } from './known-images'
import { MemoryWatch } from './memory-watch'
import { dataOf, decodeState, encodeState } from './state-file'
import { decodeWeights } from './weights-file'
import type { UnitOutcome } from '../../contract/tasks'
import type { TrainTask } from '../../contract/kinds/sweep/tasks'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { DataSet } from '../../datasets/data-set'
import type { NeuralTerm } from '../../training/neural-term'
import type { EpochRecord, TrainingState } from '../../training/train'
import type { UnitContext } from '../context'

/** As in expand.ts: a training step costs about three forward passes. */
const TRAINING_COST = 3

export async function runTrain(task: TrainTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const from = task.previous ? await readState(task.previous) : null
  const held = data.count * task.recipe.validationFraction
  const perEpoch = (data.count - held) * TRAINING_COST + held
  const memory = new MemoryWatch(task)
  const state = await trainEpochs({
    configuration: task.network,
    recipe: task.recipe,
    data,
    seed: task.seed,
    splitSeed: task.splitSeed,
    from,
    given: await readGiven(task),
    freezeUntil: task.freezeUntil,
    neural: await readTerm(task, data),
    epochs: task.epochs,
    onProgress: ({ epoch, step, steps, imagesPerSecond }) => {
      memory.look()
      const finished = (epoch - 1 - task.from) * perEpoch
      const now = (step / steps) * (data.count - held) * TRAINING_COST
      context.progress({ work: finished + now, imagesPerSecond, label: null })
    },
  })
  for (const record of state.history.slice(task.from)) {
    context.log(
      'info',
      `epoch ${record.epoch}: validation accuracy ${record.validationAccuracy.toFixed(4)}${supplyWords(record)}`,
      { ...record, supply: record.supply ? { ...record.supply } : null },
    )
  }
  if (memory.warning !== null) context.log('warning', memory.warning)
  const arrays = await context.writeArrays(encodeState(state))
  return { data: asJson(dataOf(state)), arrays }
}

/** What a first block begins with besides random weights: principal components, and what it goes on from. */
async function readGiven({ components, start, network }: TrainTask): Promise<StateDictionary | undefined> {
  if (components === undefined && start === undefined) return undefined
  const given: StateDictionary = new Map()
  if (start !== undefined) {
    const entries = decodeWeights(await readWeights(start.weights))
    for (const [name, entry] of entriesToStartFrom(network, entries, start.readOut)) given.set(name, entry)
  }
  if (components !== undefined)
    for (const [name, entry] of decodeWeights(await readRegular(components))) given.set(name, entry)
  return given
}

/** The neural term, with the similarities that an earlier unit found. */
async function readTerm({ neural }: TrainTask, data: DataSet): Promise<NeuralTerm | undefined> {
  if (neural === undefined) return undefined
  const { similarities, method, alpha, layers, batchSize } = neural
  return method
    ? { kind: method, layers, batchSize, images: await readAnsweredImages(similarities, data) }
    : { kind: 'similarity', alpha, layers, batchSize, images: await readSimilarImages(similarities, data) }
}

/** The state that a finished block left. */
export async function readState(place: { json: string; arrays: string }): Promise<TrainingState> {
  const result = await readResultAt(place.json)
  return decodeState(await readRegular(place.arrays), result.data)
}

/** How the images came, e.g. `; 31 images/s learnt, 240 images/s decoded, waited 3 % of the time`. */
function supplyWords({ supply }: EpochRecord): string {
  if (supply === undefined) return ''
  const { trainedPerSecond, decodedPerSecond, waiting } = supply
  const rate = (value: number): string => String(Number(value.toPrecision(3)))
  const decoded = decodedPerSecond === null ? '' : `, ${rate(decodedPerSecond)} images/s decoded`
  return `; ${rate(trainedPerSecond)} images/s learnt${decoded}, waited ${rate(100 * waiting)} % of the time`
}
