/** Which part of a data set is measured on where none is named. */
import { describe, expect, it } from 'vitest'
import { MEASURED_PARTS } from '../../src-main/contract/images/measured-parts'
import { choosePart } from '../../src-main/project/data-sets'
import type { DataSetFile } from '../../src-main/contract/data-set'

function having(...splits: string[]): DataSetFile {
  return { id: 'set', parts: splits.map((split) => ({ split })) } as unknown as DataSetFile
}
const chosen = (...splits: string[]): string | null =>
  choosePart(having(...splits), null, MEASURED_PARTS).split

describe('the part that is measured on', () => {
  it.each([
    [['train', 'val'], 'val'],
    [['train', 'valid'], 'valid'],
    [['train', 'validation'], 'validation'],
    [['train', 'Val'], 'Val'],
    [['train', 'val', 'test'], 'test'],
    [['validation', 'valid', 'train'], 'valid'],
    [['train'], 'train'],
  ])('of %j is %s', (splits, part) => {
    expect(chosen(...splits)).toBe(part)
  })

  it('is asked for where no name says it', () => {
    expect(() => chosen('train', 'extra')).toThrow(/several parts \(train, extra\)/)
  })
})
