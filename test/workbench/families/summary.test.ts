import { describe, expect, it } from 'vitest'
import { shownInterval } from '../../../src-main/contract/comparisons/families'
import { spreadsOf } from '../../../src-main/workbench/families/spread'
import { seedText } from '../../../src-main/shell/command-line/seed-results'
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
      {
        ...{ model: 'network-1', name: 'network 1', trainingSeed: 1, reason: NO_REVERSAL },
        weights: mapPoint('network 1').weights,
      },
    ])
  })

  it('averages only what was measured under the same settings, and names the rest', () => {
    const all = members([0.2, 0.3, 0.22])
    all[1]!.point.hybridStudy = 'hybrid-other'
    const { measure } = measureFamily(all, f_rev, (study) => study)
    expect(measure.values.map(({ value }) => value)).toEqual([0.2, 0.22])
    expect(measure.without[0]!.reason).toContain('other settings than the rest (study "hybrid-other")')
  })

  it('is of the work on which the most networks were measured, whatever small study came last', () => {
    const newest = members([0.2, 0.9, 0.22])
    newest[1]!.point.hybridStudy = 'hybrid-small'
    const large = new Map(members([0.2, 0.21, 0.22]).map(({ point }) => [point.id, point]))
    const small = new Map(
      newest.map(({ point }, i) => [
        point.id,
        i === 1 ? point : { ...point, f_rev: null, hybridStudy: null },
      ]),
    )
    const { measure } = measureFamily(newest, f_rev, (study) => study, [large, small])
    expect(measure.values.map(({ value }) => value)).toEqual([0.2, 0.21, 0.22])
    expect(measure.without).toEqual([])
    expect(measure.note).toMatch(/of the study "hybrid-1", because newer ones measured fewer/)
    // As many networks: the newest.
    const again = new Map(
      [...large].map(([id, point]) => [id, { ...point, hybridStudy: 'hybrid-2', f_rev: reversal(0.5) }]),
    )
    expect(measureFamily(newest, f_rev, (study) => study, [large, again]).measure).toMatchObject({
      mean: 0.5,
      note: null,
    })
  })

  it('says where its images are ones that a model was trained on', () => {
    const all = members([0.2, 0.21])
    const study = all[0]!.point.hybridStudy!
    const trained = all.map((member) => ({
      ...member,
      point: { ...member.point, onTrainingImages: [study] },
    }))
    expect(measureFamily(trained, f_rev, same).measure.note).toMatch(/a model of the study was trained on/)
    const elsewhere = all.map((member) => ({
      ...member,
      point: { ...member.point, onTrainingImages: ['attack-1'] },
    }))
    expect(measureFamily(elsewhere, f_rev, same).measure.note).toBeNull()
  })

  it('keeps the t-interval as it comes out, with what is possible beside it', () => {
    const accuracies = [0.99, 1].map((value, trainingSeed) => ({
      trainingSeed,
      point: mapPoint(`network ${trainingSeed}`, {
        accuracy: { value, low: value - 0.01, high: 1, count: 100, on: 'test' },
      }),
    }))
    const accuracy = quantitiesOf(accuracies.map(({ point }) => point)).find(({ id }) => id === 'accuracy')!
    const { measure } = measureFamily(accuracies, accuracy, same)
    // 99.5 ± t(.975, 1) · SD / √2 = 99.5 ± 12.706 · .5
    expect(measure.low).toBeCloseTo(93.147, 3)
    expect(measure.high).toBeCloseTo(105.853, 3)
    expect(measure).toMatchObject({ words: 'Clean accuracy', note: null, possible: { low: 0, high: 100 } })
    expect(shownInterval(measure)).toEqual({ low: measure.low, high: 100, limited: true })
    const far = measureFamily(members([0.06, 0.3]), f_rev, same).measure
    expect(far.low).toBeLessThan(0)
    expect(shownInterval(far)).toEqual({ low: 0, high: 1, limited: true })
    expect(shownInterval(measureFamily(members(PAPER), f_rev, same).measure)!.limited).toBe(false)
    const family = { name: 'F', members: [], repeated: [], measures: [measure] } as never
    const text = seedText({ families: [family], spreads: [], leftOut: [] })
    expect(text).toContain('[93.1, 100.0]*')
    expect(text).toContain('limited to the possible range')
    expect(text).not.toContain('105.8')
  })

  it('says where the images of a clean accuracy chose the epoch, and does not mix it with a test accuracy', () => {
    const all = members([0.2, 0.21, 0.22])
    const accuracy = quantitiesOf(all.map(({ point }) => point)).find(({ id }) => id === 'accuracy')!
    const chosen = all.map((member, i) => ({ ...member, choseEpoch: i < 2 }))
    const { measure } = measureFamily(chosen, accuracy, same)
    expect(measure).toMatchObject({ n: 2, words: 'Clean accuracy (validation images)' })
    expect(measure.note).toMatch(/by which the epoch was chosen/)
    expect(measure.without).toMatchObject([{ trainingSeed: 2 }])
    const family = { name: 'F', members: [], repeated: [], measures: [measure] } as never
    expect(seedText({ families: [family], spreads: [], leftOut: [] })).toContain(
      'Clean accuracy (validation images): of the validation images, by which',
    )
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

  it('never shows two alike: architectures at two σ, each row with its σ', () => {
    const of = (architecture: string, value: number | null) => ({
      configuration: { ...configuration, architecture, sigma: value } as StoredNetworkConfiguration,
    })
    const found = spreadsOf(
      [
        family('a', [0.3, 0.32], of('resnet18', null)),
        family('b', [0.4, 0.41], of('vgg11', null)),
        family('c', [0.2, 0.22], of('resnet18', 1)),
        family('d', [0.3, 0.31], of('vgg11', 1)),
      ],
      ['f_rev'],
    )
    expect(found.map(({ between, frontEnd, names }) => [between, frontEnd, names.join('')])).toEqual([
      ['architecture and σ', null, 'abcd'],
      ['architecture', 'σ = none', 'ab'],
      ['architecture', 'σ = 1', 'cd'],
    ])
    const text = seedText({
      families: [{ members: [], repeated: [], measures: [] } as never],
      spreads: found,
      leftOut: [],
    })
    expect(text).toMatch(/f_rev +architecture +σ = none +2 +4/)
    expect(text).toMatch(/f_rev +architecture +σ = 1 +2 +4/)
  })

  it('says a comparison once where all that have the quantity stand behind one front end', () => {
    const unmeasured = { ...family('c', [], sigma(2)), measured: new Map() }
    const wide = { ...configuration, architecture: 'vgg11' } as StoredNetworkConfiguration
    const all = [family('a', [0.3, 0.32]), family('b', [0.4, 0.41], { configuration: wide }), unmeasured]
    expect(spreadsOf(all, ['f_rev'])).toMatchObject([{ between: 'architecture', frontEnd: 'σ = 1' }])
  })

  it.each<[string, Partial<StoredNetworkConfiguration>, Partial<StoredNetworkConfiguration>]>([
    ['noise σ', { sigma: null, noise: 0.05 }, { sigma: null, noise: 0.1 }],
    ['σ and noise σ', { sigma: 1 }, { sigma: null, noise: 0.1 }],
    ['principal components', { sigma: null, components: 8 }, { sigma: null, components: 16 }],
    ['normaliser', { mean: [0.5], std: [0.2] }, { mean: [0.4], std: [0.2] }],
    ['size of the input', { size: 32 }, { size: 64 }],
    ['architecture', { width: 8 }, { width: 16 }],
    ['architecture', { pooling: 'none' }, { pooling: 'ceil' }],
  ])('takes %s for what it is', (words, one, other) => {
    const of = (more: Partial<StoredNetworkConfiguration>) => ({
      configuration: { ...configuration, ...more },
    })
    const all = [
      family('a', [0.3, 0.32], of(one)),
      family('b', [0.2, 0.22], of(other)),
      family('c', [0.25, 0.27], of({ ...one, architecture: 'vgg11' })),
    ]
    expect(spreadsOf(all.slice(0, 2), ['f_rev'])).toMatchObject([{ between: words, families: 2 }])
    // Only what has everything else in common is between architectures.
    const alone = spreadsOf(all, ['f_rev']).filter(({ between }) => between === 'architecture')
    expect(alone.map(({ names }) => names.join(''))).toEqual([words === 'architecture' ? 'abc' : 'ac'])
  })

  it('is not known from one network each', () => {
    expect(spreadsOf([family('a', [0.3]), family('b', [0.2], sigma(2))], ['f_rev'])).toEqual([])
  })
})
