/**
 * A page of the hybrid pairs of a study with every model's stored answer, filtered by what they answered.
 * The pairs stand in the order of the pairings, and within one in the order of its list.
 */
import { UserError } from '../../../contract/errors'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'
import type { GalleryFilter, Verdict } from '../../../contract/kinds/hybrid/window'
import type { Block, StoredAnswers } from './stored-answers'

type Request = LookRequestOf<'gallery'>
type Page = LookMessageOf<'gallery'>
type Pair = Page['pairs'][number]

/** The answers of one model to one pairing at the asked f_mix and its neighbours. */
interface Rows {
  model: string
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

export async function readGallery(request: Request, stored: StoredAnswers): Promise<Page> {
  const page: Page = { message: 'gallery', total: 0, pairs: [] }
  for (const [pairing, { models }] of request.pairings.entries()) {
    const all = (await Promise.all(models.map((model) => rowsOf(model, request.fMixIndex, stored)))).filter(
      (rows) => rows !== null,
    )
    const first = all[0]?.here.block
    if (!first) continue
    const asked = request.model === null ? all : all.filter(({ model }) => model === request.model)
    for (let position = 0; position < first.low.length; position++) {
      if (!passes(request.filter, asked, all, position)) continue
      if (page.total >= request.start && page.pairs.length < request.count)
        page.pairs.push(pairAt(pairing, position, first, all))
      page.total++
    }
  }
  return page
}

async function rowsOf(
  { id, blocks }: Request['pairings'][number]['models'][number],
  fMixIndex: number,
  stored: StoredAnswers,
): Promise<Rows | null> {
  const here = await rowAt(blocks, fMixIndex, stored)
  if (!here) return null
  const beside = await Promise.all([
    rowAt(blocks, fMixIndex - 1, stored),
    rowAt(blocks, fMixIndex + 1, stored),
  ])
  return { model: id, here, beside: beside.filter((row) => row !== null) }
}

async function rowAt(
  blocks: Request['pairings'][number]['models'][number]['blocks'],
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

function passes(
  filter: GalleryFilter,
  asked: readonly Rows[],
  all: readonly Rows[],
  position: number,
): boolean {
  switch (filter) {
    case 'all':
      return asked.length > 0
    case 'low':
    case 'high':
    case 'third category':
      return asked.some(({ here }) => verdictAt(here, position) === filter)
    case 'disagree': {
      const [first, ...others] = all
      return (
        first !== undefined &&
        others.some((rows) => predictedAt(rows.here, position) !== predictedAt(first.here, position))
      )
    }
    case 'ambiguous':
      return asked.some(({ here, beside }) => {
        const verdict = verdictAt(here, position)
        const other = verdict === 'low' ? 'high' : verdict === 'high' ? 'low' : null
        return other !== null && beside.some((row) => verdictAt(row, position) === other)
      })
    default:
      throw filter satisfies never
  }
}

function pairAt(pairing: number, position: number, block: Block, all: readonly Rows[]): Pair {
  return {
    pairing,
    position,
    low: { index: block.low[position]!, label: block.labelLow[position]! },
    high: { index: block.high[position]!, label: block.labelHigh[position]! },
    answers: all.map(({ model, here }) => ({
      model,
      predicted: predictedAt(here, position),
      confidence: here.block.confidence[here.offset + position]!,
      verdict: verdictAt(here, position),
    })),
  }
}

function predictedAt({ block, offset }: Row, position: number): number {
  return block.predicted[offset + position]!
}

function verdictAt(row: Row, position: number): Verdict {
  const predicted = predictedAt(row, position)
  if (predicted === row.block.labelLow[position]) return 'low'
  return predicted === row.block.labelHigh[position] ? 'high' : 'third category'
}
