/** A page of perturbed images: what each model's perturbation is, and the addresses of its pictures. */
import { NORM_UNITS } from '../contract/attack-methods'
import { UserError } from '../contract/errors'
import { imageAddress } from './image-addresses'
import type { AttackedImage } from '../contract/attack-study'
import type { AttackGallery, AttackSort, GalleryPerturbation } from '../contract/attack-window'
import type { CheckedInput } from '../contract/methods'
import type { AttackView } from './attack-views'
import type { Desk } from './desk'

/** The perturbations of one image, in the order of the study's models; null where there is none yet. */
interface Entry {
  place: number
  rows: (AttackedImage | null)[]
}

/** Differences above this proportion of all are clipped, so that one large one does not make the others grey. */
const SHOWN = 0.95

export async function readAttackGallery(
  desk: Desk,
  input: CheckedInput<'attack.gallery'>,
): Promise<AttackGallery> {
  const { project, attackViews } = desk.open
  const view = await attackViews.of(input.study)
  const model = input.model === null ? null : (await project.models.find(input.model)).id
  const looked = view.models.map((_, i) => i).filter((i) => model === null || view.models[i]!.id === model)
  if (looked.length === 0)
    throw new UserError('usage', `The model "${model}" is not in the study "${view.study}".`)
  const entries = await entriesOf(desk, view)
  const passing = entries.filter(({ rows }) =>
    looked.some((i) => rows[i] && (input.status === null || rows[i].status === input.status)),
  )
  const sorted = sortEntries(passing, looked, input.sort)
  const gain = input.gain ?? commonGain(entries)
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

async function entriesOf({ open: { attackViews } }: Desk, view: AttackView): Promise<Entry[]> {
  const columns = await Promise.all(
    view.models.map(async ({ blocks }) => {
      const images = await Promise.all(blocks.map(({ key }) => attackViews.block(key)))
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

/** What fills the range of grey with most of the differences, to two digits. */
export function commonGain(entries: readonly Pick<Entry, 'rows'>[]): number {
  const largest = entries.flatMap(({ rows }) =>
    rows.flatMap((row) =>
      row?.status === 'found' && row.largest !== null && row.largest > 0 ? row.largest : [],
    ),
  )
  if (largest.length === 0) return 1
  largest.sort((a, b) => a - b)
  return Number((0.5 / largest[Math.floor(SHOWN * (largest.length - 1))]!).toPrecision(2))
}

function describe(view: AttackView, { place, rows }: Entry, gain: number): AttackGallery['images'][number] {
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
    clean: { url: imageAddress({ kind: 'data', dataSet, split, index }) },
    perturbations: rows.flatMap((row, i): GalleryPerturbation[] => {
      if (!row) return []
      const model = view.models[i]!.id
      const isFound = row.status === 'found'
      const { status, distance, largest, confidence, queries, foundBy } = row
      return [
        {
          model,
          ...{ status, distance, largest, confidence, queries, foundBy },
          predicted: row.prediction === null ? null : className(row.prediction),
          clean: {
            predicted: row.clean.prediction === null ? null : className(row.clean.prediction),
            confidence: row.clean.confidence,
          },
          perturbed: isFound ? { url: imageAddress({ kind: 'perturbed', study, model, index }) } : null,
          difference: isFound
            ? { url: imageAddress({ kind: 'difference', study, model, index, gain }) }
            : null,
        },
      ]
    }),
  }
}
