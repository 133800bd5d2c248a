import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupSchema } from '../../src-main/contract/model'
import { FREQUENCY_UNITS, cyclesPerPixel } from '../../src-main/contract/units'
import { frequencyTitle, inUnit, unitChoices, uprightFrequencyTitle } from '../../src-main/figures/axes'
import { blurAmplitude, blurTransfer, frequencyAtAmplitude } from '../../src-main/figures/blur-transfer'
import { csv, withColumns } from '../../src-main/figures/csv'
import { escapeText, pointId } from '../../src-main/figures/figure'
import { placeLabels } from '../../src-main/figures/labels'
import { formatCount, listed } from '../../src-main/figures/numbers'
import { groupShades, groupStyle } from '../../src-main/figures/palette'

describe('colours', () => {
  it('are the paper’s (methods G.7)', () => {
    const colour = (group: Parameters<typeof groupStyle>[0]): string => groupStyle(group, 'light').colour
    expect(colour('baseline')).toBe('rgb(0, 0, 0)')
    expect(colour('adversarially trained')).toBe('rgb(0, 0, 255)')
    expect(colour('corruption-robust')).toBe('rgb(255, 0, 0)')
    // 0.502 of 255, and its tint: 0.4 of the colour + 0.6.
    expect(colour('blur')).toBe('rgb(0, 128, 0)')
    expect(groupStyle('blur', 'light').light).toBe('rgb(153, 204, 153)')
    expect(colour('PCA')).toBe('rgb(230, 230, 0)')
    expect(colour('mouse-regularised')).toBe('rgb(255, 140, 0)')
  })

  it.each(['light', 'dark'] as const)('differ between groups, and so do the markers (%s)', (theme) => {
    for (const palette of ['paper', 'okabe-ito'] as const) {
      const styles = groupSchema.options.map((group) => groupStyle(group, theme, palette))
      expect(new Set(styles.map(({ colour }) => colour)).size).toBe(styles.length)
      expect(new Set(styles.map(({ symbol }) => symbol)).size).toBe(styles.length)
    }
  })

  it('shade a family up to the full colour', () => {
    expect(groupShades('blur', 1, 'light')).toEqual(['rgb(0, 128, 0)'])
    expect(groupShades('blur', 2, 'light')).toEqual(['rgb(153, 204, 153)', 'rgb(0, 128, 0)'])
    expect(groupShades('blur', 0, 'light')).toEqual([])
  })
})

describe('axes', () => {
  it('say what they show in the paper’s words, with the unit', () => {
    expect(frequencyTitle('f_rev', 'fraction of Nyquist')).toBe(
      'Normalised reversal frequency <i>f</i><sub>rev</sub> (fraction of Nyquist)',
    )
    expect(uprightFrequencyTitle('f_half', 'cycles/pixel')).toBe(
      'Half-power frequency<br><i>f</i><sub>0.5</sub> (cycles/pixel)',
    )
    expect(frequencyTitle('f_mix', 'cycles/image')).toBe(
      'Mixing frequency <i>f</i><sub>mix</sub> (cycles/image)',
    )
    expect(frequencyTitle('frequency', 'cycles/pixel')).toBe('Spatial frequency (cycles/pixel)')
  })

  it('convert as methods I says: f_rev 0.365 on 32 pixels is 5.8 cycles/image', () => {
    expect(inUnit(0.365, 'cycles/image', { side: 32 })).toBeCloseTo(5.84, 9)
    expect(inUnit(1, 'cycles/degree', { side: 64, fieldOfView: 67.5 })).toBeCloseTo(0.474, 3)
  })

  it('offer every unit, and say why one cannot be had', () => {
    expect(unitChoices([]).map(({ unit }) => unit)).toEqual(FREQUENCY_UNITS)
    expect(unitChoices([{ side: 32, fieldOfView: 67.5 }]).every(({ reason }) => reason === null)).toBe(true)
    expect(unitChoices([{ side: 32 }, {}]).map(({ reason }) => reason)).toEqual([
      null,
      null,
      'cycles/image needs the side of the images in pixels.',
      'cycles/degree needs the side of the images in pixels.',
    ])
    expect(unitChoices([{ side: 32 }])[3]!.reason).toContain('field of view')
  })
})

describe('the transfer of the blur', () => {
  // Its half-amplitude frequencies in methods A.3 are those of the ideal Gaussian, √(2 ln 2) / (2πσ).
  it.each([
    [1, 0.187],
    [1.5, 0.125],
    [2, 0.094],
    [3, 0.062],
    [9, 0.021],
  ])('of σ = %f falls to one half near %f cycles/pixel', (sigma, expected) => {
    const half = frequencyAtAmplitude(blurTransfer(sigma, 513), 0.5)
    expect(Math.abs(half! - expected)).toBeLessThan(0.02 * expected + 0.0005)
  })

  it('is that of the five taps of σ = 0.5 at Nyquist, and not of an ideal Gaussian', () => {
    const [one, two] = [Math.exp(-2), Math.exp(-8)]
    const expected = (1 - 2 * one + 2 * two) / (1 + 2 * one + 2 * two)
    expect(blurAmplitude(0.5, cyclesPerPixel(0.5))).toBeCloseTo(expected, 12)
    expect(Math.abs(expected - Math.exp(-2 * (Math.PI * 0.5 * 0.5) ** 2))).toBeGreaterThan(0.2)
  })

  it('keeps the mean, and everything without blur', () => {
    expect(blurAmplitude(2.5, cyclesPerPixel(0))).toBeCloseTo(1, 12)
    expect(blurTransfer(null, 3)).toEqual({ frequencies: [0, 0.25, 0.5], amplitude: [1, 1, 1] })
    expect(frequencyAtAmplitude(blurTransfer(null, 3), 0.5)).toBeNull()
    expect(frequencyAtAmplitude(blurTransfer(0.5), 0.5)).toBeNull()
  })
})

describe('CSV', () => {
  it('takes columns that are the same in every line, behind cells with commas and quotes', () => {
    const table = csv(
      ['name', 'n'],
      [
        ['a "b", c', 1],
        ['of two\nlines', 2],
      ],
    )
    expect(
      withColumns(table, [
        ['study', 'hybrid-1'],
        ['data set', null],
      ]),
    ).toBe('name,n,study,data set\r\n"a ""b"", c",1,hybrid-1,\r\nof two\\u{a}lines,2,hybrid-1,\r\n')
    expect(withColumns(table, [])).toBe(table)
  })

  it('quotes what needs it, rounds, and leaves empty what is not there', () => {
    expect(
      csv(
        ['name', 'f_rev (fraction of Nyquist)'],
        [
          ['a "b", c', null],
          ['of two\nlines', 1],
          ['σ', 0.1 + 0.2],
        ],
      ),
    ).toBe('name,f_rev (fraction of Nyquist)\r\n"a ""b"", c",\r\nof two\\u{a}lines,1\r\nσ,0.3\r\n')
  })

  it('refuses a row that does not fit its header', () => {
    expect(() => csv(['a', 'b'], [[1]])).toThrow(RangeError)
  })
})

describe('numbers', () => {
  it('are counted and listed in words', () => {
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567')
    expect(listed([])).toBe('')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
  })
})

describe('labels', () => {
  it('of a single point stand above and beside it', () => {
    expect(placeLabels([{ x: 0.5, y: 0.5, text: 'Baseline' }], [0, 1], [0, 1])).toEqual(['top right'])
  })

  it('do not stand on bars where they can stand elsewhere', () => {
    const barred = { x: 0.5, y: 0.5, text: 'Baseline' }
    const bar = { x: 0.8, y: 0.58, text: '', bars: { x: [0.45, 0.8] as const, y: null } }
    expect(placeLabels([barred, bar], [0, 1], [0, 1])).toEqual(['bottom right', null])
    expect(placeLabels([barred, { ...bar, bars: { x: null, y: null } }], [0, 1], [0, 1])[0]).toBe('top right')
    // On a bar rather than nowhere.
    const everywhere = { ...bar, bars: { x: null, y: [-1, 2] as const }, x: 0.5, y: 0.9 }
    const wide = { x: 0.5, y: 0.5, text: 'B'.repeat(38) }
    expect(placeLabels([wide, everywhere], [0, 1], [0, 1])[0]).not.toBeNull()
  })

  it('are left out where there is no room', () => {
    const crowd = Array.from({ length: 40 }, () => ({ x: 0.5, y: 0.5, text: 'a long name of a model' }))
    const places = placeLabels(crowd, [0, 1], [0, 1])
    expect(places).toHaveLength(40)
    expect(places.filter((place) => place !== null).length).toBeLessThan(9)
  })

  it('never share a place at one point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (count) => {
        const points = Array.from({ length: count }, (_, i) => ({ x: 0.5, y: 0.5, text: String(i) }))
        const places = placeLabels(points, [0, 1], [0, 1]).filter((place) => place !== null)
        expect(new Set(places).size).toBe(places.length)
      }),
    )
  })
})

describe('what the drawing is given', () => {
  it('shows a user’s words as they are', () => {
    expect(escapeText('<b>a & b</b>')).toBe('&lt;b&gt;a &amp; b&lt;/b&gt;')
  })

  it('opens only points with an identifier', () => {
    expect([pointId('model-1'), pointId(''), pointId(3), pointId(undefined)]).toEqual([
      'model-1',
      null,
      null,
      null,
    ])
  })
})
