/** The decisions of the conformance run: what counts as failed, excluded, stale or lost. */
import { describe, expect, it } from 'vitest'
import { judge, losses } from './judge.mjs'

const outcome = (name: string, status: string, ...failures: string[]) => ({
  file: 'ops/x_test',
  name,
  status,
  failures,
})

describe('judge', () => {
  const missing = { cause: "Kernel 'LRN' not registered", reason: 'not needed' }

  it('excludes a failure only if every message has the cause', () => {
    const message = "Error: Kernel 'LRN' not registered for backend 'onnxruntime'"
    const verdict = judge(
      [
        outcome('a', 'passed'),
        outcome('b', 'failed', message),
        outcome('c', 'failed', message, 'Arrays differ'),
      ],
      [missing],
    )
    expect(verdict.failed.map(({ name }) => name)).toEqual(['c'])
    expect(verdict.counts).toEqual({ specs: 3, passed: 1, excluded: { 'not needed': 1 } })
    expect(verdict.rows).toEqual([{ file: 'ops/x_test', run: 3, passed: 1, failed: 1, excluded: 1 }])
  })

  it('reports exclusions that match nothing', () => {
    expect(judge([outcome('a', 'passed')], [missing]).stale).toEqual([missing])
  })

  it('takes specs that were not run for excluded by name', () => {
    const byName = { pattern: '^ops/x_test: slow', reason: 'rounding' }
    const verdict = judge([outcome('slow one', 'excluded'), outcome('other', 'excluded')], [byName])
    expect(verdict.failed.map(({ name }) => name)).toEqual(['other'])
    expect(verdict.counts.excluded).toEqual({ rounding: 1 })
  })
})

describe('losses', () => {
  const known = { specs: 10, passed: 8, excluded: { a: 2 } }

  it('says what became fewer', () => {
    expect(losses(known, known)).toEqual([])
    expect(losses({ specs: 9, passed: 7, excluded: { a: 1, b: 2 } }, known)).toEqual([
      '9 specs ran, 10 did before',
      '7 specs passed, 8 did before',
      '3 specs are excluded, 2 were before',
    ])
  })

  it('wants counts to be checked in', () => {
    expect(losses(known, undefined)[0]).toContain('--update')
  })
})
