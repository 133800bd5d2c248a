/** A recording's own images as a network is shown them: gray values from 0 to 255, in [0,1]. */
import { describe, expect, it } from 'vitest'
import { networkImages } from '../../src-main/studies/neural/pixels'
import type { Recording } from '../../src-main/neural/population'

const SIZE = 4
const IMAGES = 3

/** Values 0, 17, 34 … 255 in each image, times `scale`, plus `shift`: kept standardised by their own mean and SD, as recordings are. */
function recording(scale: number, shift: number): Recording {
  const raw = Float64Array.from({ length: IMAGES * SIZE * SIZE }, (_, i) => (i % 16) * 17 * scale + shift)
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length
  const sd = Math.sqrt(raw.reduce((sum, value) => sum + (value - mean) ** 2, 0) / raw.length)
  const standardised = Float32Array.from(raw, (value) => (value - mean) / sd)
  const unused = (): never => {
    throw new Error('Nobody asks for responses here.')
  }
  return {
    ...{ neurons: 1, images: IMAGES, trials: IMAGES, firstTrial: Int32Array.of(0, 1, 2, 3) },
    image: { height: SIZE, width: SIZE, mean, sd },
    readImages: (from, count) =>
      Promise.resolve(standardised.slice(from * SIZE * SIZE, (from + count) * SIZE * SIZE)),
    ...{ readTrials: unused, readMeans: unused, close: unused },
  }
}

describe('own images of a recording', () => {
  it('are their gray values / 255, whatever they were standardised by', async () => {
    const shown = await networkImages(recording(1, 0), Int32Array.of(0, 1, 2), SIZE, 1)
    expect(shown).toHaveLength(IMAGES * SIZE * SIZE)
    shown.forEach((value, i) => expect(value).toBeCloseTo((i % 16) / 15, 5))
  })

  it.each([
    ['from 0 to 1', 1 / 255, 0, /values from 0 to 1, /],
    ['standardised', 1 / 80, -1.6, /values from -1\.6 to 1\.59/],
    ['of 16 bits', 257, 0, /to 65535, /],
  ])(
    'are refused where they are %s: a network would see them black, or white',
    async (_, scale, shift, words) => {
      await expect(networkImages(recording(scale, shift), Int32Array.of(0, 1, 2), SIZE, 3)).rejects.toThrow(
        words,
      )
    },
  )
})
