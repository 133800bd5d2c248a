import { describe, expect, it } from 'vitest'
import { classBalanceFigure } from '../../src-main/figures/class-balance'
import { differenceCurvesFigure } from '../../src-main/figures/difference-curves'
import { hybridCurvesFigure } from '../../src-main/figures/hybrid-curves'
import { powerSpectrumFigure } from '../../src-main/figures/power-spectrum'
import { trainingCurvesFigure } from '../../src-main/figures/training-curves'
import { transferFigure } from '../../src-main/figures/transfer-function'
import { blurTransfer } from '../../src-main/figures/blur-transfer'
import type { Figure } from '../../src-main/figures/figure'
import {
  baselineResult,
  CLASSES,
  epochs,
  mouseResult,
  neverResult,
  NO_REVERSAL,
  reversal,
  severalResult,
} from './fixtures'

const light = { theme: 'light' } as const
const viewing = { side: 32 }
const names = (figure: Figure): unknown[] => figure.data.map(({ name }) => name)
const lines = (figure: Figure): string[] => figure.csv.trimEnd().split('\r\n')

describe('the curves of one model', () => {
  it('are four, each with its band of one standard error', () => {
    const figure = hybridCurvesFigure(baselineResult(), { ...light, name: 'Baseline', viewing })
    expect(figure.data).toHaveLength(8)
    const [band, line] = figure.data
    const y = line!.y as number[]
    const around = band!.y as number[]
    expect(around).toHaveLength(26)
    expect(around[5]! - y[5]!).toBeCloseTo(1.2, 9)
    expect(y[5]! - around[25 - 5]!).toBeCloseTo(1.2, 9)
    expect(figure.caption).toContain('bands: ± one standard error over 4 pairings (pairing seeds)')
    expect(lines(figure)).toHaveLength(14)
  })

  it('with one seed have bands over images, and say so', () => {
    const figure = hybridCurvesFigure(baselineResult(1), { ...light, name: 'Baseline', viewing })
    const [band, line] = figure.data
    expect((band!.y as number[])[5]! - (line!.y as number[])[5]!).toBeCloseTo(1.5, 9)
    expect(figure.caption).toContain(
      'means over 1 pairing of 1\u202f000 images each; bands: ± one standard error over images',
    )
  })

  it('mark f_rev with its interval', () => {
    const figure = hybridCurvesFigure(baselineResult(), {
      ...light,
      name: 'Baseline',
      viewing,
      unit: 'cycles/image',
    })
    expect(figure.layout.shapes?.map(({ type, x0, x1 }): unknown[] => [type, x0, x1])).toEqual([
      ['rect', 0.506 * 16, 0.533 * 16],
      ['line', 0.52 * 16, 0.52 * 16],
    ])
    expect(figure.caption).toContain('f_rev = 8.3 [8.1, 8.5] cycles/image (95 % interval')
  })

  it('mark every crossing where there are several, with the sentence beside them', () => {
    const figure = hybridCurvesFigure(severalResult(), { ...light, name: 'Several', viewing })
    expect(figure.layout.shapes?.map(({ x0 }): unknown => x0)).toEqual([0.174, 0.233, 0.358])
    expect(figure.layout.annotations).toEqual([])
    expect(figure.notes[0]).toContain('changes its sign 3 times')
    expect(figure.caption).not.toContain('f_rev =')
  })

  it('without a crossing have no mark, only the sentence', () => {
    const figure = hybridCurvesFigure(neverResult(), { ...light, name: 'Never', viewing })
    expect(figure.layout.shapes).toEqual([])
    expect(figure.notes).toEqual([NO_REVERSAL])
  })

  it('say why f_rev has no interval', () => {
    const result = {
      ...baselineResult(),
      f_rev: reversal(0.52, { low: null, high: null, withoutCrossing: 0.081 }),
    }
    const figure = hybridCurvesFigure(result, { ...light, name: 'Baseline', viewing })
    expect(figure.notes).toEqual([
      'f_rev has no interval: 8.1 % of 1\u202f000 bootstrap resamples had no single crossing.',
    ])
    expect(figure.layout.shapes).toHaveLength(1)
  })
})

describe('p_low − p_high of several models', () => {
  const curve = (name: string, group: 'baseline' | 'blur', result: ReturnType<typeof baselineResult>) => ({
    name,
    group,
    viewing,
    result,
  })

  it('is drawn in percent with f_rev on the zero line', () => {
    const figure = differenceCurvesFigure(
      [curve('Baseline', 'baseline', baselineResult()), curve('Mouse', 'blur', mouseResult())],
      light,
    )
    expect((figure.data[0]!.y as number[]).map(Math.round)).toEqual([
      -87, -81, -77, -69, -65, -61, -56, -42, -24, 12, 45, 67, 83,
    ])
    expect(figure.data[1]!.x).toEqual([0.52])
    expect(figure.data[3]!.x).toEqual([0.364])
    expect(figure.notes).toEqual([])
    expect(lines(figure)).toHaveLength(27)
  })

  it('shows all crossings of a curve with several, none of one without', () => {
    const figure = differenceCurvesFigure(
      [curve('Several', 'blur', severalResult()), curve('Never', 'blur', neverResult())],
      light,
    )
    expect(names(figure)).toEqual(['Several', 'Several', 'Never'])
    expect(figure.data[1]!.x).toEqual([0.174, 0.233, 0.358])
    expect(figure.notes).toEqual([expect.stringContaining('Several: p_low'), `Never: ${NO_REVERSAL}`])
  })

  it('of no model is empty and says so', () => {
    const figure = differenceCurvesFigure([], light)
    expect(figure.data).toEqual([])
    expect(figure.ariaLabel).toContain('It is empty')
  })
})

describe('a training', () => {
  const run = { id: 'm', name: 'Blur 1.5', group: 'blur', epochs: epochs(3), keptEpoch: 2 } as const

  it('has loss and accuracy of both parts, and the kept epoch', () => {
    const figure = trainingCurvesFigure([run], light)
    expect(figure.data.map(({ name, yaxis }) => [name, yaxis])).toEqual([
      ['training images', 'y'],
      ['validation images', 'y'],
      ['training images', 'y2'],
      ['validation images', 'y2'],
    ])
    expect(figure.layout.shapes?.[0]?.x0).toBe(2)
    expect(figure.caption).toBe(
      'Cross-entropy and accuracy of Blur 1.5 over 3 epochs, 9\u202f000 training images per epoch; dotted: training images, solid: validation images. Dashed line: epoch 2, whose weights were kept.',
    )
  })

  it('without validation shows the training images only and says so', () => {
    const figure = trainingCurvesFigure([{ ...run, epochs: epochs(3, false), keptEpoch: null }], light)
    expect(names(figure)).toEqual(['training images', 'training images'])
    expect(figure.caption).toContain('there is no validation split')
  })

  it('before its first epoch is empty and says so', () => {
    const figure = trainingCurvesFigure([{ ...run, epochs: [], keptEpoch: null }], light)
    expect(figure.data).toEqual([])
    expect(figure.caption).toContain('no epoch is finished yet')
  })
})

describe('the transfer function', () => {
  it('has one scale in three units', () => {
    const figure = transferFigure([{ sigma: 1.5, transfer: blurTransfer(1.5) }], { ...light, side: 28 })
    expect(figure.layout.xaxis?.range).toEqual([0, 0.5])
    expect(figure.layout.xaxis2?.range).toEqual([0, 1])
    expect(figure.layout.xaxis3?.range).toEqual([0, 14])
    expect(figure.notes).toEqual([
      'σ = 1.5 pixels leaves half of the amplitude at 0.125 cycles/pixel = 0.251 of Nyquist = 3.51 cycles/image.',
    ])
  })

  it('draws the power as the square of the amplitude', () => {
    const transfer = { frequencies: [0, 0.25, 0.5], amplitude: [1, 0.5, 0.1] }
    const figure = transferFigure([{ sigma: 1, transfer }], { ...light, side: 32 })
    expect(figure.data[0]!.y).toEqual([1, 0.25, 0.1 * 0.1])
    expect(figure.data[1]!.y).toEqual([1, 0.5, 0.1])
    expect(lines(figure)[2]).toBe('1,0.25,0.5,8,0.5,0.25')
  })

  it('without blur is flat and has no half amplitude', () => {
    const figure = transferFigure([{ sigma: null, transfer: blurTransfer(null, 3) }], { ...light, side: 32 })
    expect(figure.data[1]!.y).toEqual([1, 1, 1])
    expect(figure.notes).toEqual([])
  })
})

describe('a data set', () => {
  it('shows the balance of its classes and names the empty ones', () => {
    const figure = classBalanceFigure([{ name: 'test', classes: CLASSES }], light)
    expect(figure.data[0]!.y).toEqual([100, 120, 80, 0])
    expect(figure.caption).toBe('Images in each of 4 classes; test n = 300 images.')
    expect(figure.notes).toEqual(['No images in test of: a "quoted", <b>bold</b> name.'])
  })

  it('shows its spectrum from the first frequency above 0', () => {
    const curve = { name: 'test', frequencies: [0, 0.25, 0.5], power: [0, 16, 4], sampled: 500, viewing }
    const figure = powerSpectrumFigure([curve], { ...light, unit: 'cycles/image' })
    expect(figure.data[0]!.x).toEqual([8, 16])
    expect(figure.data[0]!.y).toEqual([16, 4])
    expect(lines(figure)).toHaveLength(4)
    expect(powerSpectrumFigure([], light).caption).toContain('none yet')
  })
})
