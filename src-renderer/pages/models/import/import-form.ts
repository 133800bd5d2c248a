/**
 * The form of an import: what is chosen and typed, what it asks for, what is wrong with it. Pure; the workbench has
 * the last word. Nothing is guessed here: what the file leaves open stays open until somebody chooses.
 */
import { networksOf } from './readings-form'
import { measuredPart } from '../../../../src-main/contract/images/measured-parts'
import { numberOf, numbersOf, optional } from '../../../wizards/typed-numbers'
import type { DataSetInfo } from '../../../../src-main/contract/data-set'
import type {
  ImportCandidate,
  ImportChoice,
  NormaliserChoice,
} from '../../../../src-main/contract/import/import'
import type { MethodInput } from '../../../../src-main/contract/methods'
import type { Group } from '../../../../src-main/contract/model'
import type { Reading } from '../../../../src-main/contract/import/readings'
import type { Answers } from './readings-form'

/** How a normaliser is named among the choices: `file`, `given`, `preset NAME`; `''` while none is chosen. */
export type NormaliserKey = '' | 'file' | 'given' | `preset ${string}`

/** What its images are: as the file says, gray for a network of three channels, or blue first. */
export type Channels = 'as they are' | 'gray' | 'reversed'

export interface ImportForm {
  /** Which network the file is, by the number of its most usual reading; null while none is chosen. */
  network: number | null
  /** What is said of what its weights leave open. */
  answers: Answers
  /** Number of the candidate; null while none is chosen, or a question is open. */
  candidate: number | null
  /** What that candidate is read with besides; null: as it is. */
  reading: Reading | null
  /** Side length in pixels, as typed; empty: what the file says. */
  size: string
  channels: Channels
  /** σ of a blur to put in front, in pixels, as typed; empty: none. */
  sigma: string
  /** σ of noise that every pass adds, of intensities in [0,1], as typed; empty: none. */
  noise: string
  normaliser: NormaliserKey
  mean: string
  std: string
  name: string
  group: Group
  /** Data set whose class names the model gets; empty: none. */
  classNamesOf: string
  /** Somebody has said that the logits do not pass what the file has besides. */
  leaveAside: boolean
}
export type ImportField = keyof ImportForm

/** What the form says when a file has just been looked at: no more than the file itself says. */
export function blankForm(fileName: string, candidates: readonly ImportCandidate[]): ImportForm {
  const networks = networksOf(candidates)
  const [network] = networks.length === 1 ? networks : []
  const form: ImportForm = {
    network: network?.[0]?.number ?? null,
    answers: {},
    candidate: null,
    reading: null,
    size: '',
    channels: 'as they are',
    sigma: '',
    noise: '',
    normaliser: '',
    mean: '',
    std: '',
    name: modelName(fileName),
    group: 'other',
    classNamesOf: '',
    leaveAside: false,
  }
  const [base] = network ?? []
  // Where its weights leave something open, no reading is chosen by itself.
  return base ? { ...form, ...answersFor(base), candidate: network?.length === 1 ? base.number : null } : form
}

/** The answers that go with a candidate, when it is chosen. */
export function answersFor(
  candidate: ImportCandidate,
): Pick<
  ImportForm,
  'network' | 'candidate' | 'size' | 'channels' | 'sigma' | 'noise' | 'normaliser' | 'group' | 'leaveAside'
> {
  return {
    network: candidate.number,
    candidate: candidate.number,
    size: '',
    channels: 'as they are',
    sigma: '',
    noise: '',
    normaliser: candidate.normaliser ? 'file' : '',
    leaveAside: false,
    group: suggestedGroup(candidate),
  }
}

/** Whether its images may be gray although it has three channels, or blue first: recognised networks only. */
export function channelsAreOpen({ grayPresets }: ImportCandidate): boolean {
  return grayPresets.length > 0
}

/** The candidate as it is with these channels: what it takes, and the normalisers that come into question. */
export function withChannels(candidate: ImportCandidate, channels: Channels): ImportCandidate {
  return channels === 'gray' && channelsAreOpen(candidate)
    ? { ...candidate, channels: 1, expandsGray: true, presets: candidate.grayPresets }
    : candidate
}

/** What can be seen in the file; everything else is for its owner to know. */
export function suggestedGroup({ sigma, components }: ImportCandidate): Group {
  if (components !== null) return 'PCA'
  return sigma === null ? 'other' : 'blur'
}

const ENDINGS =
  /\.(pt|pth|th|tar|ckpt|bin|pkl|pickle|safetensors|index\.json|npz|npy|onnx|axv|zip|gz|h5|hdf5|keras)$/i

/** A file's name without the endings of files of weights: `model_best.pth.tar` → `model_best`. */
export function modelName(fileName: string): string {
  let name = fileName
  while (ENDINGS.test(name) && name.replace(ENDINGS, '') !== '') name = name.replace(ENDINGS, '')
  return name
}

/** Tells normalisers apart; given ones by their numbers. */
export function accuracyKey(choice: NormaliserChoice): string {
  if (choice.kind === 'given') return `given ${choice.mean.join()} / ${choice.std.join()}`
  return choice.kind === 'preset' ? `preset ${choice.name}` : choice.kind
}

/** Undefined while none is chosen, or while its numbers are not right. */
export function normaliserOf(
  form: Pick<ImportForm, 'normaliser' | 'mean' | 'std'>,
  candidate: ImportCandidate,
): NormaliserChoice | undefined {
  const { normaliser } = form
  if (normaliser === '') return undefined
  if (normaliser === 'file') return { kind: 'file' }
  if (normaliser !== 'given') return { kind: 'preset', name: normaliser.slice('preset '.length) }
  if (meanIssue(form.mean, candidate) !== null || stdIssue(form, candidate) !== null) return undefined
  return { kind: 'given', mean: numbersOf(form.mean) ?? [], std: numbersOf(form.std) ?? [] }
}

/** The side length of the input in pixels; null while nobody has said it. */
export function sizeOf(form: Pick<ImportForm, 'size'>, candidate: ImportCandidate): number | null {
  if (form.size.trim() === '') return candidate.size?.pixels ?? null
  return sizeIssue(form, candidate) === null ? Number(form.size) : null
}

/** What the file is to be read as, without the normaliser. Only what departs from what the file says is in it. */
export function choiceOf(file: string, form: ImportForm): ImportChoice {
  return {
    file,
    ...(form.candidate === null ? {} : { candidate: form.candidate }),
    ...(form.reading === null ? {} : { reading: form.reading }),
    ...optional('size', numberOf(form.size)),
    ...optional('sigma', numberOf(form.sigma)),
    ...optional('noise', numberOf(form.noise)),
    ...(form.channels === 'gray' ? { gray: true } : {}),
    ...(form.channels === 'reversed' ? { reverseChannels: true } : {}),
    ...(form.leaveAside ? { leaveAside: true } : {}),
  }
}

/** What `model.import` is asked, whole or not. */
export function importOf(
  file: string,
  form: ImportForm,
  candidate: ImportCandidate,
): MethodInput<'model.import'> {
  return {
    ...choiceOf(file, form),
    ...optional('normaliser', normaliserOf(form, candidate)),
    ...(form.name.trim() === '' ? {} : { name: form.name.trim() }),
    group: form.group,
    ...(form.classNamesOf === '' ? {} : { dataSet: form.classNamesOf }),
  }
}

/** What keeps the model from being stored, field by field, each with what to do. */
export function issuesOf(form: ImportForm, candidate: ImportCandidate): Partial<Record<ImportField, string>> {
  const given = form.normaliser === 'given'
  const all: Partial<Record<ImportField, string | null>> = {
    size: sizeIssue(form, candidate),
    leaveAside:
      candidate.inTheWay.length === 0 || form.leaveAside
        ? null
        : 'Say of what the file has besides the network that the logits do not pass it, or import the whole as ONNX.',
    sigma: sigmaIssue(form),
    noise: noiseIssue(form),
    normaliser:
      form.normaliser === '' ? 'Choose a normaliser: a wrong one gives wrong numbers, and no error.' : null,
    mean: given ? meanIssue(form.mean, candidate) : null,
    std: given ? stdIssue(form, candidate) : null,
    name: form.name.trim() === '' ? 'Give the model a name.' : null,
  }
  return Object.fromEntries(Object.entries(all).filter(([, issue]) => issue !== null))
}

function sizeIssue({ size }: Pick<ImportForm, 'size'>, candidate: ImportCandidate): string | null {
  if (size.trim() === '')
    return candidate.size ? null : 'The file does not say it: give the side length of its input in pixels.'
  const value = numberOf(size)
  return value !== undefined && Number.isInteger(value) && value >= 1 && value <= 4096
    ? null
    : 'Give a whole number of pixels from 1 to 4096.'
}

function sigmaIssue({ sigma }: Pick<ImportForm, 'sigma'>): string | null {
  const value = numberOf(sigma)
  return value === undefined || (value > 0 && value <= 1000)
    ? null
    : 'Give a number of pixels above 0, or nothing for no blur.'
}

function noiseIssue({ noise }: Pick<ImportForm, 'noise'>): string | null {
  const value = numberOf(noise)
  return value === undefined || (value > 0 && value <= 1)
    ? null
    : 'Give a number above 0 and at most 1 (of intensities in [0,1]), or nothing for no noise.'
}

/** How many numbers a normaliser of this model may have. */
export function normaliserLengths({ channels, expandsGray }: ImportCandidate): number[] {
  return expandsGray ? [1, 3] : [channels ?? 3]
}

function meanIssue(mean: string, candidate: ImportCandidate): string | null {
  const lengths = normaliserLengths(candidate)
  const values = numbersOf(mean)
  if (values && lengths.includes(values.length) && values.every(Number.isFinite)) return null
  return `Give ${lengths.join(' or ')} number${lengths.join() === '1' ? '' : 's'}, of images in [0,1]${lengths.includes(3) ? ', e.g. 0.485, 0.456, 0.406' : ', e.g. 0.5'}.`
}

function stdIssue(
  { mean, std }: Pick<ImportForm, 'mean' | 'std'>,
  candidate: ImportCandidate,
): string | null {
  const lengths = normaliserLengths(candidate)
  const values = numbersOf(std)
  if (!values || !lengths.includes(values.length) || !values.every((value) => value > 0))
    return `Give ${lengths.join(' or ')} number${lengths.join() === '1' ? '' : 's'} above 0.`
  return values.length === (numbersOf(mean)?.length ?? values.length)
    ? null
    : 'Give as many standard deviations as means.'
}

export interface TrialOption {
  value: string
  text: string
  disabled: boolean
}

/** The data sets as choices for a trial: what cannot be given to the model says why, and cannot be chosen. */
export function trialOptions(
  dataSets: readonly DataSetInfo[],
  candidate: ImportCandidate,
  size: number | null,
): TrialOption[] {
  return dataSets.map((dataSet) => {
    const { id, name, height, width, channels, classNames } = dataSet
    const what = `${height}×${width}, ${channels === 1 ? 'gray' : 'colour'}, ${classNames.length} classes`
    const why = trialObstacle(dataSet, candidate, size)
    return { value: id, text: `${name} (${what}${why === null ? '' : `: ${why}`})`, disabled: why !== null }
  })
}

/** The data set that a trial begins with: one with the model's channels, else any that it can look at; '' for none. */
export function suggestedTrial(
  dataSets: readonly DataSetInfo[],
  candidate: ImportCandidate,
  size: number | null,
): string {
  const usable = dataSets.filter((dataSet) => trialObstacle(dataSet, candidate, size) === null)
  return (usable.find(({ channels }) => channels === candidate.channels) ?? usable[0])?.id ?? ''
}

/** How many images a trial on it may take; 0 where there is no such data set. */
export function imagesOfTrial(dataSets: readonly DataSetInfo[], id: string): number {
  const parts = dataSets.find((dataSet) => dataSet.id === id)?.parts ?? []
  return (measuredPart(parts) ?? parts[0])?.images ?? 0
}

/** The numbers of images that a trial is offered on: of so many, none that is not there. */
export function trialCounts(there: number, chosen: number): number[] {
  if (there === 0) return [chosen]
  const most = 10_000
  const counts = [50, 100, 500, 2000, chosen].filter((count) => count < there)
  return [...new Set([...counts, Math.min(there, most)])].toSorted((a, b) => a - b)
}

/** Why a data set cannot show what the model can do; null when it can. Gray and colour are brought together. */
export function trialObstacle(
  { available, height, width, classNames }: DataSetInfo,
  candidate: ImportCandidate,
  size: number | null,
): string | null {
  if (!available) return 'not there now'
  if (size !== null && (height !== size || width !== size)) return 'another size'
  if (candidate.classes !== null && classNames.length !== candidate.classes) return 'other classes'
  return null
}
