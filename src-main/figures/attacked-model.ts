/**
 * A model of an attack study as figures need it, and which of its sizes they show: the size in the study's norm,
 * or one of the two that the paper's first pipeline plotted (methods L.2).
 */
import { sharedSentences } from './shared-sentences'
import type { AttackModelResult, EpsilonSummary } from '../contract/kinds/attack/study'

export interface AttackedModel {
  name: string
  result: AttackModelResult
}

/** `norm`: √Σδ² or max|δ|. `plus`: max(adversarial − clean); `minus`: max(clean − adversarial). */
export const SIZE_KINDS = ['norm', 'plus', 'minus'] as const
export type SizeKind = (typeof SIZE_KINDS)[number]

export const SIZE_WORDS: Readonly<Record<SizeKind, string>> = {
  norm: 'size in the norm',
  plus: 'signed maximum of adversarial − clean, as the paper’s Fig 2b',
  minus: 'signed maximum of clean − adversarial, as the paper’s Fig 4c and 6a',
}

/** Null where the model has no such size: signed maxima belong to L∞ only. */
export function sizesOf(result: AttackModelResult, kind: SizeKind): EpsilonSummary | null {
  return kind === 'norm' ? result : (result.signedMaximum?.[kind] ?? null)
}

/** What makes the models' results doubtful, each with its model's name. */
export function doubtsOf(models: readonly AttackedModel[]): string[] {
  return sharedSentences(
    models.flatMap(({ name, result }) => [
      ...(result.censored === null ? [] : [{ name, sentence: result.censored }]),
      ...result.warnings.map(({ sentence }) => ({ name, sentence })),
    ]),
  )
}
