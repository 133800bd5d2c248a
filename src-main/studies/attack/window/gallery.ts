/** A page of perturbed images: what each model's perturbation is, and the addresses of its pictures. */
import { NORM_UNITS } from '../../../contract/kinds/attack/methods'
import { UserError } from '../../../contract/errors'
import { dataAddress } from '../../address-words'
import { differenceAddress, perturbedAddress } from './picture'
import type { AttackedImage } from '../../../contract/kinds/attack/study'
import type { AttackGallery, AttackSort, GalleryPerturbation } from '../../../contract/kinds/attack/window'
import type { InputOf } from '../../../contract/kinds/kinds'
import type { WindowDesk } from '../../window'
import type { AttackView, AttackViews } from './views'

/** The perturbations of one image, in the order of the study's models; null where there is none yet. */
interface Entry {
  place: number
  rows: (AttackedImage | null)[]
}

/** So many of the perturbations are shown without clipping more than a hundredth of their pixels. */
const SHOWN = 0.95

export async function readAttackGallery(
  { project }: WindowDesk,
  views: AttackViews,
  input: InputOf<'attack', 'attack.gallery'>,
): Promise<AttackGallery> {
  const view = await views.of(input.study)
  const model = input.model === null ? null : (await project.models.find(input.model)).id
  const looked = view.models.map((_, i) => i).filter((i) => model === null || view.models[i]!.id === model)
  if (looked.length === 0)
    throw new UserError('usage', `The model "${model}" is not in the study "${view.study}".`)
  const entries = await entriesOf(views, view)
  const passing = entries.filter(({ rows }) =>
    looked.some((i) => rows[i] && (input.status === null || rows[i].status === input.status)),
  )
  const sorted = sortEntries(passing, looked, input.sort)
  const gain = input.gain === 'own' ? null : (input.gain ?? commonGain(entries))
  return {
    total: sorted.length,
    gain,
    unit: NORM_UNITS[view.plan.settings.norm],
    models: view.models
      .filter((_, i) => entries.some(({ rows }) => rows[i]))
      .map(({ id, sigma }) => ({ id, sigma })),
    images: sorted.slice(input.start, input.start + input.count).map((entry) => describe(view, entry, gain)),
  }
}

async function entriesOf(views: AttackViews, view: AttackView): Promise<Entry[]> {
  const columns = await Promise.all(
    view.models.map(async ({ blocks }) => {
      const images = await Promise.all(blocks.map(({ key }) => views.block(key)))
      return images.map((block) => block ?? [])
    }),
  )
  const { batchSize } = view.plan.settings
  return view.plan.images.indices.map((_, place) => ({
    place,
    rows: columns.map((blocks) => blocks[Math.floor(place / batchSize)]![place % batchSize] ?? null),
  }))
}

/** Ties, and images without a size (at the end), keep the order of the study. */
export function sortEntries(entries: readonly Entry[], looked: readonly number[], sort: AttackSort): Entry[] {
  if (sort === 'index') return [...entries]
  const direction = sort === 'smallest ε first' ? 1 : -1
  const sized = entries.map((entry) => {
    const sizes = looked.map((i) => entry.rows[i]?.distance ?? null).filter((size) => size !== null)
    const size = sizes.length === 0 ? null : sizes.reduce((sum, value) => sum + value, 0) / sizes.length
    return { entry, size }
  })
  sized.sort((a, b) =>
    a.size === null || b.size === null
      ? Number(a.size === null) - Number(b.size === null)
      : direction * (a.size - b.size),
  )
  return sized.map(({ entry }) => entry)
}

/** What fills the range of grey with most pixels of most of the differences, to two digits. */
export function commonGain(entries: readonly Pick<Entry, 'rows'>[]): number {
  const sizes = entries.flatMap(({ rows }) => rows.flatMap((row) => (row && sizeShown(row)) ?? []))
  if (sizes.length === 0) return 1
  sizes.sort((a, b) => a - b)
  return gainFor(sizes[Math.floor(SHOWN * (sizes.length - 1))]!)
}

function gainFor(size: number): number {
  return Number((0.5 / size).toPrecision(2))
}

/**
 * What a difference is scaled by: not its largest entry, which a perturbation that is small in L2 has at a few
 * pixels only, but what nearly all pixels stay below; the largest where these are not changed at all.
 */
function sizeShown({ status, percentile99, largest }: AttackedImage): number | null {
  if (status !== 'found') return null
  return [percentile99, largest].find((size) => size !== null && size > 0) ?? null
}

/** @param common of all pictures; null scales each by itself */
function describe(
  view: AttackView,
  { place, rows }: Entry,
  common: number | null,
): AttackGallery['images'][number] {
  const { classNames, plan, study } = view
  const className = (label: number): string => classNames[label] ?? `${label}`
  const index = plan.images.indices[place]!
  const { dataSet, split } = plan.data
  const label = rows.find((row) => row)!.label
  const target = plan.images.targets?.[place] ?? null
  return {
    index,
    label: className(label),
    target: target === null ? null : className(target),
    clean: { url: dataAddress({ dataSet, split, index }) },
    perturbations: rows.flatMap((row, i): GalleryPerturbation[] => {
      if (!row) return []
      const model = view.models[i]!.id
      const isFound = row.status === 'found'
      const { status, distance, largest, confidence, queries, foundBy } = row
      const gain = common ?? gainFor(sizeShown(row) ?? 0.5)
      return [
        {
          model,
          ...{ status, distance, largest, confidence, queries, foundBy },
          predicted: row.prediction === null ? null : className(row.prediction),
          clean: {
            predicted: row.clean.prediction === null ? null : className(row.clean.prediction),
            confidence: row.clean.confidence,
          },
          perturbed: isFound ? { url: perturbedAddress({ study, model, index }) } : null,
          gain: isFound ? gain : null,
          difference: isFound ? { url: differenceAddress({ study, model, index, gain }) } : null,
        },
      ]
    }),
  }
}
