/**
 * A page of the hybrid pairs of a study with every model's stored answer. The order of the study is that of the
 * pairings, and within one that of its list.
 */
import { UserError } from '../../../contract/errors'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'
import type { Verdict } from '../../../contract/kinds/hybrid/window'
import type { AnswerTable } from '../../gallery/order'
import type { GalleryOrders } from '../../gallery/orders'
import type { Block, StoredAnswers } from './stored-answers'

type Request = LookRequestOf<'gallery'>
type Page = LookMessageOf<'gallery'>
type Pair = Page['pairs'][number]
type StoredModel = Request['pairings'][number]['models'][number]

/** The answers of one model to one pairing at the asked f_mix and its neighbours. */
interface Rows {
  here: Row
  /** Rows of the f_mix before and after, as far as there are any. */
  beside: Row[]
}

/** One row of a block. */
interface Row {
  block: Block
  /** Where it starts in `predicted`. */
  offset: number
}

/** A pairing of which something is measured. */
interface Pairing {
  index: number
  /** Place of its first pair. */
  first: number
  block: Block
  /** By the places of `models`; null: not measured yet. */
  rows: (Rows | null)[]
}

export async function readGallery(
  request: Request,
  stored: StoredAnswers,
  orders: GalleryOrders,
): Promise<Page> {
  const models = request.pairings[0]!.models.map(({ id }) => id)
  const pairings: Pairing[] = []
  let first = 0
  for (const [index, pairing] of request.pairings.entries()) {
    const rows = await Promise.all(pairing.models.map((model) => rowsOf(model, request.fMixIndex, stored)))
    const block = rows.find((each) => each !== null)?.here.block
    if (!block) continue
    pairings.push({ index, first, block, rows })
    first += block.low.length
  }
  const at = (place: number): { pairing: Pairing; position: number } => {
    const pairing = pairings.findLast((each) => each.first <= place)!
    return { pairing, position: place - pairing.first }
  }
  const files = request.pairings.map((each) => each.models.map(({ blocks }) => blocks[0]?.file))
  const found = pairings.map(({ index, rows }) => [index, rows.map((each) => each?.beside.length ?? -1)])
  const version = JSON.stringify([files, request.fMixIndex, found])
  const { total, of, places } = orders.page(version, tableOf(models, first, pairings, at), request.choice, {
    start: request.start,
    count: request.count,
  })
  return { message: 'gallery', total, of, pairs: places.map((place) => pairAt(models, at(place))) }
}

function tableOf(
  models: readonly string[],
  count: number,
  pairings: readonly Pairing[],
  at: (place: number) => { pairing: Pairing; position: number },
): AnswerTable {
  const answer = (column: number, place: number): number => {
    const { pairing, position } = at(place)
    return predictedAt(pairing.rows[column]!.here, position)
  }
  return {
    count,
    models,
    placeOf({ group, image }) {
      const pairing = pairings.find(({ index }) => index === group)
      return pairing && image < pairing.block.low.length ? pairing.first + image : null
    },
    label(place) {
      const { pairing, position } = at(place)
      return pairing.block.labelLow[position]!
    },
    isOf(place, label) {
      const { pairing, position } = at(place)
      return pairing.block.labelLow[position] === label || pairing.block.labelHigh[position] === label
    },
    has: (column, place) => at(place).pairing.rows[column] !== null,
    answer,
    confidence(column, place) {
      const { pairing, position } = at(place)
      return confidenceAt(pairing.rows[column]!.here, position)
    },
    is(column, place, outcome) {
      const { pairing, position } = at(place)
      const { here, beside } = pairing.rows[column]!
      const verdict = verdictAt(here, position)
      if (outcome !== 'ambiguous') return verdict === outcome
      const other = verdict === 'low' ? 'high' : verdict === 'high' ? 'low' : null
      return other !== null && beside.some((row) => verdictAt(row, position) === other)
    },
  }
}

async function rowsOf(
  { blocks }: StoredModel,
  fMixIndex: number,
  stored: StoredAnswers,
): Promise<Rows | null> {
  const here = await rowAt(blocks, fMixIndex, stored)
  if (!here) return null
  const beside = await Promise.all([
    rowAt(blocks, fMixIndex - 1, stored),
    rowAt(blocks, fMixIndex + 1, stored),
  ])
  return { here, beside: beside.filter((row) => row !== null) }
}

async function rowAt(
  blocks: StoredModel['blocks'],
  fMixIndex: number,
  stored: StoredAnswers,
): Promise<Row | null> {
  let first = 0
  for (const { file, frequencies } of blocks) {
    if (fMixIndex >= first && fMixIndex < first + frequencies) {
      const block = await stored.block(file)
      if (!block) return null
      if (block.predicted.length !== frequencies * block.low.length)
        throw new UserError('project', `"${file}" is damaged: delete it and run the study again.`)
      return { block, offset: (fMixIndex - first) * block.low.length }
    }
    first += frequencies
  }
  return null
}

function pairAt(
  models: readonly string[],
  { pairing, position }: { pairing: Pairing; position: number },
): Pair {
  const { block, rows } = pairing
  return {
    pairing: pairing.index,
    position,
    low: { index: block.low[position]!, label: block.labelLow[position]! },
    high: { index: block.high[position]!, label: block.labelHigh[position]! },
    answers: rows.flatMap((each, column) =>
      each === null
        ? []
        : [
            {
              model: models[column]!,
              predicted: predictedAt(each.here, position),
              confidence: confidenceAt(each.here, position),
              verdict: verdictAt(each.here, position),
            },
          ],
    ),
  }
}

function predictedAt({ block, offset }: Row, position: number): number {
  return block.predicted[offset + position]!
}

function confidenceAt({ block, offset }: Row, position: number): number {
  return block.confidence[offset + position]!
}

function verdictAt(row: Row, position: number): Verdict {
  const predicted = predictedAt(row, position)
  if (predicted === row.block.labelLow[position]) return 'low'
  return predicted === row.block.labelHigh[position] ? 'high' : 'third category'
}
