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
import type { Plan, PlanOf, StudyKindName } from '../contract/plans'
import type { StudyResult } from '../contract/results'
import type { Facts, Publication, ResultLookup, StudyKind, Unit } from './study'

const KINDS: Readonly<{ [Kind in StudyKindName]: StudyKind<PlanOf<Kind>> }> = {
  sweep,
  hybrid,
  evaluation,
  attack,
  spectrum,
  corruption,
  filter,
  'fourier-map': fourierMap,
}

/** The table above gives each plan the kind that is made for it, which the type of a union cannot say. */
function kindOf(plan: Plan): StudyKind<Plan> {
  return KINDS[plan.kind]
}

/** The units of a plan, in the order in which they are computed. */
export function expand(plan: Plan, facts: Facts): Unit[] {
  return kindOf(plan).expand(plan, facts)
}

/** The units of a plan that make models. */
export function publications(study: string, plan: Plan, facts: Facts): Publication[] {
  return kindOf(plan).publications(study, plan, facts)
}

/** What the finished units of a plan say together; what is missing is named. */
export function summarise(study: string, plan: Plan, facts: Facts, look: ResultLookup): Promise<StudyResult> {
  return kindOf(plan).summarise(study, plan, facts, look)
}
