/**
 * The kinds of study there are, and the one place where a plan finds its kind.
 */
import { attack } from './attack/attack'
import { corruption } from './corruption/corruption'
import { evaluation } from './evaluation/evaluation'
import { filter } from './filter/filter'
import { fourierMap } from './fourier-map/fourier-map'
import { hybrid } from './hybrid/hybrid'
import { spectrum } from './spectrum/spectrum'
import { sweep } from './sweep/sweep'
import type { Plan } from '../contract/plans'
import type { StudyResult } from '../contract/results'
import type { Facts, Publication, ResultLookup, Unit } from './study'

/** The units of a plan, in the order in which they are computed. */
export function expand(plan: Plan, facts: Facts): Unit[] {
  switch (plan.kind) {
    case 'sweep':
      return sweep.expand(plan, facts)
    case 'hybrid':
      return hybrid.expand(plan, facts)
    case 'evaluation':
      return evaluation.expand(plan, facts)
    case 'attack':
      return attack.expand(plan, facts)
    case 'spectrum':
      return spectrum.expand(plan, facts)
    case 'corruption':
      return corruption.expand(plan, facts)
    case 'filter':
      return filter.expand(plan, facts)
    case 'fourier-map':
      return fourierMap.expand(plan, facts)
    default:
      throw plan satisfies never
  }
}

/** The units of a plan that make models. */
export function publications(study: string, plan: Plan, facts: Facts): Publication[] {
  switch (plan.kind) {
    case 'sweep':
      return sweep.publications(study, plan, facts)
    case 'hybrid':
      return hybrid.publications(study, plan, facts)
    case 'evaluation':
      return evaluation.publications(study, plan, facts)
    case 'attack':
      return attack.publications(study, plan, facts)
    case 'spectrum':
      return spectrum.publications(study, plan, facts)
    case 'corruption':
      return corruption.publications(study, plan, facts)
    case 'filter':
      return filter.publications(study, plan, facts)
    case 'fourier-map':
      return fourierMap.publications(study, plan, facts)
    default:
      throw plan satisfies never
  }
}

/** What the finished units of a plan say together; what is missing is named. */
export function summarise(study: string, plan: Plan, facts: Facts, look: ResultLookup): Promise<StudyResult> {
  switch (plan.kind) {
    case 'sweep':
      return sweep.summarise(study, plan, facts, look)
    case 'hybrid':
      return hybrid.summarise(study, plan, facts, look)
    case 'evaluation':
      return evaluation.summarise(study, plan, facts, look)
    case 'attack':
      return attack.summarise(study, plan, facts, look)
    case 'spectrum':
      return spectrum.summarise(study, plan, facts, look)
    case 'corruption':
      return corruption.summarise(study, plan, facts, look)
    case 'filter':
      return filter.summarise(study, plan, facts, look)
    case 'fourier-map':
      return fourierMap.summarise(study, plan, facts, look)
    default:
      throw plan satisfies never
  }
}
