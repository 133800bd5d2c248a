import { familyNotes } from '../../../../src-main/figures/family-words'
import { NOT_MEASURED } from '../../../../src-main/contract/comparisons/families'
import { describe, expect, it } from 'vitest'
import { familyRows, spreadRows, uncounted } from '../../../../src-renderer/pages/models/seeds/family-rows'
import type { SeedSummary } from '../../../../src-main/contract/comparisons/families'

const member = { model: 'm', name: 'M', weights: 'a'.repeat(64), trainingSeed: 1 }
const summary: SeedSummary = {
  families: [
    {
      id: 'f',
      name: 'ResNet-18, width 8, σ = 1',
      group: 'blur',
      architecture: 'ResNet-18',
      sigma: 1,
      components: null,
      members: [member],
      repeated: [{ ...member, reason: 'it has the same training seed as another.' }],
      measures: [
        {
          ...{ id: 'f_rev', words: 'f_rev', unit: 'fraction of Nyquist', n: 2, mean: 0.168, sd: 0.011 },
          ...{ low: 0.0707, high: 0.266, level: 0.95, note: null, networkHalfWidth: 0.0116, values: [] },
          possible: { low: 0, high: 1 },
          without: [{ ...member, reason: 'there is no f_rev.' }],
        },
        {
          ...{
            id: 'epsilon-L2',
            words: 'Median ε',
            unit: 'L2',
            n: 0,
            mean: null,
            sd: null,
            low: null,
            high: null,
          },
          ...{ level: 0.95, note: null, possible: { low: 0, high: null } },
          ...{ networkHalfWidth: null, values: [], without: [] },
        },
      ],
    },
  ],
  spreads: [],
  leftOut: [{ model: 'x', name: 'Foreign', weights: 'b'.repeat(64), reason: 'it was trained elsewhere' }],
}

describe('the table of training seeds', () => {
  it('has a row for each quantity that was measured', () => {
    expect(familyRows(summary)).toEqual([
      {
        key: 'f f_rev',
        family: 'ResNet-18, width 8, σ = 1',
        quantity: 'f_rev',
        unit: 'fraction of Nyquist',
        n: 2,
        mean: '0.168',
        sd: '0.0110',
        interval: '[0.071, 0.266]',
        single: '± 0.0116',
      },
    ])
  })

  it('says once what is missing in both units, and nothing of what nobody has measured', () => {
    const [family] = summary.families
    const [measure] = family!.measures
    const inOtherUnit = { ...measure!, id: 'other', unit: 'cycles/image' }
    const unasked = {
      ...measure!,
      id: 'unasked',
      n: 0,
      without: measure!.without.map((member) => ({ ...member, reason: NOT_MEASURED })),
    }
    const twice = { ...summary, families: [{ ...family!, measures: [measure!, inOtherUnit, unasked] }] }
    const sentences = uncounted(twice)
    expect(new Set(sentences).size).toBe(sentences.length)
    expect(sentences).toEqual(uncounted(summary))
    expect(familyRows(twice).map(({ key }) => key)).toEqual(['f f_rev', 'f other'])
  })

  it('shows an interval no longer than what is possible, and says so', () => {
    const [family] = summary.families
    const wide = { ...family!.measures[0]!, low: -1.33, high: 1.68 }
    const found = { ...summary, families: [{ ...family!, measures: [wide] }] }
    expect(familyRows(found)[0]!.interval).toBe('[0.000, 1.000]*')
    expect(familyNotes(found.families)).toEqual([expect.stringMatching(/^\*: limited to the possible range/)])
    expect(familyNotes(summary.families)).toEqual([])
  })

  it('shows no interval where all networks have one value: one of no length would promise it', () => {
    const [family] = summary.families
    const equal = { ...family!.measures[0]!, mean: 0.168, sd: 0, low: 0.168, high: 0.168 }
    const found = { ...summary, families: [{ ...family!, measures: [equal] }] }
    expect(familyRows(found)[0]).toMatchObject({ mean: '0.168', sd: '0', interval: '–' })
  })

  it('says what has to be said of a number', () => {
    const [family] = summary.families
    const noted = { ...family!.measures[0]!, note: 'it is of few.' }
    expect(familyNotes([{ ...family!, measures: [noted, noted] }])).toEqual(['f_rev: it is of few.'])
  })

  it('keeps spreads of the same words apart', () => {
    const spread = {
      ...{ id: 'f_rev', words: 'f_rev', unit: 'fraction of Nyquist', between: 'architecture' },
      ...{ frontEnd: 'σ = 1', names: ['a', 'b'], families: 2, networks: 4, withinSd: 0.01, betweenSd: 0.02 },
      ...{ truncated: false, leftOut: [] },
    }
    const rows = spreadRows({ ...summary, spreads: [spread, spread] })
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2)
  })

  it('names everyone who is not counted', () => {
    expect(uncounted(summary)).toEqual([
      'ResNet-18, width 8, σ = 1, training seed 1, is not in f_rev: there is no f_rev.',
      'm is not counted: it has the same training seed as another.',
      'Foreign is in no family: it was trained elsewhere.',
    ])
  })
})
