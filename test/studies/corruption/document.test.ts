/** The tables of corruptions have the intervals that the document and the figures have. */
import { expect, it } from 'vitest'
import { corruptionTable } from '../../../src-main/studies/corruption/document'
import type { CorruptionResult } from '../../../src-main/contract/kinds/corruption/study'

it('severities and types stand with their intervals, and what has none says so', () => {
  const bounds = (low: number, high: number) => ({ low, high })
  const result = {
    ...{ kind: 'corruption', study: 'c', origin: { label: 'made here' }, images: 300, notices: [] },
    ...{ severities: [1, 5], types: ['fog', 'snow'], kept: [], spectra: null, missing: [] },
    models: [
      {
        ...{ id: 'm', weights: 'ab'.repeat(32), clean: null, mean: 0.6, missing: 0, cells: [] },
        groups: { low: null, medium: null, high: 0.5 },
        bySeverity: [
          { severity: 1, mean: 0.71 },
          { severity: 5, mean: 0.41 },
        ],
        byType: [
          { type: 'fog', mean: 0.62 },
          { type: 'snow', mean: 0.52 },
        ],
        mce: { value: 80, baseline: 'b', relative: null, byType: [] },
        intervals: {
          mean: bounds(0.55, 0.65),
          groups: { low: null, medium: null, high: bounds(0.45, 0.55) },
          bySeverity: [
            { severity: 1, interval: bounds(0.66, 0.76) },
            { severity: 5, interval: bounds(0.36, 0.46) },
          ],
          byType: [
            { type: 'fog', interval: bounds(0.57, 0.67) },
            { type: 'snow', interval: null },
          ],
        },
      },
    ],
  } as unknown as CorruptionResult
  const table = corruptionTable(result)
  for (const words of ['71 % [66, 76]', '41 % [36, 46]', '62 % [57, 67]', 'mCE (no interval)'])
    expect(table).toContain(words)
})
