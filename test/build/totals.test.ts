import { describe, expect, it } from 'vitest'
import { addTotals, formatTotals, isSuccess, parseTotals, vitestTotals } from '../../build/totals.mjs'

describe('the totals line', () => {
  it('is read from the last line that has anything in it', () => {
    expect(parseTotals('1 passed, 9 failed\nmore\n12 passed, 0 failed, 3 skipped\n\n')).toEqual({
      passed: 12,
      failed: 0,
      skipped: 3,
    })
    expect(parseTotals('12 passed, 1 failed\r\n')).toEqual({ passed: 12, failed: 1, skipped: 0 })
  })

  it.each(['', 'Segmentation fault', '12 passed', 'about 12 passed, 0 failed', '12 passed, 0 failed, maybe'])(
    'is not found in "%s"',
    (text) => {
      expect(parseTotals(text)).toBeNull()
    },
  )

  it('mentions skipped tests only when there are any', () => {
    expect(formatTotals({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed')
    expect(formatTotals({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped')
  })

  it('adds up', () => {
    const parts = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 700, failed: 2, skipped: 40 },
    ]
    expect(addTotals(parts)).toEqual({ passed: 701, failed: 2, skipped: 40 })
    expect(addTotals([])).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })

  it('is a success only when something passed and nothing failed', () => {
    expect(isSuccess({ passed: 1, failed: 0, skipped: 5 })).toBe(true)
    expect(isSuccess({ passed: 9, failed: 1, skipped: 0 })).toBe(false)
    expect(isSuccess({ passed: 0, failed: 0, skipped: 5 })).toBe(false)
  })
})

describe('a report of vitest', () => {
  const test = (fullName: string, status: string) => ({ fullName, status })
  const file = (status: string, ...assertionResults: { fullName: string; status: string }[]) => ({
    name: 'x.test.ts',
    status,
    assertionResults,
  })

  it('is counted test by test, and names what was skipped', () => {
    const report = {
      success: false,
      testResults: [
        file('passed', test('a works', 'passed'), test(' b (PyTorch is not installed)', 'pending')),
        file('failed', test('c works', 'failed'), test('d works', 'passed'), test('e', 'todo')),
      ],
    }
    expect(vitestTotals(report, 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
      skippedTitles: ['b (PyTorch is not installed)', 'e'],
    })
  })

  it('counts a file that could not be loaded as one failure', () => {
    const report = { success: false, testResults: [file('failed'), file('passed', test('a', 'passed'))] }
    expect(vitestTotals(report, 1)).toMatchObject({ passed: 1, failed: 1 })
  })

  it('counts an error outside of any test as one failure', () => {
    const report = { success: false, testResults: [file('passed', test('a', 'passed'))] }
    expect(vitestTotals(report, 1)).toMatchObject({ passed: 1, failed: 1 })
  })
})
