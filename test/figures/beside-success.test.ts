/** Success against ε of a network that knows neurons beside its baseline and controls: whose curves are drawn, and from which study. */
import { describe, expect, it } from 'vitest'
import { besideOf } from '../../src-main/figures/beside'
import { epsilonReaching, successModels, successSources } from '../../src-main/figures/beside-success'
import { successCurveFigure } from '../../src-main/figures/success-curve'
import { besideSuccess, besideText } from '../../src-main/shell/command-line/comparison-results'
import { baselineAttack } from './attack-fixtures'
import { mapPoint } from './fixtures'
import type { AttackResultDocument } from '../../src-main/contract/kinds/attack/study'
import type { MapPoint } from '../../src-main/contract/map-point'

const attacked = (study: string, work: string | null): Partial<MapPoint> => ({
  medianEpsilon: {
    L2: { ...mapEpsilon, study },
    Linf: null,
  },
  ...(work === null ? {} : { work: { [study]: { key: work, words: `work ${work}` } } }),
})
const mapEpsilon = {
  ...{ value: 1, low: 0.9, high: 1.1, unit: 'L2 norm', mean: 1, images: 200, success: 1 },
  caption: 'minimal',
}
const knows = (control: 'none' | 'shuffled'): Partial<MapPoint> => ({
  plain: 'p',
  neuralTerm: { population: 'mouse', alpha: 10, control, series: null },
})
const points = [
  mapPoint('drawn', { ...knows('none'), ...attacked('a1', 'x') }),
  mapPoint('baseline', { plain: 'p', ...attacked('a2', 'x') }),
  mapPoint('shuffled', { ...knows('shuffled'), ...attacked('a3', 'y') }),
  mapPoint('drawn again', { ...knows('none'), seed: 4 }),
]
const { rows } = besideOf(points, 'drawn')!
const document = (study: string, id: string, factor: number): [string, AttackResultDocument] => {
  const result = baselineAttack()
  const curve = {
    ...result.curve,
    epsilon: result.curve.epsilon.map((value) => (value === null ? null : factor * value)),
  }
  return [
    study,
    { study, caption: 'minimal', models: [{ ...result, id, curve }] } as unknown as AttackResultDocument,
  ]
}
const documents = new Map([document('a1', 'drawn', 1), document('a2', 'baseline', 2)])

describe('success against ε beside each other', () => {
  it('is of the models on the same work, from two studies; the others are named', () => {
    const [source, ...more] = successSources(points, rows)
    expect(more).toEqual([])
    expect(source).toMatchObject({
      norm: 'L2',
      studies: [
        { study: 'a1', models: ['drawn'] },
        { study: 'a2', models: ['baseline'] },
      ],
    })
    expect(source!.notes).toEqual([
      'Not drawn, because attacked on other work: shuffled (work y); the others: work x.',
      'Not attacked in this norm: drawn again.',
    ])
  })

  it('draws the curves under the numbers of their rows, each of its own study', () => {
    const { models, method } = successModels(successSources(points, rows)[0]!, rows, documents)
    expect(models.map(({ name }) => name)).toEqual(['1 model, drawn', '3 baseline, baseline'])
    const { data, caption } = successCurveFigure(models, { theme: 'light', norm: 'L2', method } as never)
    expect(data.filter((trace) => 'mode' in trace && trace.mode === 'lines')).toHaveLength(2)
    expect(caption).toMatch(/2 models.*minimal/)
    for (const portion of [0.25, 0.5])
      expect(epsilonReaching(models[1]!.result, portion)).toBe(
        2 * epsilonReaching(models[0]!.result, portion)!,
      )
  })

  it('work that is not known is nobody else’s', () => {
    const unknown = [points[0]!, mapPoint('baseline', { plain: 'p', ...attacked('a2', null) })]
    expect(successSources(unknown, besideOf(unknown, 'drawn')!.rows)).toEqual([])
  })

  it('is printed by the command line, with the ε that reaches so many images', () => {
    const beside = besideOf(points, 'drawn')!
    const success = successSources(points, rows).map((source) => besideSuccess(source, rows, documents))
    expect(success[0]!.models.map(({ id }) => id)).toEqual(['drawn', 'baseline'])
    const text = besideText(beside, success)
    expect(text).toMatch(/Success against ε, L2 .*minimal.*ε for 50 %/s)
    const half = success[0]!.models[0]!.epsilon['0.5']!
    expect(half).toBeGreaterThan(0)
    expect(success[0]!.models[1]!.epsilon['0.5']).toBe(2 * half)
  })
})
