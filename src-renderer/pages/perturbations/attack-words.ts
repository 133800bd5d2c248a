/**
 * What became of an image, in words and signs; sizes and predictions as they stand in the gallery. Pure.
 */
import { IMAGE_STATES } from '../../../src-main/figures/image-states'
import { formatSize } from '../../../src-main/figures/sizes'
import type { NormName } from '../../../src-main/contract/kinds/attack/methods'
import type { GalleryPerturbation } from '../../../src-main/contract/kinds/attack/window'

/** `0.00303 = 0.773/255`; what happened where there is no size. */
export function sizeWords({ status, distance }: GalleryPerturbation, norm: NormName): string {
  if (status !== 'found' || distance === null) return IMAGE_STATES[status].words
  return formatSize({ value: distance, low: null, high: null }, norm)
}

/** `cat 0.91 → ship 0.51` */
export function predictionWords({ clean, predicted, confidence }: GalleryPerturbation): string {
  const before = answerWords(clean.predicted, clean.confidence)
  return predicted === null ? before : `${before} → ${answerWords(predicted, confidence)}`
}

function answerWords(name: string | null, confidence: number | null): string {
  if (name === null) return 'no finite answer'
  return confidence === null ? name : `${name} ${confidence.toFixed(2)}`
}

/** How differences are drawn: `differences × 120 around mid-grey`; null: each enlarged by itself. */
export function gainWords(gain: number | null): string {
  if (gain === null) return 'each difference enlarged by itself around mid-grey'
  return `differences × ${gain >= 100 ? Math.round(gain) : Number(gain.toPrecision(2))} around mid-grey`
}

/** Factors of differences that are offered. */
export const GAINS = [1, 10, 30, 100, 300] as const

/** As the address says it: null for one that fits all, `own` for each its own. */
export function gainOf(text: string | undefined): number | 'own' | null {
  if (text === 'own') return 'own'
  return GAINS.find((each) => String(each) === text) ?? null
}

/** The same as a panel of a figure is told (figures/views/image-views.ts). */
export function gainOption(gain: number | 'own' | null): { gain?: string } {
  return gain === null ? {} : { gain: gain === 'own' ? 'each by itself' : String(gain) }
}
