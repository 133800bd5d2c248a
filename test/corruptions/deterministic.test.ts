/** The deterministic corruptions against the reference's own output, every value of it. */
import { describe, expect, it } from 'vitest'
import { SEVERITIES } from '../../src-main/contract/kinds/corruption/corruptions'
import type { CorruptionType } from '../../src-main/contract/kinds/corruption/corruptions'
import { corrupt } from '../../src-main/corruptions/corrupt'
import { REFERENCES, imageOf, referenceArrays, referenceMissing } from './references'

const DETERMINISTIC: CorruptionType[] = [
  'gaussian_blur',
  'defocus_blur',
  'zoom_blur',
  'contrast',
  'brightness',
  'saturate',
  'jpeg_compression',
  'pixelate',
]

describe.skipIf(referenceMissing !== null)(
  `within a grey level of hendrycks/robustness${referenceMissing === null ? '' : ` (${referenceMissing})`}`,
  () => {
    for (const { name, table } of REFERENCES) {
      const arrays = referenceMissing === null ? referenceArrays(name) : {}
      it.each(DETERMINISTIC)(`%s, ${table}`, async (type) => {
        for (const severity of SEVERITIES) {
          const apart = new Array<number>(256).fill(0)
          for (let i = 0; i < arrays['clean']!.shape[0]!; i++) {
            const choice = { type, severity, table, seed: 0 }
            const found = await corrupt(imageOf(arrays['clean']!, i), choice, i)
            const wanted = imageOf(arrays[`${type}_${severity}`]!, i).pixels
            expect(found.length).toBe(wanted.length)
            for (let k = 0; k < found.length; k++) apart[Math.abs(found[k]! - wanted[k]!)]! += 1
          }
          const total = apart.reduce((sum, count) => sum + count, 0)
          // 99.9 % are equal to the last bit; none is further than one level.
          expect(apart[0]! / total, `severity ${severity}`).toBeGreaterThan(0.999)
          expect(apart.slice(2).every((count) => count === 0)).toBe(true)
        }
      })
    }
  },
)
