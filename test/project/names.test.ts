/** Names of any length that a person, or a page, may send. */
import { expect, it } from 'vitest'
import { findByName, slug } from '../../src-main/project/names'

it('an identifier is what it was of short names, and has an end of long ones', () => {
  expect(slug('Résumé of σ = 1.5 (test)!')).toBe('re-sume-of-1.5-test')
  expect(slug('...')).toBe('unnamed')
  // Went through all of the dots from each of them: a minute for a tenth of this.
  expect(slug(`a${'.'.repeat(900_000)}b`)).toBe('a')
})

it('what was mistyped by a megabyte is near to nothing', () => {
  const things = [{ id: 'hybrid-1', name: 'x'.repeat(500_000) }, { id: 'constructor' }]
  expect(() => findByName('study', 'y'.repeat(500_000), things)).toThrow(/There is no study/)
  expect(() => findByName('study', 'constructr', things)).toThrow(/did you mean "constructor"/)
  expect(() => findByName('study', 'toString', [])).toThrow(/it has no study yet/)
})
