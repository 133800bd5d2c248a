/** A page of perturbed images: what each model's perturbation is, and the addresses of its pictures. */
import { NORM_UNITS } from '../../../contract/kinds/attack/methods'
import { galleryChoice, onlyImages } from '../../gallery/choice'
import { dataAddress } from '../../address-words'
import { differenceAddress, perturbedAddress } from './picture'
import type { AttackedImage } from '../../../contract/kinds/attack/study'
import type { AttackGallery, GalleryPerturbation } from '../../../contract/kinds/attack/window'
import type { InputOf } from '../../../contract/kinds/kinds'
import type { AnswerTable } from '../../gallery/order'
import type { GalleryOrders } from '../../gallery/orders'
import type { WindowDesk } from '../../window'
import type { AttackView, AttackViews } from './views'

/** The perturbations of one image, in the order of the study's models; null where there is none yet. */
interface Entry {
  place: number
  rows: (AttackedImage | null)[]
}

/** One model's blocks; null where one is not computed yet. */
interface Column {
  blocks: (readonly AttackedImage[] | null)[]
  finished: number
}

/** So many of the perturbations are shown without clipping more than a hundredth of their pixels. */
const SHOWN = 0.95

/** What is kept between two pages. */
export interface KeptGallery {
  orders: GalleryOrders
  /** Of the answers that were seen last. */
  gain: { version: string; value: number } | null
}

export async function readAttackGallery(
  { project }: WindowDesk,
  views: AttackViews,
  kept: KeptGallery,
  input: InputOf<'attack', 'attack.gallery'>,
): Promise<AttackGallery> {
  const view = await views.of(input.study)
  const { study, classNames } = view
  const models = view.models.map(({ id }) => id)
  const choice = await galleryChoice(
    project,
    { study, models, classNames },
    { ...input, only: onlyImages(input.images) },
  )
  const columns = await columnsOf(views, view)
  const { batchSize } = view.plan.settings
  const rowsAt = (place: number): (AttackedImage | null)[] =>
    columns.map(({ blocks }) => blocks[Math.floor(place / batchSize)]?.[place % batchSize] ?? null)
  const version = JSON.stringify([study, columns.map(({ finished }) => finished)])
  const table = tableOf(view, columns)
  const { total, of, places } = kept.orders.page(version, table, choice, input)
  if (kept.gain?.version !== version) kept.gain = { version, value: commonGain(columns) }
  const gain = input.gain === 'own' ? null : (input.gain ?? kept.gain.value)
  return {
    total,
    of,
    model: choice.model,
    beside: choice.beside,
    gain,
    unit: NORM_UNITS[view.plan.settings.norm],
    models: view.models
      .filter((_, column) => columns[column]!.finished > 0)
      .map(({ id, sigma }) => ({ id, sigma })),
    images: places.map((place) => describe(view, { place, rows: rowsAt(place) }, gain)),
  }
}

async function columnsOf(views: AttackViews, view: AttackView): Promise<Column[]> {
  return await Promise.all(
    view.models.map(async ({ blocks }) => {
      const images = await Promise.all(blocks.map(({ key }) => views.block(key)))
      return { blocks: images, finished: images.filter((block) => block !== null).length }
    }),
  )
}

function tableOf({ plan, models, places }: AttackView, columns: readonly Column[]): AnswerTable {
  const { batchSize } = plan.settings
  const find = (column: number, place: number): AttackedImage | undefined =>
    columns[column]!.blocks[Math.floor(place / batchSize)]?.[place % batchSize]
  /** Asked where there is an answer only. */
  const at = (column: number, place: number): AttackedImage => find(column, place)!
  const label = (place: number): number =>
    columns.flatMap((_, column) => find(column, place) ?? [])[0]?.label ?? -1
  return {
    count: plan.images.indices.length,
    models: models.map(({ id }) => id),
    placeOf: ({ image }) => places.get(image) ?? null,
    label,
    isOf: (place, asked) => label(place) === asked,
    has: (column, place) => find(column, place) !== undefined,
    is: (column, place, outcome) => at(column, place).status === outcome,
    answer: (column, place) => at(column, place).status,
    confidence: (column, place) => at(column, place).clean.confidence ?? NaN,
    size: (column, place) => at(column, place).distance ?? NaN,
  }
}

/** What fills the range of grey with most pixels of most of the differences, to two digits. */
function commonGain(columns: readonly Column[]): number {
  const images = columns.flatMap(({ blocks }) => blocks.flatMap((block) => block ?? []))
  const sizes = images.flatMap((image) => sizeShown(image) ?? [])
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
