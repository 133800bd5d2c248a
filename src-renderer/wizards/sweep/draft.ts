/**
 * The answers of the sweep wizard as they are being given, and what they ask for. Pure: a draft in, requests
 * and sentences out. It is not the wizard's state (sweep-wizard.svelte.ts) and knows no window.
 *
 * Invariant: what a person types is kept as she typed it; a request is made from it anew each time, and what
 * is allowed is decided by the contract's schemas alone.
 */
import { z } from 'zod'
import { MIXING_GRIDS } from '../../../src-main/contract/studies/mixing-grids'
import { trainableArchitectureSchema } from '../../../src-main/contract/model'
import { hybridRequestSchema } from '../../../src-main/contract/kinds/hybrid/study'
import { mixingGridSchema } from '../../../src-main/contract/kinds/hybrid/options'
import { sweepRequestSchema } from '../../../src-main/contract/kinds/sweep/study'
import { sweepPlanSchema } from '../../../src-main/contract/kinds/sweep/study'
import { positiveCountSchema, sigmaSchema } from '../../../src-main/contract/primitives'
import { USUAL_ARCHITECTURE } from '../../../src-main/contract/architectures'
import { FINE_TUNING_RECIPE, RECIPES, USUAL_RECIPE } from '../../../src-main/contract/training/recipe-presets'
import { recipeSchema } from '../../../src-main/contract/training/recipe'
import { gridOf, numberOf, numbersOf, optional } from '../typed-numbers'
import {
  BRAIN_FIELDS,
  brainField,
  brainIssues,
  brainShape,
  emptyBrain,
  neuralRequest,
  termCount,
} from './draft-brain'

export const STEPS = ['Data', 'Model', 'σ', 'Brain', 'Training seeds', 'Measure', 'Start'] as const
export type Step = (typeof STEPS)[number]

const noisesSchema = sweepPlanSchema.shape.noises.unwrap()
const recipeNames = Object.keys(RECIPES) as (keyof typeof RECIPES)[]
export const gridNames = Object.keys(MIXING_GRIDS) as (keyof typeof MIXING_GRIDS)[]

/** Text fields stay text until a request is made of them; an empty one means the default. */
export const draftSchema = z.object({
  dataSet: z.string(),
  trainLimit: z.string(),
  /** The model that is gone on from; '': random weights. */
  from: z.string(),
  newReadOut: z.boolean(),
  freezeUntil: z.string(),
  reestimate: z.string(),
  architecture: trainableArchitectureSchema,
  width: z.string(),
  stem: z.enum(['automatic', 'cifar', 'imagenet']),
  recipe: z.enum(recipeNames),
  epochs: z.string(),
  batchSize: z.string(),
  microBatch: z.string(),
  learningRate: z.string(),
  sigmas: z.array(sigmaSchema),
  /** Standard deviations of noise, of intensities in [0,1]. */
  noises: z.string(),
  ...brainShape,
  seeds: z.string(),
  testLimit: z.string(),
  hybrid: z.boolean(),
  fMix: z.string(),
  pairingSeeds: z.string(),
  limit: z.string(),
  title: z.string(),
  /** The sweep that it was filled in with; '': none. */
  copied: z.string(),
  /** What that asked and the wizard does not. */
  carried: z.object({
    testDataSet: z.string().exactOptional(),
    components: z.array(positiveCountSchema).exactOptional(),
    mean: z.array(z.number()).exactOptional(),
    std: z.array(z.number()).exactOptional(),
    depth: positiveCountSchema.exactOptional(),
    widen: positiveCountSchema.exactOptional(),
    blockEpochs: positiveCountSchema.exactOptional(),
    device: z.string().exactOptional(),
  }),
})
export type Draft = z.infer<typeof draftSchema>
export type Field = keyof Draft

export const emptyDraft: Draft = {
  dataSet: '',
  trainLimit: '',
  from: '',
  newReadOut: false,
  freezeUntil: '',
  reestimate: '',
  architecture: 'resnet18',
  width: '64',
  stem: 'automatic',
  recipe: 'blur-net-0.4',
  epochs: '',
  batchSize: '',
  microBatch: '',
  learningRate: '',
  sigmas: [null, 0.5, 1, 1.5, 2],
  noises: '',
  ...emptyBrain,
  seeds: '0',
  testLimit: '',
  hybrid: true,
  fMix: '',
  pairingSeeds: '0, 1, 2, 3',
  limit: '',
  title: '',
  copied: '',
  carried: {},
}

/** Where each field is asked for, and what it may be, in words. */
const FIELDS: Record<Field, { step: Step; allowed: string }> = {
  dataSet: { step: 'Data', allowed: 'Choose the data set whose images the models are trained on.' },
  trainLimit: { step: 'Data', allowed: 'Give a whole number of images, or nothing for all of them.' },
  from: { step: 'Model', allowed: 'Choose a model of the project, or random weights.' },
  newReadOut: { step: 'Model', allowed: 'Choose the model’s last layer or a new one.' },
  freezeUntil: { step: 'Model', allowed: 'Give the name of a section, e.g. section2, or nothing.' },
  reestimate: { step: 'Model', allowed: 'Give a whole number of images, or nothing.' },
  architecture: {
    step: 'Model',
    allowed: `Choose one of ${trainableArchitectureSchema.options.join(', ')}.`,
  },
  width: { step: 'Model', allowed: 'Give a whole number of channels from 1 to 1024.' },
  stem: { step: 'Model', allowed: 'Choose automatic, cifar or imagenet.' },
  recipe: {
    step: 'Model',
    allowed: `Choose one of ${recipeNames.join(', ')}; ${FINE_TUNING_RECIPE} only with a model to begin with.`,
  },
  epochs: { step: 'Model', allowed: 'Give a whole number from 1 to 10000, or nothing for the recipe’s.' },
  batchSize: {
    step: 'Model',
    allowed: 'Give a whole number of images from 2 to 65536, or nothing for the recipe’s.',
  },
  microBatch: {
    step: 'Model',
    allowed:
      'Give a whole number of images from 2 on that divides the batch, or nothing for the whole batch.',
  },
  learningRate: {
    step: 'Model',
    allowed: 'Give a number above 0 and at most 100, or nothing for the recipe’s.',
  },
  sigmas: {
    step: 'σ',
    allowed: 'Choose at least one σ of a blur (or of noise, below) and at most 200, each once.',
  },
  noises: {
    step: 'σ',
    allowed:
      'Give numbers above 0 and at most 1 between commas, each once, e.g. 0.05, 0.1, or nothing for no noise.',
  },
  populations: { step: 'Brain', allowed: BRAIN_FIELDS.populations },
  neuralMethod: { step: 'Brain', allowed: BRAIN_FIELDS.neuralMethod },
  alphas: { step: 'Brain', allowed: BRAIN_FIELDS.alphas },
  controls: { step: 'Brain', allowed: BRAIN_FIELDS.controls },
  layers: { step: 'Brain', allowed: BRAIN_FIELDS.layers },
  neuralImages: { step: 'Brain', allowed: BRAIN_FIELDS.neuralImages },
  neuralBatch: { step: 'Brain', allowed: BRAIN_FIELDS.neuralBatch },
  scaling: { step: 'Brain', allowed: BRAIN_FIELDS.scaling },
  seeds: {
    step: 'Training seeds',
    allowed: 'Give whole numbers from 0 to 4294967295 between commas, each once, e.g. 0, 1, 2.',
  },
  testLimit: { step: 'Measure', allowed: 'Give a whole number of images, or nothing for all of them.' },
  hybrid: { step: 'Measure', allowed: 'Choose yes or no.' },
  fMix: {
    step: 'Measure',
    allowed:
      'Give at least two ascending fractions of Nyquist from 0 to 1 between commas, e.g. 0, 0.2, 0.5, 1, or one of the words radii, adaptive and adaptive-paper.',
  },
  pairingSeeds: {
    step: 'Measure',
    allowed: 'Give whole numbers from 0 to 4294967295 between commas, each once, e.g. 0, 1, 2, 3.',
  },
  limit: { step: 'Measure', allowed: 'Give a whole number of images, or nothing for all of them.' },
  copied: { step: 'Start', allowed: 'Leave it as it is.' },
  carried: { step: 'Start', allowed: 'Leave out what was carried along, in the line at the top.' },
  title: { step: 'Start', allowed: 'Give a title, or nothing for one that names σ and the data set.' },
}

type SweepRequestInput = z.input<typeof sweepRequestSchema>
type HybridRequestInput = z.input<typeof hybridRequestSchema>
/** A hybrid study of models that are not there yet. */
export type HybridMeasurement = Omit<HybridRequestInput, 'models'>

function ownNetwork(draft: Draft): Partial<SweepRequestInput> {
  return {
    ...(draft.architecture === USUAL_ARCHITECTURE ? {} : { architecture: draft.architecture }),
    width: numberOf(draft.width) ?? NaN,
    ...(draft.stem === 'automatic' ? {} : { stem: draft.stem }),
  }
}

function startFrom(draft: Draft): Partial<SweepRequestInput> {
  return {
    from: draft.from,
    ...(draft.newReadOut ? { newReadOut: true } : {}),
    ...optional('freezeUntil', draft.freezeUntil.trim() || undefined),
    ...optional('reestimate', numberOf(draft.reestimate)),
  }
}

/** The sweep that a draft asks for. Not checked. */
export function sweepRequest(draft: Draft): SweepRequestInput {
  return {
    kind: 'sweep',
    dataSet: draft.dataSet,
    sigmas: [...draft.sigmas],
    ...(draft.recipe === (draft.from === '' ? USUAL_RECIPE : FINE_TUNING_RECIPE)
      ? {}
      : { recipe: draft.recipe }),
    // What has no default of its own in the form: empty is not "the default" but a mistake.
    seeds: numbersOf(draft.seeds) ?? [],
    ...(draft.from === '' ? ownNetwork(draft) : startFrom(draft)),
    ...optional('microBatch', numberOf(draft.microBatch)),
    ...optional('noises', numbersOf(draft.noises)),
    ...optional('neural', neuralRequest(draft)),
    ...optional('epochs', numberOf(draft.epochs)),
    ...optional('batchSize', numberOf(draft.batchSize)),
    ...optional('learningRate', numberOf(draft.learningRate)),
    ...optional('trainLimit', numberOf(draft.trainLimit)),
    ...optional('testLimit', numberOf(draft.testLimit)),
    ...optional('title', draft.title.trim() || undefined),
    ...draft.carried,
  }
}

/** The hybrid study that follows, without its models; null when none is wanted. Not checked. */
export function hybridMeasurement(draft: Draft): HybridMeasurement | null {
  if (!draft.hybrid) return null
  return {
    kind: 'hybrid',
    dataSet: draft.dataSet,
    seeds: numbersOf(draft.pairingSeeds) ?? [],
    ...optional('fMix', gridOf(draft.fMix)),
    ...optional('limit', numberOf(draft.limit)),
  }
}

export type Issues = Partial<Record<Field, string>>

/** What is wrong, beside the field where it is wrong; empty when the draft can be started. */
export function issuesOf(draft: Draft): Issues {
  const issues: Issues = {}
  const say = (field: Field): void => {
    issues[field] ??= FIELDS[field].allowed
  }
  const sweep = sweepRequest(draft)
  for (const { path } of sweepRequestSchema.safeParse(sweep).error?.issues ?? [])
    say(path[0] === 'neural' ? brainField(path) : String(path[0]) in draft ? (path[0] as Field) : 'carried')
  for (const field of brainIssues(draft)) say(field)
  // What only the plan knows: no seed and no σ twice, and the recipe's own limits.
  if (!sweepPlanSchema.shape.seeds.safeParse(sweep.seeds).success) say('seeds')
  if (!sweepPlanSchema.shape.sigmas.safeParse(sweep.sigmas).success) say('sigmas')
  if (sweep.noises !== undefined && !noisesSchema.safeParse(sweep.noises).success) say('noises')
  for (const field of ['epochs', 'batchSize', 'learningRate'] as const) {
    if (sweep[field] !== undefined && !recipeSchema.shape[field].safeParse(sweep[field]).success) say(field)
  }
  if (draft.recipe === FINE_TUNING_RECIPE && draft.from === '') say('recipe')
  const batch = sweep.batchSize ?? RECIPES[draft.recipe].batchSize
  if (sweep.microBatch !== undefined && (sweep.microBatch < 2 || batch % sweep.microBatch !== 0))
    say('microBatch')
  const hybrid = hybridMeasurement(draft)
  if (hybrid) {
    const checked = hybridRequestSchema.safeParse({ ...hybrid, models: ['all'] })
    for (const { path } of checked.error?.issues ?? []) {
      say(path[0] === 'seeds' ? 'pairingSeeds' : (path[0] as Field))
    }
    if (!sweepPlanSchema.shape.seeds.safeParse(hybrid.seeds).success) say('pairingSeeds')
    if (Array.isArray(hybrid.fMix) && !mixingGridSchema.shape.values.safeParse(hybrid.fMix).success)
      say('fMix')
  }
  return issues
}

/** Issues of the fields of one step. */
export function issuesOfStep(issues: Issues, step: Step): Field[] {
  return (Object.keys(issues) as Field[]).filter((field) => FIELDS[field].step === step)
}

export type Added = { sigmas: (number | null)[] } | { issue: string }

/** Adds a typed σ ("none" or pixels); the list stays ascending, with no blur first. */
export function addSigma(sigmas: readonly (number | null)[], text: string): Added {
  const word = text.trim().replace(',', '.')
  const value = word.toLowerCase() === 'none' ? null : numberOf(word)
  const checked = sigmaSchema.safeParse(value)
  if (value === undefined || !checked.success) {
    return {
      issue: `σ "${text.trim()}" is not allowed: give a number of pixels above 0 and at most 1000, or "none".`,
    }
  }
  if (sigmas.includes(checked.data))
    return { issue: `σ = ${sigmaWord(checked.data)} is in the sweep already.` }
  return { sigmas: [...sigmas, checked.data].sort((a, b) => (a ?? 0) - (b ?? 0)) }
}

export function sigmaWord(sigma: number | null): string {
  return sigma === null ? 'none' : String(sigma)
}

/** How many models the sweep trains; 0 while σ, noise or the seeds are not right. */
export function modelCount(draft: Draft): number {
  const seeds = sweepPlanSchema.shape.seeds.safeParse(numbersOf(draft.seeds))
  const noises = noisesOf(draft)
  return seeds.success && noises
    ? (draft.sigmas.length + noises.length) * termCount(draft) * seeds.data.length
    : 0
}

/** The noise σ that were typed; null while one of them is not allowed. */
export function noisesOf(draft: Draft): readonly number[] | null {
  const typed = numbersOf(draft.noises)
  return typed === undefined ? [] : (noisesSchema.safeParse(typed).data ?? null)
}

/** What stands before the networks, in numbers: `5 σ and 2 noise σ`. */
export function frontEndWords(draft: Draft): string {
  const noises = noisesOf(draft) ?? []
  return [
    ...(draft.sigmas.length > 0 || noises.length === 0 ? [`${draft.sigmas.length} σ`] : []),
    ...(noises.length > 0 ? [`${noises.length} noise σ`] : []),
  ].join(' and ')
}

/** Whether something was answered that nobody would like to answer again; the data set alone is one click. */
export function hasAnswers(draft: Draft): boolean {
  const plain = (answers: Draft): string =>
    JSON.stringify(draftSchema.keyof().options.map((name) => (name === 'dataSet' ? '' : answers[name])))
  return plain(draft) !== plain(emptyDraft)
}

/** A draft that was stored; null when it is none, or of an older form. */
export function restoreDraft(text: string | null): Draft | null {
  if (text === null) return null
  try {
    return draftSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}
