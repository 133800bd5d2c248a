/** Figures of populations: what stands where on their axes, in every unit, and what is said beside them. */
import { describe, expect, it } from 'vitest'
import { neuralManifoldFigure } from '../../src-main/figures/neural-manifold'
import { neuralSimilarityFigure } from '../../src-main/figures/neural-similarity'
import { neuralTuningFigure } from '../../src-main/figures/neural-tuning'
import type { Scatter } from '../../src-main/figures/figure'
import { manifold, population, similarity, tuning } from './neural-fixtures'

describe('the histogram of preferred frequencies', () => {
  it('has the counts at their frequencies in each unit, with mouse V1 at 2.7 cycles/image', () => {
    const degrees = neuralTuningFigure({ population, tuning }, { theme: 'light' })
    const [prefer, hardly, aliased] = degrees.data as Scatter[]
    expect(prefer!.x).toEqual([0.02, 0.04, 0.08])
    expect(prefer!.y).toEqual([10, 18, 15])
    expect(hardly!.y).toEqual([0, 2, 0])
    expect(aliased!.x).toEqual([0.25])
    const image = neuralTuningFigure(
      { population, tuning },
      { theme: 'light', unit: 'cycles/image', mouseV1: true },
    )
    expect((image.data as Scatter[])[0]!.x).toEqual(
      [1.35, 2.7, 5.4].map((x) => expect.closeTo(x, 9) as number),
    )
    expect(image.caption).toContain('2.7')
    const nyquist = neuralTuningFigure({ population, tuning }, { theme: 'dark', unit: 'fraction of Nyquist' })
    expect((nyquist.data as Scatter[])[0]!.x![1]).toBeCloseTo(0.15, 9)
  })

  it('names what is in no median, says what is simulated, and escapes names only where Plotly reads them', () => {
    const { notes, caption, csv, units } = neuralTuningFigure({ population, tuning }, { theme: 'light' })
    expect(notes.join(' ')).toContain('2 neurons hardly modulate')
    expect(notes.join(' ')).toContain('alias')
    expect(caption).toContain('mouse <1> (simulated)')
    expect(caption).toContain('0.045')
    expect(csv.split('\r\n')).toHaveLength(6)
    expect(units!.every(({ reason }) => reason === null)).toBe(true)
  })

  it('offers no degrees without a field of view', () => {
    const blind = { ...population, fieldOfView: null }
    const images = { ...tuning, unit: 'cycles/image' as const }
    const { units, notes } = neuralTuningFigure({ population: blind, tuning: images }, { theme: 'light' })
    expect(units!.find(({ unit }) => unit === 'cycles/degree')!.reason).toContain('field of view')
    expect(notes.join(' ')).toContain('nothing is in degrees')
  })
})

describe('the half-power frequencies of a manifold', () => {
  it('stand beside both controls, in the asked unit; a component without one is left out', () => {
    const { data, csv, caption } = neuralManifoldFigure({ population, manifold }, { theme: 'light' })
    const [neural, images, rotation] = data as Scatter[]
    expect(neural!.x).toEqual([1])
    expect(neural!.y![0]).toBeCloseTo(2.8, 9)
    expect(images!.y).toHaveLength(2)
    expect(rotation!.y![0]).toBeCloseTo(8.4, 9)
    expect(csv).toContain('random rotation,2,')
    expect(caption).toContain(
      'of the neural components: 1 of 2 components (2: pixels predict the scores no better than permuted ones).',
    )
    expect(csv).toContain('neural components,2,25,,80,not linear')
    const degrees = neuralManifoldFigure({ population, manifold }, { theme: 'light', unit: 'cycles/degree' })
    expect((degrees.data as Scatter[])[0]!.y![0]).toBeCloseTo(2.8 / 67.5, 9)
  })
})

describe('similarities by layer', () => {
  it('have their intervals, and the ceiling where repeats give one', () => {
    const { data, layout, notes, csv, caption } = neuralSimilarityFigure(
      similarity,
      new Map([['a', 'Net A']]),
      {
        theme: 'light',
      },
    )
    const [bars] = data as { y: number[]; error_y: { array: number[]; arrayminus: number[] } }[]
    expect(bars!.y).toEqual([0.3, 0.5])
    expect(bars!.error_y.array[0]).toBeCloseTo(0.2, 12)
    expect(bars!.error_y.arrayminus[1]).toBeCloseTo(0.1, 12)
    expect(layout.shapes).toHaveLength(2)
    // √0.8: a perfect model agrees with the mean better than two means agree.
    expect(layout.shapes![1]!.y0).toBeCloseTo(0.894427, 6)
    // Its interval, √0.7 to √0.9, is a band.
    expect(layout.shapes![0]).toMatchObject({ y0: Math.sqrt(0.7), y1: Math.sqrt(0.9) })
    expect(notes[0]).toMatch(/0\.89 \[0\.84, 0\.95\]/)
    expect(notes[0]).toContain('10 random splits')
    expect(notes[1]).toContain('chosen on one half')
    expect(csv).toContain('a,Net A,,section1,0.3,')
    expect(csv).toContain('0.45,0.3,0.6,section2; section1,2,none,')
    expect(caption).toContain('each neuron as it responds, not scaled')
    const apart = neuralSimilarityFigure(
      {
        ...similarity,
        similarity: {
          ...similarity.similarity,
          ceiling: {
            ...similarity.similarity.ceiling,
            value: null,
            low: null,
            high: null,
            correlation: -0.2,
          },
        },
      },
      new Map(),
      { theme: 'light' },
    )
    expect(apart.layout.shapes).toHaveLength(0)
    expect(apart.notes[0]).toContain('do not agree (30 images, 10 random splits): not reliable')
    const cka = neuralSimilarityFigure(similarity, new Map(), { theme: 'light', measure: 'cka' })
    expect((cka.data as { y: number[] }[])[0]!.y).toEqual([0.4, 0.4])
    expect(cka.layout.shapes).toHaveLength(0)
  })
})
