/** A network that knows neurons beside its baseline and controls: who stands beside it, and what is missing. */
import { describe, expect, it } from 'vitest'
import { besideOf } from '../../src-main/figures/beside'
import { mapPoint, reversal } from './fixtures'
import type { MapPoint } from '../../src-main/contract/map-point'

const term = (
  control: 'none' | 'shuffled',
  population = 'mouse',
): Pick<MapPoint, 'neuralTerm' | 'plain'> => ({
  plain: 'p',
  neuralTerm: { population, alpha: 10, control, series: null },
})
const model = mapPoint('drawn', { ...term('none'), f_rev: reversal(0.2) })
const ALL = [
  mapPoint('blur 1', { sigma: 1, f_rev: reversal(0.3) }),
  mapPoint('blur 2', { sigma: 2, f_rev: reversal(0.19) }),
  mapPoint('blur of another network', { sigma: 2, f_rev: reversal(0.2), parameters: 5 }),
  mapPoint('shuffled', term('shuffled')),
  mapPoint('baseline', { plain: 'p', f_rev: reversal(0.4), seed: 1 }),
  mapPoint('other data', { plain: 'q' }),
  mapPoint('monkey', term('none', 'monkey')),
  model,
  mapPoint('drawn again', { ...term('none'), seed: 3 }),
]

describe('a network that knows neurons', () => {
  it('stands beside the same network without them, its controls, other neurons and the nearest blur', () => {
    const found = besideOf(ALL, 'drawn')!
    expect(found.rows.map(({ name, role }) => [name, role])).toEqual([
      ['drawn', 'model'],
      ['drawn again', 'trained again'],
      ['baseline', 'baseline'],
      ['shuffled', 'control'],
      ['monkey', 'other neurons'],
      ['blur 2', 'blur'],
    ])
    expect(found.rows.map(({ differs }) => differs).slice(1, 5)).toEqual([
      'training seed 3',
      'no neural term, training seed 1',
      'shuffled',
      'population monkey',
    ])
    expect(found.rows[5]!.differs).toContain('a blur of σ = 2 pixels')
    const [fRev] = found.columns
    expect(fRev!.id).toBe('f_rev')
    expect(fRev!.values.map((value) => value?.value)).toEqual([0.2, 0.25, 0.4, 0.25, 0.25, 0.19])
    expect(found.notes).toEqual([])
  })

  it('says what is missing for a fair comparison', () => {
    const { notes } = besideOf([model], 'drawn')!
    expect(notes).toHaveLength(3)
    expect(notes.join(' ')).toMatch(/without neurons .* No control .* No blurred network/)
  })

  it('is only said of one that does', () => {
    expect(besideOf(ALL, 'baseline')).toBeNull()
    expect(besideOf(ALL, 'nobody')).toBeNull()
  })
})
