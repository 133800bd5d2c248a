/**
 * How a file's model does on images whose classes are known, under every normaliser that comes into question,
 * and where the weights leave it open in the ways to read them: what the user chooses by. Stores nothing and chooses
 * nothing. The ways are bounded: all that are offered, then from the best of them on those that differ in one answer.
 */
import { basename } from 'node:path'
import {
  classMatchOf,
  classMatchWords,
  compareClassNames,
  differenceWords,
} from '../../contract/images/class-names'
import { UserError } from '../../contract/errors'
import * as tf from '../../devices/tf'
import { inputContractCheck } from '../../networks/recognition/input-contract'
import { selectedImages } from '../../datasets/subset'
import { chosenIndices } from '../../studies/context'
import { listOf } from '../../networks/recognition/match'
import { pairedDifference } from '../../statistics/paired-proportions'
import { formatPercent } from '../../statistics/number-with-interval'
import { wilson } from '../../statistics/wilson'
import type { ContractSample } from '../../networks/recognition/contract-sample'
import type { ImportCandidate, ImportChoice, ImportRequestOf, TriedFile } from '../../contract/import/import'
import type { PairedDifference } from '../../statistics/paired-proportions'
import type { OpenThings } from '../../studies/context'
import { nearestReadings } from './nearest-readings'
import { stagesOf } from './contest'
import { BATCH_SIZE, firstOf, measured } from './measure-reading'
import type { Tried } from './measure-reading'
import { normalisersOf } from './named-normalisers'
import { searchReadings } from './search-readings'
import { areSeveral, placedTitle } from './several-ways'
import { answersTo, areTurned, probabilitiesWords, smallestWords } from './probable'
import type { Answers } from './probable'
import type { LoadedModel } from './loaded-model'
import type { OpenedFile } from './opened-file'
import type { ChosenModel } from './read-recognised'

export async function tryModel(
  file: OpenedFile,
  request: ImportRequestOf<'try file'>,
  things: OpenThings,
): Promise<TriedFile> {
  const readings = file.choosable(request.choice)
  // None fits: the choice says why.
  if (readings.length < 2 || request.chosenOnly)
    return await tryReading(file, request, things, request.choice)
  const sample = await sampleOf(file, { ...request.choice, candidate: readings[0]!.number }, request, things)
  const { tried, failed } = await searchReadings<ImportCandidate, Tried>(readings, {
    stages: stagesOf(sample.count),
    measured: (candidate, only, images, before) =>
      measured(file, request.choice, candidate, firstOf(sample, images), only, before),
    nearest: ({ found }) => nearestReadings(file, request.choice, readings, found, sample),
    neighbours: ({ candidate }) => file.neighbours(candidate, request.choice.reading),
    unusualness: (candidate) => file.unusualness(candidate),
  })
  const { reading: _said, ...choice } = request.choice
  const compared = tried.slice(1).reduce((sum, one) => sum + one.compared, 0)
  const best = await tryReading(
    file,
    request,
    things,
    { ...choice, candidate: tried[0]!.candidate.number },
    compared,
  )
  const several = areSeveral(tried.map(({ candidate }) => candidate))
  return {
    ...best,
    remarks: [
      ...best.remarks,
      ...doubtWords(tried[0]!, sample.count),
      ...(failed.length === 0
        ? []
        : [
            `${failed.length} of the ways to read it cannot be computed on images of ${sample.size} pixels and were left out, e.g. ${failed[0]!.title}.`,
          ]),
    ],
    readings: tried.map(({ candidate, found }) => ({
      ...file.lasting(candidate),
      ...(several ? { title: placedTitle(candidate) } : {}),
      normaliser: found.normaliser,
      accuracy: wilson(found.accuracy, found.images),
    })),
  }
}

/**
 * What is built in a way that no reading has can still be right about many images: a read-out by two poolings comes to
 * 69 % as one by the largest value. No number here says it; who made the file knows it.
 */
export function doubtWords({ accuracy }: Pick<Tried, 'accuracy'>, images: number): string[] {
  if (accuracy === 1) return []
  return [
    `Only readings that are known from public code were tried: if the program that made the file gets more than ${formatPercent(wilson(accuracy, images))} of these images right, the network is built in yet another way, and every number of it would be false; export it as ONNX from that program then.`,
  ]
}

async function tryReading(
  file: OpenedFile,
  request: ImportRequestOf<'try file'>,
  things: OpenThings,
  choice: ImportChoice,
  triedBefore = 0,
): Promise<TriedFile> {
  const chosen = file.choose(choice)
  const sample = await sampleOf(file, choice, request, things)
  const normalisers = normalisersOf(chosen, choice.normaliser)
  const read = await file.read(chosen)
  // The largest number is right in what is measured here, so that what is no logits and turned is made logits first.
  const first = file.isOnnx ? await answered(file, chosen, read.with(normalisers[0]!), sample) : null
  const turned = first !== null && areTurned(first.probabilities) ? first : null
  const model = turned === null ? read : await file.read(chosen, turned.probabilities)
  const found = await inputContractCheck(
    (normaliser) => model.with(normaliser).network(),
    normalisers,
    sample,
    { batchSize: BATCH_SIZE, triedBefore },
  )
  const best = found.normalisers.reduce(
    (most, one, i, all) => (one.accuracy > all[most]!.accuracy ? i : most),
    0,
  )
  const probable =
    first === null
      ? []
      : wordsOf(turned ?? (await answered(file, chosen, model.with(normalisers[best]!), sample)))
  return {
    images: found.images,
    passes: found.passes,
    readings: [],
    normalisers: found.normalisers.map(({ accuracy, right }, i) => ({
      name: normalisers[i]!.name,
      choice: normalisers[i]!.choice,
      accuracy: wilson(accuracy, found.images),
      behind: i === best ? null : intervalOf(pairedDifference(found.normalisers[best]!.right, right, 1)),
    })),
    remarks: [
      ...found.sentences,
      ...probable,
      ...besidesWords(chosen.candidate),
      ...(sample.matched === null ? [] : [sample.matched]),
    ],
    classes: model.with(normalisers[0]!).configuration.classes,
  }
}

function intervalOf({ value, low, high }: PairedDifference): { value: number; low: number; high: number } {
  return { value, low, high }
}

/** What it answers to some of the user's images. */
async function answered(
  file: OpenedFile,
  { candidate }: ChosenModel,
  model: LoadedModel,
  { images: pixels, labels, count, size, channels }: ContractSample,
): Promise<Answers & { looked: number }> {
  const looked = Math.min(count, BATCH_SIZE)
  const images = tf.tensor4d(pixels.subarray(0, looked * size * size * channels), [
    looked,
    ...[size, size, channels],
  ] as [number, number, number, number])
  try {
    const suspected = file.suspectedProbabilities(candidate)
    return { ...(await answersTo(model, images, suspected, file.isBinary(candidate), labels)), looked }
  } finally {
    images.dispose()
  }
}

/** Whether that is something other than logits. */
function wordsOf({ looked, ...answers }: Answers & { looked: number }): string[] {
  if (answers.probabilities !== null)
    return [probabilitiesWords(answers.probabilities, `${looked} of the images`)]
  const smallest = smallestWords(answers, looked)
  return smallest === null ? [] : [smallest]
}

/** An accuracy of a part of what the file holds is one of another network, if the rest belongs to it. */
function besidesWords({ title, inTheWay }: ImportCandidate): string[] {
  if (inTheWay.length === 0) return []
  return [
    `The file holds more than a ${title.split(',')[0]}: ${listOf(inTheWay)}; this is measured without. If the images or the logits pass through them, export the whole as ONNX and import that file.`,
  ]
}

async function sampleOf(
  file: OpenedFile,
  choice: ImportChoice,
  { images }: ImportRequestOf<'try file'>,
  things: OpenThings,
): Promise<ContractSample & { matched: string | null }> {
  const { size, candidate } = file.choose(choice)
  const data = await things.data(images)
  if (data.height !== size || data.width !== size)
    throw new UserError(
      'input',
      `The model takes images of ${size}×${size} pixels and those of the data set are ${data.width}×${data.height}: choose another data set, or add this one with a size of ${size}.`,
    )
  // As drawn, not sorted: the first few are as class-balanced as all.
  const indices = images.selection ? selectedImages(data, images.selection) : [...chosenIndices(data, images)]
  const named = file.classNames(candidate)
  const own = named?.names
  const compared = own && compareClassNames(own, data.classNames)
  if (compared?.kind === 'different')
    throw new UserError(
      'input',
      `${named?.beside ? `Beside the file ${named.where} names` : 'The file names'} other classes than the data set (${differenceWords(compared, basename(file.path), 'the data set')}): try it on images of its classes${named?.beside ? ', or move that list elsewhere if it is of another model' : ''}.`,
    )
  const words = compared ? classMatchWords(classMatchOf(compared)) : null
  const order = compared?.kind === 'by name' ? compared.order : undefined
  return {
    images: await data.read(indices),
    labels: indices.map((index) => order?.[data.labels[index]!] ?? data.labels[index]!),
    count: indices.length,
    size: data.height,
    channels: data.channels,
    rows: indices.map((index) => data.indices?.[index] ?? index),
    classes: compared?.kind === 'by name' ? own!.length : data.classNames.length,
    matched:
      words === null
        ? null
        : `Names ${named?.beside ? `beside the file (${named.where})` : 'in the file'} and in the data set: ${words}.`,
  }
}
