import { describe, expect, it } from 'vitest'
import { mapFigure } from '../../src-main/figures/map'
import { exactCurveOffered } from '../../src-main/figures/map-fit'
import { goldenJson } from '../support/golden'
import { spectrumResult } from './attack-fixtures'
import { blurPoint, mapPoint, NO_REVERSAL, paperPoints, reversal, WEIGHTS } from './fixtures'

const light = { theme: 'light' } as const

function traceNamed(figure: ReturnType<typeof mapFigure>, name: string) {
  const found = figure.data.find((trace) => trace.name === name)
  if (found?.type !== 'scatter') throw new Error(`no trace "${name}"`)
  return found
}

describe('the Map', () => {
  it('puts every model at its f_rev and its accuracy, group by group', () => {
    const figure = mapFigure(paperPoints(), light)
    const baseline = traceNamed(figure, 'baseline')
    expect(baseline.x).toEqual([0.452, 0.403])
    expect(baseline.customdata).toEqual(['base-wideres', 'base-res'])
    expect(traceNamed(figure, 'blur (σ in pixels)').x).toHaveLength(13)
    expect(figure.notes).toEqual([
      'The curve through the blur series: each of its 13 σ has one network, so how much training again would change it is not known, and all σ weigh the same.',
    ])
    expect(figure.csv.trimEnd().split('\r\n')).toHaveLength(21)
  })

  it('says of models that go on from other weights what the paper warns of', () => {
    const { notes } = mapFigure(
      [mapPoint('a', { from: 'r50' }), mapPoint('b', { from: 'r50' }), mapPoint('c')],
      light,
    )
    expect(notes[0]).toBe(
      'a and b go on from the weights of r50: what is measured is biased towards the tuning of those weights (Li et al. 2023).',
    )
  })

  it('says of an accuracy that it is of the images that chose the epoch, of all models or of some', () => {
    const accuracy = { value: 0.8, low: 0.7, high: 0.9, count: 50, on: 'validation' }
    const words = 'is of validation images, which chose the epoch.'
    const kept = mapPoint('kept', { accuracy })
    expect(mapFigure([kept], light).caption).toContain(`Clean accuracy ${words}`)
    expect(mapFigure([kept, mapPoint('b')], light).caption).toContain(`Clean accuracy of kept ${words}`)
    const named = mapPoint('named', { accuracy: { ...accuracy, choseEpoch: false } })
    expect(mapFigure([named], light).caption).not.toContain(words)
    expect(mapFigure([kept], { ...light, measure: 'p_other' }).caption).not.toContain(words)
  })

  it('draws both intervals, and none where there is none', () => {
    const figure = mapFigure(
      [mapPoint('a'), mapPoint('b', { f_rev: reversal(0.3, { low: null, high: null }) })],
      light,
    )
    const { error_x, error_y } = traceNamed(figure, 'other')
    const [bar, none] = error_x?.array as [number, string]
    expect(bar).toBeCloseTo(0.006, 9)
    // Plotly draws no bar for a word; for 0 or null it would draw one of length zero.
    expect(none).toBe('no interval')
    expect(figure.notes).toEqual([
      'Without an interval of f_rev, hence without a bar: b.',
      expect.stringMatching(/^b: f_rev has no interval: /) as string,
    ])
    expect((error_y as { arrayminus: number[] }).arrayminus[0]).toBeCloseTo(1, 9)
  })

  it('draws hollow, and names, what was measured on other work than most', () => {
    const work = (key: string, words: string) => ({ 'hybrid-1': { key, words } })
    const same = work('a', 'all 2,000 images of "test", 13 f_mix, pairing seeds 0, 1')
    const figure = mapFigure(
      [
        mapPoint('a', { work: same }),
        mapPoint('b', { work: same }),
        mapPoint('c', { work: work('b', 'all 500 images of "other", 13 f_mix, pairing seeds 0, 1') }),
        // Nobody knows what this one was measured on: it is not judged.
        mapPoint('d'),
      ],
      light,
    )
    expect(traceNamed(figure, 'other').marker?.symbol).toEqual([
      'triangle-down',
      'triangle-down',
      'triangle-down-open',
      'triangle-down',
    ])
    expect(figure.notes).toEqual([
      'Hollow, because f_rev was measured on other work, so that the difference from the other models may be the work\'s: c (all 500 images of "other", 13 f_mix, pairing seeds 0, 1). The others: all 2,000 images of "test", 13 f_mix, pairing seeds 0, 1.',
    ])
    // Clean accuracies of other images are no less a comparison of unlike things.
    const accuracies = mapFigure(
      ['fashion', 'fashion', 'digits'].map((dataSet, i) =>
        mapPoint(`m${i}`, {
          accuracy: {
            ...{ value: 0.8, low: 0.79, high: 0.81, count: 100, on: 'test' },
            work: { key: dataSet, words: `all 100 images of "${dataSet}" (test)` },
          },
        }),
      ),
      light,
    )
    expect(accuracies.notes.join()).toMatch(
      /Clean accuracy was measured on other work.*: m2 \(all 100 images of "digits" \(test\)\)/i,
    )
  })

  it('offers the f_0.5 in which every image weighs the same, and says where there is none', () => {
    const half = (perImage: { value: number; low: number; high: number; exact: number } | null) => ({
      L2: { ...spectrumResult('any', 'blur', 0.3).f_half, perImage, study: 's', caption: 'minimal' },
      Linf: null,
    })
    const figure = mapFigure(
      [
        mapPoint('a', { f_half: half({ value: 0.2, low: 0.18, high: 0.23, exact: 0.21 }) }),
        mapPoint('old', { f_half: half(null) }),
      ],
      { ...light, frequency: 'f_half-each-L2', unit: 'cycles/pixel' },
    )
    expect(traceNamed(figure, 'other').x).toEqual([0.2])
    expect(figure.layout.xaxis?.title?.text).toContain('per image')
    expect(figure.notes.join()).toContain('old is not shown: its spectrum is from before')
    expect(figure.csv).toContain('f_0.5 per image (L2) (cycles/pixel)')
  })

  it('fits the blur family as numpy.polyfit does, and says with what coefficients', () => {
    const { paper } = goldenJson('quadratic.json') as { paper: { curveX: number[]; curveY: number[] } }
    const figure = mapFigure(paperPoints(), light)
    const fit = traceNamed(figure, 'second-order fit')
    expect((fit.x as number[]).map((x) => x.toFixed(9))).toEqual(paper.curveX.map((x) => x.toFixed(9)))
    expect((fit.y as number[]).map((y) => y.toFixed(6))).toEqual(paper.curveY.map((y) => y.toFixed(6)))
    expect(figure.caption).toContain(
      'through the 13 blur models, y = 57.04 + 209.2 f_rev − 423.0 f_rev² (y in %, f_rev in fraction of Nyquist from 0.136 to 0.348), R² = 0.964.',
    )
    expect(figure.caption).toContain(
      '20 models, n = 10\u202f000 images each for the accuracy; bars: 95 % intervals',
    )
  })

  it('fits no curve through two blur models and says so', () => {
    const figure = mapFigure([blurPoint(1, 0.35, 78), blurPoint(2, 0.19, 82)], light)
    expect(figure.data.map(({ name }) => name)).toEqual(['blur (σ in pixels)'])
    expect(figure.notes).toEqual([
      'No curve is fitted: a second-order polynomial needs three σ or more of one architecture and one data set, and the blur series has 2.',
    ])
    expect(figure.caption).not.toContain('polynomial')
  })

  it('fits no curve through what was measured on other work, and names it', () => {
    const on = (key: string, sigma: number, f_rev: number, accuracy: number) => ({
      ...blurPoint(sigma, f_rev, accuracy),
      work: { 'hybrid-1': { key, words: `work ${key}` } },
    })
    const series = [on('A', 1, 0.35, 78), on('A', 1.5, 0.26, 83), on('A', 2, 0.19, 82)]
    const points = [...series, on('B', 3, 0.14, 77)]
    const three = mapFigure(points, light)
    expect(three.data.map(({ name }) => name)).toEqual(['blur (σ in pixels)'])
    expect(three.caption).not.toContain('polynomial')
    expect(three.notes).toContain(
      'On no curve, because measured on other work than most of the blur series: Blur 3 (f_rev: work B).',
    )
    expect(three.notes.join(' ')).toContain('it has three σ')
    expect(exactCurveOffered(points, light)).toBe(true)
    // With a fourth σ on the same work there is a curve; it is the one without the other point.
    const four = [...series, on('A', 2.5, 0.15, 80)]
    const fit = traceNamed(mapFigure([...four, on('B', 3, 0.14, 77)], light), 'second-order fit')
    const alone = traceNamed(mapFigure(four, light), 'second-order fit')
    expect([fit.x, fit.y]).toEqual([alone.x, alone.y])
    // A series that is on other work as a whole keeps its curve, which is said to go through hollow points.
    const most = ['a', 'b', 'c', 'd', 'e'].map((name) =>
      mapPoint(name, { work: { 'hybrid-1': { key: 'C', words: 'work C' } } }),
    )
    const hollow = mapFigure([...most, ...four], light)
    expect(traceNamed(hollow, 'second-order fit').y).toEqual(alone.y)
    expect(hollow.notes.join(' ')).toContain('A curve goes through hollow points')
  })

  it('draws a curve through three σ only when told, and says that they leave nothing to judge it by', () => {
    const points = [blurPoint(1, 0.35, 78), blurPoint(2, 0.19, 82), blurPoint(3, 0.14, 77)]
    expect(exactCurveOffered(points, light)).toBe(true)
    const offered = mapFigure(points, light)
    expect(offered.data.map(({ name }) => name)).toEqual(['blur (σ in pixels)'])
    expect(offered.notes.join(' ')).toContain('it can be switched on')
    const { data, caption } = mapFigure(points, { ...light, exactCurve: true })
    expect(data.map(({ name }) => name)).toContain('second-order fit')
    expect(caption).toContain('; three σ determine it exactly.')
    expect(caption).not.toContain('R²')
    expect(exactCurveOffered(paperPoints(), light)).toBe(false)
  })

  it('fits no curve through three f_rev of two σ', () => {
    const again = { ...blurPoint(2, 0.21, 81), id: 'again', seed: 1 }
    const figure = mapFigure([blurPoint(1, 0.35, 78), blurPoint(2, 0.19, 82), again], light)
    expect(figure.data.map(({ name }) => name)).toEqual(['blur (σ in pixels)'])
  })

  it('labels a model by its group where its name is long, a blur by its σ', () => {
    const points = [
      mapPoint('ResNet-18, width 8, σ = none, training seed 0', { group: 'baseline' }),
      blurPoint(2, 0.1, 82),
    ]
    const figure = mapFigure(points, light)
    expect(traceNamed(figure, 'baseline').text).toEqual(['baseline'])
    expect(traceNamed(figure, 'blur (σ in pixels)').text).toEqual(['2'])
  })

  it('names the models that have no place, and why', () => {
    const figure = mapFigure(
      [
        mapPoint('Placed'),
        mapPoint('Unmeasured', { f_rev: null }),
        mapPoint('Never', { f_rev: reversal(null, { sentence: NO_REVERSAL }) }),
        mapPoint('New', { accuracy: null }),
      ],
      light,
    )
    expect(figure.notes).toEqual([
      `Never is not shown: ${NO_REVERSAL}`,
      'Not yet measured with hybrid images, hence without f_rev: Unmeasured.',
      'Not shown, because Clean accuracy is not measured: New.',
    ])
    expect(figure.csv).toContain(`never,Never,other,,0,${WEIGHTS},,,,,,80,79,81,10000,${NO_REVERSAL}`)
    expect(traceNamed(figure, 'other').customdata).toEqual(['placed'])
  })

  it('without models is empty and says so', () => {
    const figure = mapFigure([], light)
    expect(figure.data).toEqual([])
    expect(figure.caption).toContain('no model has both yet')
    expect(figure.ariaLabel).toContain('It is empty.')
    expect(figure.layout.annotations?.[0]?.text).toContain('No model')
  })

  it('with one model has room around it', () => {
    const figure = mapFigure([mapPoint('One', { accuracy: null })], { ...light, measure: 'confidence' })
    const [low, high] = figure.layout.yaxis?.range as [number, number]
    expect(low).toBeLessThan(71)
    expect(high).toBeGreaterThan(71)
    expect(traceNamed(figure, 'other').y).toEqual([71])
  })

  it('changes the unit of f_rev with each model’s own image size', () => {
    const points = [
      mapPoint('small', { f_rev: reversal(0.5) }),
      mapPoint('large', { f_rev: reversal(0.5), size: 224 }),
    ]
    const figure = mapFigure(points, { ...light, unit: 'cycles/image' })
    expect(traceNamed(figure, 'other').x).toEqual([8, 56])
    expect(figure.layout.xaxis?.title?.text).toBe('Reversal frequency <i>f</i><sub>rev</sub> (cycles/image)')
    expect(figure.csv).toContain('f_rev (cycles/image)')
    expect(figure.units?.find(({ unit }) => unit === 'cycles/degree')?.reason).toContain('field of view')
  })

  it('refuses cycles/degree without a field of view in one sentence', () => {
    expect(() => mapFigure([mapPoint('a')], { ...light, unit: 'cycles/degree' })).toThrow(/field of view/)
  })

  it('shows a name as it was written', () => {
    const figure = mapFigure([mapPoint('<b>bold</b> & "quoted"')], light)
    const { hovertext, text } = traceNamed(figure, 'other')
    expect((hovertext as string[])[0]).toContain('&lt;b&gt;bold&lt;/b&gt; &amp; "quoted"')
    expect((text as string[])[0]).toBe('&lt;b&gt;bold&lt;/b&gt; &amp; "quoted"')
    expect(figure.csv).toContain('"<b>bold</b> & ""quoted"""')
  })

  it('draws a median ε of 0 at the edge of a logarithmic axis, with an arrow and a note', () => {
    const epsilon = (value: number, low = value) => ({
      L2: {
        value,
        low,
        high: 0.2,
        unit: 'L2',
        mean: 0.1,
        images: 60,
        success: 1,
        study: 'attack-1',
        caption: 'minimal',
      },
      Linf: null,
    })
    const figure = mapFigure(
      [
        mapPoint('Fooled', { medianEpsilon: epsilon(0) }),
        mapPoint('Firm', { medianEpsilon: epsilon(0.1, 0) }),
      ],
      { ...light, measure: 'epsilon-L2', logarithmic: true },
    )
    const [low, high] = figure.layout.yaxis!.range as [number, number]
    const { y } = traceNamed(figure, 'other')
    expect(Math.log10((y as number[])[0]!)).toBeGreaterThan(low)
    expect(Math.log10((y as number[])[0]!)).toBeLessThan(low + (high - low) / 10)
    expect(figure.layout.annotations).toHaveLength(1)
    expect(figure.layout.annotations![0]).toMatchObject({ showarrow: true, y: low })
    expect(figure.notes).toEqual([
      'Median ε (L2) is 0 or below, which has no place on a logarithmic axis, hence drawn at its edge with an arrow: Fooled (0).',
      'The interval of Median ε (L2) reaches 0, so that its bar ends at the edge of the logarithmic axis: Firm.',
    ])
    expect(figure.layout.yaxis!.tickvals!.length).toBeLessThan(12)
  })

  it('shows the arithmetic mean of ε, and says why a model has none', () => {
    const measured = (mean: number | null, success: number) => ({
      Linf: {
        value: 0.01,
        low: 0.009,
        high: null,
        unit: 'L∞',
        mean,
        images: 60,
        success,
        study: 'attack-1',
        caption: 'minimal',
      },
      L2: null,
    })
    const points = [
      mapPoint('Whole', { medianEpsilon: measured(0.012, 1) }),
      mapPoint('Censored', { medianEpsilon: measured(null, 0.9) }),
    ]
    const figure = mapFigure(points, { ...light, measure: 'epsilon-mean-Linf' })
    expect(traceNamed(figure, 'other').y).toEqual([0.012])
    expect(figure.notes[0]).toMatch(
      /^Censored is not shown: no perturbation was found for some of its images/,
    )
    // An interval that is open upwards goes on to the end of the axis.
    const open = mapFigure(points, { ...light, measure: 'epsilon-Linf' })
    const end = (open.layout.yaxis!.range as number[])[1]!
    expect((traceNamed(open, 'other').error_y as { array: number[] }).array[0]).toBeCloseTo(end - 0.01, 12)
    expect(open.notes.join()).toContain('The interval of Median ε (L∞) has no upper end: Whole and Censored.')
    expect(open.caption).toContain(
      '(of each trained network; distribution-free, from order statistics over images)',
    )
  })

  it('rings the selected model', () => {
    const figure = mapFigure(paperPoints(), { ...light, selected: 'pca' })
    expect(traceNamed(figure, 'selected').x).toEqual([0.307])
  })
})

it('says beside the Map, in hover and in the table how often intervals of few images cover, and why there is none', () => {
  const few = 'The 95 % interval of f_rev is of 20 images.'
  const none = reversal(0.3, { low: null, high: null, withoutCrossing: 0.4 })
  const { notes, csv, data } = mapFigure(
    [
      mapPoint('a', { f_rev: reversal(0.2, { intervalRemark: few }) }),
      mapPoint('b', { f_rev: reversal(0.25, { intervalRemark: few }) }),
      mapPoint('c', { f_rev: none }),
      mapPoint('d'),
    ],
    { theme: 'light' },
  )
  expect(notes).toContain(`a and b: ${few}`)
  expect(notes.join(' ')).toMatch(/c: f_rev has no interval: 40.0 % of 1.000 bootstrap resamples/)
  expect(csv.split(few)).toHaveLength(3)
  expect(JSON.stringify(data).split(few).length).toBeGreaterThan(2)
})
