/**
 * What the accuracies of an input check mean, in sentences. A difference is only said when it is larger than
 * chance can make it in a sample of this size, and an accuracy is only one where the best of as many guessing readings
 * would not reach it.
 */
import { incompleteBeta } from '../../statistics/incomplete-beta'
import type { ContractSample, ContractVariant } from './contract-sample'

export interface ContractFindings {
  sample: ContractSample
  /** Channels that the network takes. */
  channels: number
  normalisers: readonly ContractVariant[]
  others: readonly ContractVariant[]
  /** Readings of the file whose accuracies were compared before, of which these are the best; absent: 0. */
  triedBefore?: number
}

/** Differences of less than this are of no consequence, however large the sample. */
const LEAST_DIFFERENCE = 0.05
/** Standard errors of a difference that chance does not make. */
const STANDARD_ERRORS = 3
/** Probability with which guessing would pass for more than that, over all the readings (Bonferroni). */
const GUESSED = 0.01

export function describeContract(findings: ContractFindings): string[] {
  const { sample, channels, normalisers, others } = findings
  const { count } = sample
  const sentences: string[] = []
  const best = normalisers.reduce((most, one) => (one.accuracy > most.accuracy ? one : most))
  const all = [...normalisers, ...others]
  const top = all.reduce((most, one) => (one.accuracy > most.accuracy ? one : most))
  const readings = all.length + (findings.triedBefore ?? 0)
  const guessed = guessing(sample)
  if (readings * atLeast(Math.round(top.accuracy * count), count, guessed) > GUESSED) {
    return [
      ...mismatch(sample.channels, channels),
      `At most ${percent(top.accuracy)} of the ${count} images are recognised, which cannot be told from guessing (${percent(guessed)}) on ${count} images, as the best of ${readings} readings: the network may be built otherwise than any of these, its classes may be in another order, or the images are not of the data set that it was trained on.`,
    ]
  }
  const close = normalisers.filter((one) => one !== best && !clearlyMore(best.accuracy, one.accuracy, count))
  sentences.push(
    `With the normaliser "${best.normaliser}" ${percent(best.accuracy)} of ${count} images are recognised${
      close.length === 0
        ? ''
        : `; ${close.map((one) => `"${one.normaliser}" (${percent(one.accuracy)})`).join(', ')} cannot be told apart from it on so few`
    }.`,
  )
  if (top !== best && clearlyMore(top.accuracy, best.accuracy, count)) {
    sentences.push(
      `With ${words(top)} the accuracy is ${percent(top.accuracy)} instead of ${percent(best.accuracy)}: ${advice(top)}`,
    )
  }
  return [...mismatch(sample.channels, channels), ...sentences]
}

/** What a network gets right that draws its answers, or always gives the one that suits this sample best. */
function guessing({ labels, count, classes }: ContractSample): number {
  const found = new Map<number, number>()
  for (let i = 0; i < count; i++) found.set(labels[i]!, (found.get(labels[i]!) ?? 0) + 1)
  return Math.max(1 / Math.max(2, classes), ...[...found.values()].map((images) => images / count))
}

/** P(X ≥ right) of a binomial distribution (DLMF 8.17.5). */
function atLeast(right: number, count: number, probability: number): number {
  return right === 0 ? 1 : incompleteBeta(probability, right, count - right + 1)
}

/** Whether `more` is beyond `less` by more than chance and by enough to matter. */
function clearlyMore(more: number, less: number, count: number): boolean {
  const variance = (more * (1 - more) + less * (1 - less)) / count
  return more - less >= LEAST_DIFFERENCE && more - less > STANDARD_ERRORS * Math.sqrt(variance)
}

function words({ range, order, colour, normaliser }: ContractVariant): string {
  const parts = [
    ...(range === '0–255' ? [`values 0–255 (normaliser: ${normaliser})`] : []),
    ...(order === 'BGR' ? ['channels in the order blue, green, red'] : []),
    ...(colour === 'desaturated' ? ['gray images'] : []),
  ]
  return parts.join(' and ')
}

function advice({ order, colour, mean, std }: ContractVariant): string {
  if (colour === 'desaturated') {
    return 'the network was trained on gray images; import it for gray images ("--gray"), which are given to its three channels, and add the data set in gray.'
  }
  const normaliser = `mean ${list(mean)} and standard deviation ${list(std)} of values in [0,1] come to the same`
  if (order === 'BGR') {
    return `the network was made for the other order of channels; import it with reversed channels ("--reverse-channels"), where ${normaliser} (red first).`
  }
  return `the network was made for pixel values from 0 to 255; ${normaliser}.`
}

function mismatch(images: number, channels: number): string[] {
  if (images === channels) return []
  return [
    images === 3
      ? 'The images are in colour and the network takes gray: their colour was taken out for this check.'
      : 'The images are gray and the network takes colour: each gray value was given to all three channels.',
  ]
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`
const list = (values: readonly number[]): string =>
  values.map((value) => Number(value.toPrecision(4))).join(', ')
