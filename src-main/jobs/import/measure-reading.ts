/**
 * How often one way to read a file is right, under every normaliser that comes into question or under one: on as few of
 * the images as are enough to tell them apart (contest.ts).
 */
import { compareNormalisers } from '../../networks/recognition/input-contract'
import { contest, ranking, stagesOf } from './contest'
import { normalisersOf } from './named-normalisers'
import type { ImportCandidate, ImportChoice } from '../../contract/import/import'
import type { ContractSample, ContractVariant } from '../../networks/recognition/contract-sample'
import type { Named } from './named-normalisers'
import type { OpenedFile } from './opened-file'
import type { MeasuredReading } from './search-readings'

/** Images that are answered at a time. */
export const BATCH_SIZE = 50

/** A reading under the normaliser that suits it best. */
export interface Tried extends MeasuredReading<ImportCandidate> {
  found: Under
  /** Under each normaliser that it was measured with, on as many images as were needed. */
  variants: Under[]
  /** How many measurements that were. */
  compared: number
}

type Under = ContractVariant & { images: number }

/**
 * @param only the one normaliser to measure with, by name; null: every one that comes into question
 * @param before what is known of it on these images or on fewer: only what is not behind is measured on these
 */
export async function measured(
  file: OpenedFile,
  { reading: _said, ...choice }: ImportChoice,
  candidate: ImportCandidate,
  sample: ContractSample,
  only: string | null,
  before: Tried | null,
): Promise<Tried> {
  const chosen = file.choose({ ...choice, candidate: candidate.number })
  const all = normalisersOf(chosen, choice.normaliser)
  const named = all.filter(({ name }) => name === only)
  const wanted = named.length > 0 ? named : all
  const model = await file.read(chosen)
  const variants = before?.variants.slice() ?? []
  const compare = async (normalisers: readonly Named[], images: number): Promise<void> => {
    if (normalisers.length === 0) return
    const found = await compareNormalisers(
      (each) => model.with(each).network(),
      normalisers,
      firstOf(sample, images),
      { batchSize: BATCH_SIZE },
    )
    for (const each of found) {
      const place = variants.findIndex(({ normaliser }) => normaliser === each.normaliser)
      variants.splice(place < 0 ? variants.length : place, place < 0 ? 0 : 1, { ...each, images })
    }
  }
  const measuredWith = new Set(variants.map(({ normaliser }) => normaliser))
  const fresh = wanted.filter(({ name }) => !measuredWith.has(name))
  await compare(fresh, before === null ? sample.count : Math.min(sample.count, stagesOf(sample.count)[0]!))
  await contest(
    variants,
    [sample.count],
    ranking(() => 0),
    async ({ normaliser }) => {
      await compare(
        all.filter(({ name }) => name === normaliser),
        sample.count,
      )
      return true
    },
  )
  const best = variants[0]!
  return {
    candidate,
    ...{ found: best, variants },
    ...{ accuracy: best.accuracy, images: best.images, normaliser: best.normaliser },
    normalisers: variants.length === all.length ? 'all' : variants.map(({ normaliser }) => normaliser),
    compared: variants.length,
  }
}

/** The first of the images: of a class-balanced choice they are class-balanced, too. */
export function firstOf(sample: ContractSample, count: number): ContractSample {
  if (count >= sample.count) return sample
  const length = sample.images.length / sample.count
  return {
    ...sample,
    images: sample.images.subarray(0, count * length),
    count,
  }
}
