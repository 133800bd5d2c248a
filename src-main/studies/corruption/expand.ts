/**
 * A corruption study as units: the clean accuracy of every model (the same units as those of an evaluation), and
 * one unit per model, type and severity, so that a crash loses one cell. Spectra and kept images are units of
 * their own, per type and severity.
 *
 * Order: the cells of a few types and severities for one model, then the same for the next one. As many as fit
 * into the job's memory of generated images: each is made once, and a model is loaded once per group.
 */
import { CORRUPTIONS_VERSION } from '../../corruptions/tables'
import { mostLookedAt } from '../../statistics/looked-at'
import { expandEvaluation } from '../evaluation/evaluation'
import { atMost, imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { REMEMBERED_BYTES } from './remembered'
import type { CorruptionType, Severity } from '../../contract/kinds/corruption/corruptions'
import type { JsonObject } from '../../contract/json'
import type { CorruptionPlan } from '../../contract/kinds/corruption/study'
import type { CorruptionCell } from '../../contract/kinds/corruption/tasks'
import type { Facts, Unit } from '../study'

const CORRUPTION_VERSION = 1
const SPECTRUM_VERSION = 1
const IMAGES_VERSION = 1
const MEANS_VERSION = 2
/** Of ending cells at a precision: looks, quantile, order, intervals of their means. */
const PRECISION_VERSION = 1
/** Gray images by way of colour; those per pixel are what they always were. */
const IN_COLOUR_VERSION = 1
/** What spectra are computed on: plain double precision, the same whatever the models run on. */
const PROCESSOR = 'processor'

/** One type at one severity. */
export interface Place {
  type: CorruptionType
  severity: Severity
}

/** The units of one cell: per model in the order of the plan. */
export interface CellUnits extends Place {
  models: Unit[]
  spectrum: Unit | null
  images: Unit | null
}

export interface CorruptionUnits {
  /** Per model. */
  clean: Unit[]
  cells: CellUnits[]
  /** Per model: the intervals of its means. */
  means: Unit[]
}

export function expandCorruption(plan: CorruptionPlan, facts: Facts): Unit[] {
  const { clean, cells, means } = corruptionUnits(plan, facts)
  const units: Unit[] = [...clean]
  for (const group of groupsOf(plan, facts, cells)) {
    for (const { images } of group) if (images) units.push(images)
    for (const i of plan.models.keys()) for (const { models } of group) units.push(models[i]!)
    for (const { spectrum } of group) if (spectrum) units.push(spectrum)
  }
  return [...units, ...means]
}

export function corruptionUnits(plan: CorruptionPlan, facts: Facts): CorruptionUnits {
  const cells = plan.types.flatMap((type) =>
    plan.severities.map((severity) => ({
      type,
      severity,
      models: modelUnits(plan, facts, { type, severity }),
      spectrum: plan.spectra === null ? null : spectrumUnit(plan, plan.spectra, facts, { type, severity }),
      images: plan.keepImages ? imagesUnit(plan, facts, { type, severity }) : null,
    })),
  )
  return {
    clean: plan.models.length === 0 ? [] : expandEvaluation({ ...plan, kind: 'evaluation' }, facts),
    cells,
    means: plan.models.map(({ id }, i) => meansUnit(plan, facts, id, i, cells)),
  }
}

/** Images of a cell that take part. */
export function imagesPerCell(plan: CorruptionPlan): number {
  const { source, data } = plan
  if (source.kind === 'generated' || (source.images === data.images && source.labels !== 'other'))
    return imageCount(data)
  const rule = data.selection?.rule
  // Other images than the clean ones: the rule chooses among them by their own labels.
  if (rule === undefined || rule.kind === 'all' || rule.kind === 'listed')
    return Math.min(source.images, (rule ? null : data.limit) ?? source.images)
  const classes = rule.kind === 'per class' ? data.selection!.found.perClass.length : 1
  return Math.min(source.images, rule.images * classes)
}

function modelUnits(plan: CorruptionPlan, facts: Facts, place: Place): Unit[] {
  return plan.models.map((choice) => {
    const model = modelOf(choice, facts)
    const { task, key } = cellOf(plan, place)
    return makeUnit({
      methodVersion: CORRUPTION_VERSION,
      device: plan.device,
      settings: { weights: model.key, ...key, ...precisionKey(plan), batchSize: plan.batchSize },
      label: `${choice.id}, ${nameOf(place)}`,
      work:
        plan.precision === undefined
          ? imagesPerCell(plan)
          : mostLookedAt(imagesPerCell(plan), plan.precision),
      needs: [],
      arrays: 'npz',
      temporary: false,
      task: {
        kind: 'corruption',
        model: model.task,
        images: imagesOf(plan.data, facts),
        cell: task,
        shared: plan.models.length > 1 || plan.keepImages || plan.spectra !== null,
        ...(plan.precision === undefined ? {} : { precision: plan.precision }),
        batchSize: plan.batchSize,
      },
    })
  })
}

/** What a cell ends by: its precision, and how looks go and intervals are made. */
function precisionKey({ precision }: CorruptionPlan): JsonObject {
  return precision === undefined ? {} : { precision: { points: precision, version: PRECISION_VERSION } }
}

function meansUnit(
  plan: CorruptionPlan,
  facts: Facts,
  model: string,
  place: number,
  cells: readonly CellUnits[],
): Unit {
  const answers = cells.map(({ type, severity, models }) => ({ type, severity, key: models[place]!.key }))
  return makeUnit({
    methodVersion: MEANS_VERSION,
    device: PROCESSOR,
    settings: { cells: answers, ...precisionKey(plan) },
    label: `${model}, intervals of the means`,
    // Not images, but about as long as a few of them.
    work: 10,
    needs: answers.map(({ key }) => key),
    arrays: null,
    temporary: false,
    task: {
      kind: 'corruption means',
      cells: answers.map(({ type, severity, key }) => ({
        type,
        severity,
        file: facts.arraysPath(key, 'npz'),
      })),
      ...(plan.precision === undefined ? {} : { nested: true }),
    },
  })
}

function spectrumUnit(plan: CorruptionPlan, most: number, facts: Facts, place: Place): Unit {
  const count = imagesPerCell(plan)
  const data = most < count ? atMost(plan.data, most) : plan.data
  const { task, key } = cellOf({ ...plan, data }, place)
  return makeUnit({
    methodVersion: SPECTRUM_VERSION,
    device: PROCESSOR,
    settings: { ...key, clean: data.hash },
    label: `spectrum of ${nameOf(place)}`,
    work: Math.min(most, count),
    needs: [],
    arrays: 'npz',
    temporary: false,
    task: { kind: 'corruption spectrum', images: imagesOf(data, facts), cell: task },
  })
}

function imagesUnit(plan: CorruptionPlan, facts: Facts, place: Place): Unit {
  const { task, key } = cellOf(plan, place)
  return makeUnit({
    methodVersion: IMAGES_VERSION,
    device: PROCESSOR,
    settings: key,
    label: `images of ${nameOf(place)}`,
    work: imagesPerCell(plan),
    needs: [],
    arrays: 'npz',
    temporary: false,
    task: { kind: 'corrupted images', images: imagesOf(plan.data, facts), cell: task },
  })
}

/** A cell for a task, and what about it belongs into a key. */
export function cellOf(
  plan: CorruptionPlan,
  { type, severity }: Place,
): { task: CorruptionCell; key: JsonObject } {
  const { source, data } = plan
  if (source.kind === 'generated') {
    const { table, seed } = source
    const inColour = source.gray?.noise === 'as-published'
    return {
      task: { kind: 'generated', type, severity, table, seed, inColour },
      key: {
        images: imagesKey(data),
        corruption: {
          ...{ type, severity, table, seed, version: CORRUPTIONS_VERSION },
          ...(inColour ? { grayVersion: IN_COLOUR_VERSION } : {}),
        },
      },
    }
  }
  const { folder, gray, crop, classes } = source
  const matched = classes === undefined ? {} : { classes }
  const cell = source.cells.find((known) => known.type === type && known.severity === severity)
  if (!cell) throw new Error(`The plan has no hash of ${type}, severity ${severity}.`)
  return {
    task: { kind: 'official', folder, type, severity, gray, crop, ...matched, hash: cell.hash },
    // The hash covers crop and gray.
    key: { images: imagesKey({ ...data, hash: cell.hash }), ...matched },
  }
}

/** Cells whose generated images fit into memory together; official files are read again for each model. */
function groupsOf(plan: CorruptionPlan, facts: Facts, cells: readonly CellUnits[]): CellUnits[][] {
  const file = facts.dataSets.get(plan.data.dataSet)?.file
  const bytes = file ? file.height * file.width * file.channels * imagesPerCell(plan) : Infinity
  const fitting = Math.floor(REMEMBERED_BYTES / bytes)
  const again = plan.source.kind === 'official' || fitting === 0 ? cells.length : fitting
  // One model stays loaded anyway: each cell is done with at once.
  const size = plan.models.length < 2 ? 1 : again
  return Array.from({ length: Math.ceil(cells.length / size) }, (_, i) =>
    cells.slice(i * size, (i + 1) * size),
  )
}

function nameOf({ type, severity }: Place): string {
  return `${type} ${severity}`
}
