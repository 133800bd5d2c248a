/**
 * What the step Brain of the sweep wizard asks: populations of neurons that the networks are drawn to, or whose responses they
 * learn (methods N.6, N.7). Pure, as draft.ts, of which it is a part.
 */
import { z } from 'zod'
import { SCALING_WORDS, scalingSchema } from '../../../src-main/contract/kinds/neural/scaling'
import {
  USUAL_TERM,
  neuralControlSchema,
  neuralMethodSchema,
} from '../../../src-main/contract/kinds/sweep/neural'
import { numberOf, numbersOf, optional } from '../typed-numbers'
import type { NeuralControl } from '../../../src-main/contract/kinds/sweep/neural'
import type { sweepRequestSchema } from '../../../src-main/contract/kinds/sweep/study'

export const brainShape = {
  /** By id; none: no neurons. */
  populations: z.array(z.string()),
  neuralMethod: neuralMethodSchema,
  alphas: z.string(),
  controls: z.array(neuralControlSchema),
  layers: z.string(),
  neuralImages: z.string(),
  neuralBatch: z.string(),
  scaling: scalingSchema,
}
export type BrainDraft = { [Field in keyof typeof brainShape]: z.infer<(typeof brainShape)[Field]> }

/** As of the command line, where nothing is said. */
export const emptyBrain: BrainDraft = {
  populations: [],
  neuralMethod: 'similarity',
  alphas: USUAL_TERM.alphas.join(', '),
  controls: [...USUAL_TERM.controls],
  layers: '',
  neuralImages: '',
  neuralBatch: '',
  scaling: USUAL_TERM.scaling,
}

/** What each field may be, in words. */
export const BRAIN_FIELDS: Record<keyof BrainDraft, string> = {
  populations: 'Choose populations, or none; a recording by itself.',
  neuralMethod: 'Choose one of the two.',
  alphas:
    'Give numbers from 0 to 1000000 between commas, each once and not 0 alone, e.g. 0, 10; 0 is a network without the term.',
  controls: 'Choose at least one.',
  layers: 'Give names of layers between commas, e.g. section1, section4; of co-training one.',
  neuralImages: `Give a whole number of images from 4 to 5000, or nothing for ${USUAL_TERM.images}.`,
  neuralBatch: `Give a whole number of images from 4 to 1024, or nothing for ${USUAL_TERM.batchSize}.`,
  scaling: 'Choose one of the two.',
}

type NeuralInput = NonNullable<z.input<typeof sweepRequestSchema>['neural']>

/** Undefined: no neurons. Not checked. */
export function neuralRequest(draft: BrainDraft): NeuralInput | undefined {
  const [population, ...others] = draft.populations
  if (population === undefined) return undefined
  const layers = draft.layers.split(/[,\s]+/).filter((word) => word !== '')
  const coTrained = draft.neuralMethod === 'co-training'
  return {
    population,
    ...(others.length === 0 ? {} : { others }),
    ...(coTrained ? { method: 'co-training' } : { alphas: numbersOf(draft.alphas) ?? [] }),
    controls: controlsOf(draft),
    ...(layers.length === 0 ? {} : { layers }),
    ...optional('images', numberOf(draft.neuralImages)),
    ...optional('batchSize', numberOf(draft.neuralBatch)),
    ...(draft.scaling === USUAL_TERM.scaling ? {} : { scaling: draft.scaling }),
  }
}

/** Pixels have no responses that could be learned. */
export function controlsOf({
  controls,
  neuralMethod,
}: Pick<BrainDraft, 'controls' | 'neuralMethod'>): NeuralControl[] {
  return neuralControlSchema.options.filter(
    (control) =>
      controls.includes(control) &&
      (neuralMethod === 'similarity' || control === 'none' || control === 'shuffled'),
  )
}

/** Which field an issue of the request's `neural` is of. */
export function brainField(path: readonly PropertyKey[]): keyof BrainDraft {
  switch (path[1]) {
    case 'alphas':
      return 'alphas'
    case 'controls':
      return 'controls'
    case 'layers':
      return 'layers'
    case 'images':
      return 'neuralImages'
    case 'batchSize':
      return 'neuralBatch'
    case 'scaling':
      return 'scaling'
    default:
      return 'populations'
  }
}

/** Fields that only the plan would refuse. */
export function brainIssues(draft: BrainDraft): (keyof BrainDraft)[] {
  const neural = neuralRequest(draft)
  if (neural === undefined) return []
  const { alphas, layers } = neural
  const twice = (values: readonly unknown[] | undefined): boolean =>
    values !== undefined && new Set(values).size !== values.length
  return [
    ...(alphas && (twice(alphas) || alphas.every((alpha) => alpha === 0)) ? (['alphas'] as const) : []),
    ...(controlsOf(draft).length === 0 ? (['controls'] as const) : []),
    ...(twice(layers) || (neural.method === 'co-training' && (layers?.length ?? 1) > 1)
      ? (['layers'] as const)
      : []),
  ]
}

/** How many models there are of each front end and training seed. */
export function termCount(draft: BrainDraft): number {
  const neural = neuralRequest(draft)
  if (neural === undefined) return 1
  const controls = controlsOf(draft)
  const ofPixels = controls.filter((control) => control === 'pixels' || control === 'blurred').length
  const each = draft.populations.length * (controls.length - ofPixels) + ofPixels
  if (neural.method === 'co-training') return each
  const drawn = (neural.alphas ?? []).filter((alpha) => alpha > 0).length
  return drawn * each + (neural.alphas?.includes(0) ? 1 : 0)
}

/** One line of what is asked; null: no neurons. @param nameOf by id */
export function brainWords(draft: BrainDraft, nameOf: (id: string) => string): string | null {
  if (draft.populations.length === 0) return null
  const names = draft.populations.map(nameOf).join(', ')
  const controls = controlsOf(draft).filter((control) => control !== 'none')
  return [
    draft.neuralMethod === 'co-training'
      ? `co-trained with ${names}`
      : `drawn to ${names}, α = ${draft.alphas}`,
    SCALING_WORDS[draft.scaling],
    ...(controls.length === 0 ? [] : [`controls: ${controls.join(', ')}`]),
  ].join('; ')
}
