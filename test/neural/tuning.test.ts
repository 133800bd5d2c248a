/** Frequency tuning: curves against NumPy's polyfit, populations against units whose tuning is known. */
import { describe, expect, it } from 'vitest'
import {
  GRATINGS_PER_FREQUENCY,
  MOUSE_GRID,
  gratingGrid,
  gratingsOf,
  phaseHarmonics,
} from '../../src-main/neural/gratings'
import { readCurves, tunePopulation } from '../../src-main/neural/tuning'
import { readCurve } from '../../src-main/neural/tuning-curve'
import { summariseTuning } from '../../src-main/neural/tuning-summary'
import { goldenJson } from '../support/golden'
import type { TuningRule } from '../../src-main/neural/tuning'

const { tuning } = goldenJson('neural.json') as {
  tuning: { curve: number[]; best: number; interpolated: number }[]
}

describe('a tuning curve', () => {
  it.each(tuning)(
    'has its maximum where NumPy has it (best of the grid: $best)',
    ({ curve, best, interpolated }) => {
      const found = readCurve(MOUSE_GRID, curve)
      expect(found.best).toBe(best)
      expect(found.interpolated).toBeCloseTo(interpolated, 10)
    },
  )

  it('of a Gaussian over log f has the half-width of that Gaussian', () => {
    const octaves = Array.from({ length: 81 }, (_, i) => -4 + i / 10)
    const curve = octaves.map((octave) => Math.exp(-(octave ** 2) / (2 * 0.8 ** 2)))
    const found = readCurve(
      octaves.map((octave) => 2 ** octave),
      curve,
    )
    // Half height of a Gaussian is √(2 ln 2) = 1.1774 standard deviations from its maximum.
    expect(found.halfWidth).toBeCloseTo(0.8 * 1.17741, 2)
    expect(found.lowPass).toBe(false)
  })

  it('that never falls towards low frequencies is low-pass, with the width of its other side', () => {
    const found = readCurve([1, 2, 4, 8], [1, 1, 0.5, 0])
    expect(found).toMatchObject({ best: 0, interpolated: 1, lowPass: true })
    expect(found.halfWidth).toBeCloseTo(2, 12)
  })

  it('that does not vary has no width and is not low-pass', () => {
    expect(readCurve([1, 2, 4], [3, 3, 3])).toMatchObject({ range: 0, halfWidth: null, lowPass: false })
  })
})

describe('a tuning curve with frequencies that the pixels alias', () => {
  const frequencies = [0.025, 0.05, 0.1, 0.2, 0.25]
  /** A log-Gaussian around 0.1 of SD 1 octave, half height (from 0) at √(2 ln 2) octaves. */
  const curve = [...frequencies.map((f) => Math.exp(-0.5 * Math.log2(f / 0.1) ** 2))]

  it('has the shape of what they carry, whatever is answered to the aliased ones', () => {
    const alone = readCurve(frequencies.slice(0, 4), curve.slice(0, 4))
    for (const aliased of [-5, 0, 0.9, 0.999]) {
      const found = readCurve(frequencies, [...curve.slice(0, 4), aliased], 4)
      expect(found).toEqual(alone)
    }
    // At the end of what is carried there is no neighbour to fit through.
    expect(readCurve(frequencies, [0, 0.1, 0.5, 1, 0.99], 4)).toMatchObject({ best: 3, interpolated: 0.2 })
    // The best of all is kept for the histogram, and is no tuning.
    expect(readCurve(frequencies, [...curve.slice(0, 4), 3], 4)).toMatchObject({
      ...{ best: 4, interpolated: 0.25, halfWidth: null, lowPass: false },
      range: expect.closeTo(1 - Math.exp(-2), 12) as number,
    })
  })

  it('is not measured where fewer than three are carried', () => {
    expect(() => gratingGrid({ pixelsPerDegree: 0.5, side: 36 }, [0.1, 0.15, 0.2, 0.22])).toThrow(
      'Of the 4 frequencies the pixels carry 2 (up to 0.188 cycles/degree; above, gratings alias and are in no tuning): give at least 3',
    )
  })

  it('has no orientation of an aliased grating', async () => {
    const grid = gratingGrid({ pixelsPerDegree: 1, side: SIDE }, [0.1, 0.2, 0.3, 0.45])
    // Answers 1 at 0.2 and orientation 2, and 9 at the aliased 0.45 and orientation 5.
    const found = await tunePopulation(
      (frequency) =>
        Promise.resolve(
          Float32Array.from({ length: GRATINGS_PER_FREQUENCY }, (_, g) => {
            const orientation = Math.floor(g / 8)
            if (frequency > 0.4) return orientation === 5 ? 9 : 0
            return frequency === 0.2 && orientation === 2 ? 1 : 0
          }),
        ),
      ...([1, grid, 'phase mean'] as const),
    )
    expect([...found.orientation]).toEqual([2])
    expect([...found.curves]).toEqual([0, 1, 0, 0])
  })
})

describe('the grid of gratings', () => {
  it('is that of the methods for a mouse, and moved by whole octaves for a field of view of 6.7 degrees', () => {
    expect(gratingGrid({ pixelsPerDegree: 0.53, side: 36 }, null).frequencies).toEqual([...MOUSE_GRID])
    const { frequencies, cyclesPerPixel } = gratingGrid({ pixelsPerDegree: 36 / 6.7, side: 36 }, null)
    expect(frequencies[0]! / MOUSE_GRID[0]).toBe(8)
    expect(frequencies.at(-1)! * cyclesPerPixel).toBeLessThanOrEqual(0.5)
  })

  it('is in cycles/image without a field of view, the same share of Nyquist', () => {
    const { frequencies, unit, cyclesPerPixel } = gratingGrid({ pixelsPerDegree: null, side: 36 }, null)
    expect(unit).toBe('cycles/image')
    expect(frequencies[4]).toBeCloseTo(0.04 * 67.5, 9)
    expect(frequencies[4]! * cyclesPerPixel).toBeCloseTo(2.7 / 36, 12)
  })

  it('refuses what the pixels cannot show, in a sentence', () => {
    expect(() => gratingGrid({ pixelsPerDegree: 0.5, side: 36 }, [0.1, 0.2, 0.3])).toThrow(
      'Gratings of 0.3 cycles/degree cannot be shown: give frequencies above 0 and at most 0.25 cycles/degree',
    )
  })
})

/** Linear filters of one frequency, orientation and phase each, rectified; on 32 × 32 pixels. */
const SIDE = 32
function filterBank(
  units: { frequency: number; orientation: number }[],
): (frequency: number) => Promise<Float32Array> {
  const filters = units.map(({ frequency, orientation }) => {
    const angle = (Math.PI * orientation) / 8
    return Float64Array.from({ length: SIDE * SIDE }, (_, p) => {
      const [x, y] = [p % SIDE, Math.floor(p / SIDE)]
      const window = Math.exp(-((x - 16) ** 2 + (y - 16) ** 2) / (2 * 5 ** 2))
      return window * Math.cos(2 * Math.PI * frequency * (x * Math.cos(angle) + y * Math.sin(angle)))
    })
  })
  return (frequency) => {
    const gratings = gratingsOf(frequency, { height: SIDE, width: SIDE })
    const responses = new Float32Array(GRATINGS_PER_FREQUENCY * units.length)
    for (let g = 0; g < GRATINGS_PER_FREQUENCY; g++)
      filters.forEach((filter, n) => {
        let sum = 0
        for (let p = 0; p < filter.length; p++) sum += filter[p]! * gratings[g * filter.length + p]!
        responses[g * units.length + n] = Math.max(0, sum)
      })
    return Promise.resolve(responses)
  }
}

describe.each(['peak', 'phase mean'] as TuningRule[])(
  'the tuning of a population of known filters (%s)',
  (rule) => {
    it('is that of the filters', async () => {
      const units = [
        { frequency: 0.08, orientation: 0 },
        { frequency: 0.16, orientation: 3 },
        { frequency: 0.226, orientation: 6 },
      ]
      const grid = gratingGrid(
        { pixelsPerDegree: 1, side: SIDE },
        [0.04, 0.057, 0.08, 0.113, 0.16, 0.226, 0.32],
      )
      const found = await tunePopulation(filterBank(units), 3, grid, rule)
      const readings = readCurves(found, grid)
      expect(readings.map(({ best }) => grid.frequencies[best])).toEqual([0.08, 0.16, 0.226])
      readings.forEach(({ interpolated }, n) => expect(interpolated / units[n]!.frequency).toBeCloseTo(1, 1))
      expect([...found.orientation]).toEqual([0, 3, 6])
    })
  },
)

describe('a population', () => {
  const grid = gratingGrid({ pixelsPerDegree: 0.53, side: 36 }, null)
  const at = (best: number, height = 1): ReturnType<typeof readCurve> =>
    readCurve(
      grid.frequencies,
      grid.frequencies.map((_, i) => height * Math.exp(-((i - best) ** 2))),
    )

  it('counts neurons that hardly modulate, and those that alias, apart from the medians', () => {
    const found = summariseTuning([at(3), at(3), at(3), at(5), at(10), at(1, 0.05)], grid)
    expect(found).toMatchObject({ neurons: 6, unmodulated: 1, aliased: 1, apart: [5] })
    expect(found.preferred!.value).toBe(0.028)
    expect(found.histogram.map(({ neurons }) => neurons)).toEqual([0, 1, 0, 3, 0, 1, 0, 0, 0, 0, 1])
    expect(found.histogram.at(-1)!.aliased).toBe(true)
  })

  it('that answers nothing at all has no preferred frequency', () => {
    const silent = readCurve(grid.frequencies, new Float64Array(11))
    expect(summariseTuning([silent, silent], grid)).toMatchObject({
      preferred: null,
      lowPass: null,
      unmodulated: 2,
    })
  })
})

describe('the harmonics over phase', () => {
  it('are the amplitude of a linear unit and the mean of one that does not care for phase', () => {
    const scores = Array.from({ length: GRATINGS_PER_FREQUENCY }, (_, i) => {
      const [o, p] = [Math.floor(i / 8), i % 8]
      return o + 3 * Math.cos((2 * Math.PI * p) / 8 - 0.4)
    })
    const { amplitude, mean } = phaseHarmonics(scores)
    amplitude.forEach((value) => expect(value).toBeCloseTo(3, 12))
    mean.forEach((value, o) => expect(value).toBeCloseTo(o, 12))
  })
})
