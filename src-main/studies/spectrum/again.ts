/** From a plan of spectra back to what was asked: of a study of perturbations that is there, else of its settings. */
import { canonicalJson } from '../../contract/json'
import { attackAgain } from '../attack/again'
import { restricted } from './plan'
import type { SpectrumPlan } from '../../contract/kinds/spectrum/study'
import type { Again, Known } from '../again/again'

export function spectrumAgain({ models, attack, points }: SpectrumPlan, known: Known): Again<'spectrum'> {
  const ids = models.map(({ id }) => id)
  const wanted = canonicalJson(attack)
  for (const [study, plan] of known.attacks)
    if (canonicalJson(restricted(plan, ids)) === wanted)
      return { request: { kind: 'spectrum', models: ids, attack: study, points }, lost: [] }
  const { request, lost } = attackAgain(attack, known)
  const { kind: _kind, models: _models, title: _title, ...settings } = request
  return { request: { kind: 'spectrum', models: ids, settings, points }, lost }
}
