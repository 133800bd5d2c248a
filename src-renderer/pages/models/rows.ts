/**
 * The table of models: its rows, and which of them pass a filter. Pure; what is measured comes
 * from `map.points`, which also knows each model's latest hybrid study.
 */
import { formatSigma } from '../../components/format'
import { architectureWords } from '../../../src-main/contract/architectures'
import { groupSchema } from '../../../src-main/contract/model'
import type { MapPoint } from '../../../src-main/contract/map-point'
import type { Group, ModelFile } from '../../../src-main/contract/model'

export interface ModelRow {
  id: string
  name: string
  group: Group
  /** Pixels; null is no blur. */
  sigma: number | null
  /** `none` where a sweep left the blur away; `–` where nobody has asked for one. */
  sigmaText: string
  architecture: string
  parameters: number
  /** SHA-256. */
  weights: string
  accuracy: MapPoint['accuracy']
  f_rev: MapPoint['f_rev']
  hybridStudy: string | null
}

/** One row per model. A model without a point (made since the points were asked for) has nothing measured. */
export function rowsOf(models: readonly ModelFile[], points: readonly MapPoint[]): ModelRow[] {
  const byId = new Map(points.map((point) => [point.id, point]))
  return models.map((model) => {
    const point = byId.get(model.id)
    return {
      id: model.id,
      name: model.name,
      group: model.group,
      sigma: model.configuration.sigma,
      sigmaText: sigmaText(model),
      architecture: architectureWords(model.configuration),
      parameters: model.parameters,
      weights: model.weights,
      accuracy: model.accuracy ?? point?.accuracy ?? null,
      f_rev: point?.f_rev ?? null,
      hybridStudy: point?.hybridStudy ?? null,
    }
  })
}

/** σ as the table shows it: an imported model without blur has no place among the σ of a sweep. */
export function sigmaText({ configuration, provenance }: ModelFile): string {
  const { sigma } = configuration
  return sigma === null && provenance.kind === 'imported' ? '–' : formatSigma(sigma)
}

export interface Filter {
  text: string
  /** Null: every group. */
  group: Group | null
}

/** Fewer characters of a hash say nothing: nearly every hash has any one of them. */
const FEWEST_OF_HASH = 4

/**
 * Rows in which every word of the text occurs: in the name, the identifier, the group, the architecture or σ, or as the
 * beginning of the hash of the weights.
 */
export function filterRows(rows: readonly ModelRow[], { text, group }: Filter): ModelRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (group !== null && row.group !== group) return false
    const sigma = row.sigma === null ? 'no blur' : `σ=${row.sigma}`
    const all = `${row.name} ${row.id} ${row.group} ${row.architecture} ${sigma}`.toLowerCase()
    const isHash = (word: string): boolean => word.length >= FEWEST_OF_HASH && row.weights.startsWith(word)
    return words.every((word) => all.includes(word) || isHash(word))
  })
}

/** The groups that occur, in the order of the contract's list. */
export function groupsOf(rows: readonly ModelRow[]): Group[] {
  return groupSchema.options.filter((group) => rows.some((row) => row.group === group))
}
