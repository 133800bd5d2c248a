/**
 * What `study gallery` prints: which images pass, of how many, and what became of them. Without the addresses of
 * pictures, which only a window can answer.
 */
import { formatSize } from '../../figures/sizes'
import { table } from '../../studies/document/text'
import type { NormName } from '../../contract/kinds/attack/methods'
import type { AttackGallery } from '../../contract/kinds/attack/window'
import type { CorruptionGallery } from '../../contract/kinds/corruption/window'
import type { Gallery } from '../../contract/kinds/hybrid/window'

/** A picture of a listed image: which, and of which model. */
export interface ShownPicture {
  url: string
  image: number
  picture: string
  model: string | null
}

interface Shown {
  document: Record<string, unknown>
  text: string
  pictures: ShownPicture[]
}

/** Of two models beside each other only their answers are printed. */
const isOf =
  ({ model: first, beside }: { model: string | null; beside: string | null }) =>
  ({ model }: { model: string }): boolean =>
    beside === null || model === first || model === beside

export function pairsShown(answer: Gallery, start: number): Shown {
  const { total, of, fMix, pairs } = answer
  const rows = pairs.map(({ seed, position, low, high, answers }) => ({
    ...{ seed, position },
    low: { index: low.index, label: low.label },
    high: { index: high.index, label: high.label },
    answers: answers.filter(isOf(answer)),
  }))
  return {
    pictures: pairs.flatMap(({ low, high, hybrid, lowPart, highPart }) => [
      { url: low.url, image: low.index, picture: 'low', model: null },
      { url: high.url, image: high.index, picture: 'high', model: null },
      { url: lowPart.url, image: low.index, picture: 'low part', model: null },
      { url: highPart.url, image: high.index, picture: 'high part', model: null },
      { url: hybrid.url, image: low.index, picture: 'hybrid', model: null },
    ]),
    document: { f_mix: fMix, ...askedOf(answer), total, of, start, pairs: rows },
    text: listed(
      `${counts(total, of, start, rows.length, 'pairs')} at f_mix ${fMix.value} (${fMix.unit})`,
      ['pairing', 'pair', 'low', 'high', 'model', 'answer', 'confidence', 'verdict'],
      rows.flatMap(({ seed, position, low, high, answers }) =>
        answers.map(({ model, predicted, confidence, verdict }) => [
          ...[seed === null ? 'listed' : `${seed}`, `${position}`],
          ...[`${low.index} ${low.label}`, `${high.index} ${high.label}`],
          ...[model, predicted, confidence.toFixed(3), verdict],
        ]),
      ),
    ),
  }
}

export function corruptedShown(answer: CorruptionGallery, start: number): Shown {
  const { total, of, origin, images } = answer
  const rows = images.map(({ index, place, label, answers }) => ({
    ...{ index, place, label },
    answers: answers.filter(isOf(answer)),
  }))
  return {
    pictures: images.flatMap(({ index, clean, corrupted }) => [
      ...(clean === null ? [] : [{ url: clean.url, image: index, picture: 'clean', model: null }]),
      { url: corrupted.url, image: index, picture: 'corrupted', model: null },
    ]),
    document: { origin, ...askedOf(answer), total, of, start, images: rows },
    text: listed(
      `${counts(total, of, start, rows.length, 'images')}; ${origin.label}`,
      ['image', 'class', 'model', 'answer', 'confidence', 'outcome'],
      rows.flatMap(({ index, label, answers }) =>
        answers.map(({ model, predicted, confidence, right }) => [
          ...[`${index}`, label, model, predicted, confidence.toFixed(3), right ? 'right' : 'wrong'],
        ]),
      ),
    ),
  }
}

export function perturbedShown(answer: AttackGallery, norm: NormName, start: number): Shown {
  const { total, of, unit, images } = answer
  const rows = images.map(({ index, label, target, perturbations }) => ({
    ...{ index, label, target },
    perturbations: perturbations
      .filter(isOf(answer))
      .map(({ model, status, distance, largest, predicted, confidence, clean, queries, foundBy }) => ({
        ...{ model, status, distance, largest, predicted, confidence, clean, queries, foundBy },
      })),
  }))
  return {
    pictures: images.flatMap(({ index, clean, perturbations }) => [
      { url: clean.url, image: index, picture: 'clean', model: null },
      ...perturbations
        .filter(isOf(answer))
        .flatMap(({ model, perturbed }) =>
          perturbed === null ? [] : [{ url: perturbed.url, image: index, picture: 'perturbed', model }],
        ),
    ]),
    document: { unit, ...askedOf(answer), total, of, start, images: rows },
    text: listed(
      counts(total, of, start, rows.length, 'images'),
      ['image', 'class', 'target', 'model', 'outcome', 'ε', 'clean answer', 'answer'],
      rows.flatMap(({ index, label, target, perturbations }) =>
        perturbations.map((each) => [
          ...[`${index}`, label, target ?? '–', each.model, each.status],
          each.distance === null ? '–' : formatSize({ value: each.distance, low: null, high: null }, norm),
          answerWords(each.clean.predicted, each.clean.confidence),
          answerWords(each.predicted, each.confidence),
        ]),
      ),
    ),
  }
}

const askedOf = ({ model, beside }: { model: string | null; beside: string | null }) => ({ model, beside })

function answerWords(name: string | null, confidence: number | null): string {
  return name === null ? 'not finite' : `${name}${confidence === null ? '' : ` ${confidence.toFixed(3)}`}`
}

function counts(total: number, of: number, start: number, shown: number, what: string): string {
  const part = shown === total ? '' : `, ${shown} from place ${start} on`
  return `${total} of ${of} ${what}${part}`
}

function listed(head: string, headings: readonly string[], rows: readonly string[][]): string {
  return rows.length === 0 ? head : `${head}\n${table(headings, rows)}`
}
