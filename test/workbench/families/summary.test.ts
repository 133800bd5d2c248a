import { describe, expect, it } from 'vitest'
import { spreadsOf } from '../../../src-main/workbench/families/spread'
import { measureFamily, quantitiesOf } from '../../../src-main/workbench/families/summary'
import { mapPoint, NO_REVERSAL, reversal } from '../../figures/fixtures'
import type { StoredNetworkConfiguration } from '../../../src-main/contract/model'
import type { ComparedFamily } from '../../../src-main/workbench/families/spread'
import type { Member } from '../../../src-main/workbench/families/summary'

/** The paper's five networks of one architecture (methods H.2). */
const PAPER = [0.2306, 0.2402, 0.2429, 0.2452, 0.2464]
const members = (values: readonly (number | null)[]): Member[] =>
  values.map((value, trainingSeed) => ({
    trainingSeed,
    point: mapPoint(`network ${trainingSeed}`, {
      f_rev: reversal(value, value === null ? { sentence: NO_REVERSAL } : {}),
    }),
  }))
const f_rev = quantitiesOf(members(PAPER).map(({ point }) => point))[0]!
const same = (): string => 'one way'

describe('a family in numbers', () => {
  it('has the mean and the SD that the paper’s five networks have', () => {
    const { measure } = measureFamily(members(PAPER), f_rev, same)
    expect(measure).toMatchObject({ id: 'f_rev', unit: 'fraction of Nyquist', n: 5, without: [] })
    expect(measure.mean).toBeCloseTo(0.241, 3)
    expect(measure.sd).toBeCloseTo(0.0063, 4)
    // t(.975, 4) = 2.776
    expect(measure.high! - measure.low!).toBeCloseTo((2 * 2.776 * measure.sd!) / Math.sqrt(5), 5)
    expect(measure.networkHalfWidth).toBeCloseTo(0.006, 9)
  })

  it('names a network without f_rev, with the reason, and does not count it', () => {
    const { measure } = measureFamily(members([0.2, null, 0.22]), f_rev, same)
    expect(measure.n).toBe(2)
    expect(measure.mean).toBeCloseTo(0.21, 12)
    expect(measure.without).toEqual([
      { model: 'network-1', name: 'network 1', trainingSeed: 1, reason: NO_REVERSAL },
    ])
  })

  it('averages only what was measured under the same settings, and names the rest', () => {
    const all = members([0.2, 0.3, 0.22])
    all[1]!.point.hybridStudy = 'hybrid-other'
    const { measure } = measureFamily(all, f_rev, (study) => study)
    expect(measure.values.map(({ value }) => value)).toEqual([0.2, 0.22])
    expect(measure.without[0]!.reason).toContain('other settings than the rest (study "hybrid-other")')
  })

  it('of one network has no SD and no interval', () => {
    expect(measureFamily(members([0.2]), f_rev, same).measure).toMatchObject({
      n: 1,
      mean: 0.2,
      sd: null,
      low: null,
    })
  })

  it('has every quantity that some network was measured on, and no other', () => {
    expect(quantitiesOf([mapPoint('a')]).map(({ id }) => id)).toEqual(['f_rev', 'accuracy'])
    const attacked = mapPoint('b', {
      medianEpsilon: {
        L2: {
          value: 0.1,
          low: 0.09,
          high: 0.11,
          unit: 'L2',
          mean: null,
          images: 100,
          success: 1,
          study: 'attack-1',
          caption: '',
        },
        Linf: null,
      },
    })
    expect(quantitiesOf([attacked]).map(({ id }) => id)).toEqual([
      'f_rev',
      'accuracy',
      'epsilon-L2',
      'epsilon-mean-L2',
    ])
  })
})

describe('between training seeds against between families', () => {
  const configuration = { architecture: 'resnet18', sigma: 1 } as StoredNetworkConfiguration
  const family = (
    name: string,
    values: readonly number[],
    more: Partial<ComparedFamily> = {},
    conditions = 'one way',
  ): ComparedFamily => ({
    name,
    configuration,
    training: { images: 'i', recipe: 'r' },
    measured: new Map([['f_rev', { ...measureFamily(members(values), f_rev, same), conditions }]]),
    ...more,
  })
  const sigma = (value: number) => ({ configuration: { ...configuration, sigma: value } })

  it('says how many families and what they differ in', () => {
    const [found, ...more] = spreadsOf(
      [family('a', [0.3, 0.32]), family('b', [0.2, 0.22], sigma(2))],
      ['f_rev'],
    )
    expect(more).toEqual([])
    expect(found).toMatchObject({ between: 'σ', families: 2, networks: 4, truncated: false, leftOut: [] })
    // MSW = 2 · .0002 / 2; MSB = .01; (MSB − MSW) / 2
    expect(found!.withinSd).toBeCloseTo(Math.sqrt(0.0002), 9)
    expect(found!.betweenSd).toBeCloseTo(Math.sqrt((0.01 - 0.0002) / 2), 9)
  })

  it('says where families spread no more than training seeds do', () => {
    const [found] = spreadsOf([family('a', [0.2, 0.3]), family('b', [0.21, 0.29], sigma(2))], ['f_rev'])
    expect(found).toMatchObject({ betweenSd: 0, truncated: true })
  })

  it('compares architectures alone where σ is the same, beside all families', () => {
    const wide = { ...configuration, architecture: 'vgg11' } as StoredNetworkConfiguration
    const found = spreadsOf(
      [
        family('a', [0.3, 0.32]),
        family('b', [0.2, 0.22], sigma(2)),
        family('c', [0.4, 0.41], { configuration: wide }),
      ],
      ['f_rev'],
    )
    expect(found.map(({ between, families }) => [between, families])).toEqual([
      ['architecture and σ', 3],
      ['architecture', 2],
    ])
  })

  it('never compares other training images, nor other settings', () => {
    const elsewhere = { ...sigma(2), training: { images: 'other', recipe: 'r' } }
    expect(spreadsOf([family('a', [0.3, 0.32]), family('b', [0.2, 0.22], elsewhere)], ['f_rev'])).toEqual([])
    const [found] = spreadsOf(
      [
        family('a', [0.3, 0.32]),
        family('b', [0.2, 0.22], sigma(2)),
        family('c', [0.1, 0.12], sigma(3), 'another'),
      ],
      ['f_rev'],
    )
    expect(found).toMatchObject({ families: 2, leftOut: ['c'] })
  })

  it('is not known from one network each', () => {
    expect(spreadsOf([family('a', [0.3]), family('b', [0.2], sigma(2))], ['f_rev'])).toEqual([])
  })
})
