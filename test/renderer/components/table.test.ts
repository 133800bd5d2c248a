import { describe, expect, it } from 'vitest'
import { sortRows } from '../../../src-renderer/components/table'
import type { Column } from '../../../src-renderer/components/table'

interface Row {
  name: string
  value: number | null
}
const columns: Column<Row>[] = [
  { id: 'name', title: 'Name', text: (row) => row.name, by: (row) => row.name },
  { id: 'value', title: 'Value', text: (row) => String(row.value), by: (row) => row.value },
  { id: 'fixed', title: 'Fixed', text: () => '' },
]
const rows: Row[] = [
  { name: 'σ 10', value: 2 },
  { name: 'σ 2', value: null },
  { name: 'σ 1', value: 1 },
]
const names = (column: string, descending: boolean): string[] =>
  sortRows(rows, columns, { column, descending }).map(({ name }) => name)

describe('rows of a table', () => {
  it('sort numbers as numbers, and numbers in words too', () => {
    expect(names('value', false)).toEqual(['σ 1', 'σ 10', 'σ 2'])
    expect(names('name', false)).toEqual(['σ 1', 'σ 2', 'σ 10'])
  })
  it('without a value come last, whichever way round', () => {
    expect(names('value', true)).toEqual(['σ 10', 'σ 1', 'σ 2'])
  })
  it('stay as they are by a column that cannot be sorted by', () => {
    expect(names('fixed', true)).toEqual(['σ 10', 'σ 2', 'σ 1'])
    expect(sortRows(rows, columns, null)).toBe(rows)
  })
})
