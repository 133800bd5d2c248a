/**
 * The table of models: rows, their order, and which of them pass a filter. Pure; what is measured comes
 * from `map.points`, which also knows each model's latest hybrid study.
 */
import type { Group } from '../../../src-main/contract/model'
import type { MapPoint } from '../../../src-main/contract/window'
import type { ModelFile, StoredNetworkConfiguration } from '../../../src-main/contract/model'

export interface ModelRow {
  id: string
  name: string
  group: Group
  /** Pixels; null is no blur. */
  sigma: number | null
  architecture: string
  parameters: number
  accuracy: MapPoint['accuracy']
  f_rev: MapPoint['f_rev']
  hybridStudy: string | null
}

export const COLUMNS = ['group', 'name', 'sigma', 'architecture', 'parameters', 'accuracy', 'f_rev'] as const
export type Column = (typeof COLUMNS)[number]
export interface Order {
  column: Column
  descending: boolean
}

const NAMES: Record<StoredNetworkConfiguration['architecture'], string> = {
  resnet18: 'ResNet-18',
  resnet34: 'ResNet-34',
  resnet50: 'ResNet-50',
}

/** As a scientist writes it, e.g. "ResNet-18, width 8"; the paper's own width goes without saying. */
export function architectureWords({ architecture, width }: StoredNetworkConfiguration): string {
  return width === 64 ? NAMES[architecture] : `${NAMES[architecture]}, width ${width}`
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
      architecture: architectureWords(model.configuration),
      parameters: model.parameters,
      accuracy: model.accuracy ?? point?.accuracy ?? null,
      f_rev: point?.f_rev ?? null,
      hybridStudy: point?.hybridStudy ?? null,
    }
  })
}

export interface Filter {
  text: string
  /** Null: every group. */
  group: Group | null
}

/** Rows in which every word of the text occurs: in the name, the identifier, the group, the architecture or σ. */
export function filterRows(rows: readonly ModelRow[], { text, group }: Filter): ModelRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (group !== null && row.group !== group) return false
    const sigma = row.sigma === null ? 'no blur' : `σ=${row.sigma}`
    const all = `${row.name} ${row.id} ${row.group} ${row.architecture} ${sigma}`.toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** Sorted copy; rows without a value come last whichever way it is sorted, equal ones stay by name. */
export function sortRows(rows: readonly ModelRow[], { column, descending }: Order): ModelRow[] {
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const x = keyOf(a, column)
    const y = keyOf(b, column)
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : collate(String(x), String(y))
    return order === 0 ? byName(a, b) : sign * order
  })
}

/** What a click on a column's heading makes of the order: numbers that are better when large start so. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column === column) return { column, descending: !order.descending }
  return { column, descending: column === 'accuracy' }
}

function keyOf(row: ModelRow, column: Column): number | string | null {
  switch (column) {
    case 'accuracy':
      return row.accuracy?.value ?? null
    case 'f_rev':
      return row.f_rev?.value ?? null
    case 'sigma':
      // No blur is the least blur, not a missing value.
      return row.sigma ?? 0
    default:
      return row[column]
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })
const collate = (a: string, b: string): number => collator.compare(a, b)
const byName = (a: ModelRow, b: ModelRow): number => collate(a.name, b.name)
