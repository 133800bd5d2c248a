/**
 * From a plan back to the request that makes it: what "run again" starts and what "clone with changes" opens a form with.
 * Each kind has one such function (studies/KIND/again.ts); what they share is here. Pure: what they know of the project
 * is looked up before.
 *
 * Invariant: a request that is made so and planned in the same project gives the same plan, except where `lost` says
 * what cannot be asked for again, or `changed` what is another by now.
 */
import { MEASURED_PARTS } from '../../contract/images/measured-parts'
import { choosePart } from '../../project/data-sets'
import { imageCount } from '../../contract/studies/choices'
import type { DataSetFile } from '../../contract/data-set'
import type { ImageSelectionRequest } from '../../contract/images/selection'
import type { AttackPlan } from '../../contract/kinds/attack/study'
import type { ModelFile } from '../../contract/model'
import type { RequestInputOf, StudyKindName } from '../../contract/plans'
import type { PopulationFile } from '../../contract/population'
import type { DataChoice, ModelChoice } from '../../contract/studies/choices'

/** What there is in the project now, by id. */
export interface Known {
  models: ReadonlyMap<string, ModelFile>
  dataSets: ReadonlyMap<string, DataSetFile>
  populations: ReadonlyMap<string, PopulationFile>
  /** Plans of the studies of perturbations, by study. */
  attacks: ReadonlyMap<string, AttackPlan>
}

/** Something of a plan that no request can ask for any more. */
export interface Lost {
  /** Of the request, where other words of that would do instead. */
  field: string
  /** What, why, and what to do. */
  sentence: string
}

export interface Again<Kind extends StudyKindName> {
  request: RequestInputOf<Kind>
  lost: Lost[]
}

/** What a command has no option for, and what the images of a list are called then. */
export function lostList(field: string, what: string): Lost {
  return {
    field,
    sentence: `${what} came from a file, whose place no study keeps: name the file again.`,
  }
}

/** Images of a part as they are asked for. @param usual images when nothing is said; null: all */
export function imagesAgain(data: DataChoice, usual: number | null): ImageSelectionRequest {
  const { selection, limit } = data
  const rule = selection?.rule ?? (limit === null ? { kind: 'all' as const } : null)
  const found = selection?.found
  const isKept =
    selection !== undefined && selection.leftOut.length === 0 && rule?.kind !== 'listed'
      ? (found?.training ?? 0) + (found?.validation ?? 0) > 0
      : false
  const including = isKept ? { includeTrainingImages: true } : {}
  const drawn = (seed: number): ImageSelectionRequest => (seed === 0 ? {} : { subsetSeed: seed })
  // Older versions drew so many whatever their classes.
  if (rule === null) return { limit: imageCount(data), ...including }
  switch (rule.kind) {
    case 'listed':
      return {}
    case 'all':
      return { ...(usual === null || usual >= data.images ? {} : { limit: data.images }), ...including }
    case 'first':
      return { first: rule.images, ...including }
    case 'class-balanced':
      return { ...(rule.images === usual ? {} : { limit: rule.images }), ...drawn(rule.seed), ...including }
    case 'per class':
      return { perClass: rule.images, ...drawn(rule.seed), ...including }
    default:
      throw rule satisfies never
  }
}

/** Models, data set, part and images, as every request of a measurement has them. */
export function measuredAgain(
  { models, data }: { models: readonly ModelChoice[]; data: DataChoice },
  usual: number | null,
  known: Known,
): { models: string[]; dataSet: string; split?: string } & ImageSelectionRequest {
  return {
    models: models.map(({ id }) => id),
    dataSet: data.dataSet,
    ...partAgain(data, known.dataSets.get(data.dataSet)),
    ...imagesAgain(data, usual),
  }
}

/** The part, where another one would be taken when none is named. */
export function partAgain(
  { split }: Pick<DataChoice, 'split'>,
  file: DataSetFile | undefined,
): { split?: string } {
  if (split === null) return {}
  try {
    if (file && choosePart(file, null, MEASURED_PARTS).split === split) return {}
  } catch {
    // Of parts among which nobody chooses, the one that was named.
  }
  return { split }
}

/** What of a plan is gone from the project: none of it can be planned again, one sentence each. */
export function goneOf(
  used: {
    models: readonly Pick<ModelChoice, 'id'>[]
    data: readonly Pick<DataChoice, 'dataSet'>[]
    populations: readonly { id: string }[]
  },
  known: Known,
): Lost[] {
  const gone = (what: string, field: string, ids: readonly string[], there: ReadonlyMap<string, unknown>) =>
    [...new Set(ids)]
      .filter((id) => !there.has(id))
      .map((id) => ({
        field,
        sentence: `The ${what} "${id}" is no longer in this project: restore it, or choose another.`,
      }))
  return [
    ...gone(
      'model',
      'models',
      used.models.map(({ id }) => id),
      known.models,
    ),
    ...gone(
      'data set',
      'dataSet',
      used.data.map(({ dataSet }) => dataSet),
      known.dataSets,
    ),
    ...gone(
      'population',
      'population',
      used.populations.map(({ id }) => id),
      known.populations,
    ),
  ]
}
