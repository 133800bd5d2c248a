/**
 * The kinds of study there are, and the one place where a plan finds its kind.
 */
import { planSchema } from '../contract/plans'
import { attack } from './attack/attack'
import { corruption } from './corruption/corruption'
import { evaluation } from './evaluation/evaluation'
import { filter } from './filter/filter'
import { fourierMap } from './fourier-map/fourier-map'
import { hybrid } from './hybrid/hybrid'
import { neural } from './neural/neural'
import { spectrum } from './spectrum/spectrum'
import { sweep } from './sweep/sweep'
import { wordsOf } from './command/words'
import { dataChoices } from './planning/data-choices'
import type { Plan, StudyKindName, StudyRequest } from '../contract/plans'
import type { StudyResult } from '../contract/studies/results'
import type { Picture } from '../contract/look'
import type { Project } from '../project/project'
import type { Again, Known } from './again/again'
import type { Planned, PlanningHelp } from './planning/planning'
import type { Facts, Publication, ResultLookup, StudyKind, Unit } from './study'
import type { WindowDesk } from './window'

export const STUDY_KINDS: Readonly<{ [Kind in StudyKindName]: StudyKind<Kind> }> = {
  sweep,
  hybrid,
  evaluation,
  attack,
  spectrum,
  corruption,
  filter,
  'fourier-map': fourierMap,
  neural,
}

/** The table gives each request and plan the kind that is made for it, which the type of a union cannot say. */
const kindOf = ({ kind }: { kind: StudyKindName }): StudyKind<StudyKindName> =>
  STUDY_KINDS[kind] as StudyKind<StudyKindName>

/**
 * From what was asked to a full plan: fills in defaults, finds data sets and models by name, and refuses
 * in one sentence what cannot be computed, before anything is stored.
 */
export async function planStudy(
  project: Project,
  request: StudyRequest,
  help: PlanningHelp,
): Promise<Planned> {
  const planned = await kindOf(request).plan(project, request, help)
  for (const { dataSet, split } of dataChoices(planned.plan))
    project.dataSets.assertUnchanged(await project.dataSets.find(dataSet), split)
  return { title: request.title ?? planned.title, plan: planSchema.parse(planned.plan) }
}

/** What the pages of the kinds ask: their methods by name, their pictures by the first word of an address. */
export interface Windows {
  methods: Readonly<Record<string, ((input: unknown) => Promise<unknown>) | undefined>>
  pictures: Readonly<Record<string, ((words: string[]) => Promise<Picture | null>) | undefined>>
  /** A data set has moved. */
  forget(): void
}

/** For an open project, which the desk stands for. */
export function windowsOf(desk: WindowDesk): Windows {
  const windows = Object.values(STUDY_KINDS).flatMap((kind) => kind.window?.(desk) ?? [])
  const together = <Part>(parts: Part[]): Part =>
    Object.assign(Object.create(null) as object, ...parts) as Part
  return {
    methods: together<object>(windows.map(({ methods }) => methods)) as Windows['methods'],
    pictures: together<object>(windows.map(({ pictures }) => pictures)) as Windows['pictures'],
    forget: () => {
      for (const window of windows) window.forget?.()
    },
  }
}

/** The words of each command that the request takes; all but evaluations of several models take one. */
export function commandsOf(folder: string, request: StudyRequest): string[][] {
  const kind = kindOf(request)
  return kind.command ? [wordsOf(kind.command, folder, request)] : (kind.commands?.(folder, request) ?? [])
}

/** The units of a plan, in the order in which they are computed. */
export function expand(plan: Plan, facts: Facts): Unit[] {
  return kindOf(plan).expand(plan, facts)
}

/** The units of a plan that make models. */
export function publications(study: string, plan: Plan, facts: Facts): Publication[] {
  return kindOf(plan).publications(study, plan, facts)
}

/** From a plan back to the request that makes it. */
export function againOf(plan: Plan, known: Known): Again<StudyKindName> {
  return kindOf(plan).again(plan, known)
}

/** What the finished units of a plan say together; what is missing is named. */
export function summarise(study: string, plan: Plan, facts: Facts, look: ResultLookup): Promise<StudyResult> {
  return kindOf(plan).summarise(study, plan, facts, look)
}

/** Any result, as a document for scripts. */
export function resultDocument(result: StudyResult): Record<string, unknown> {
  return kindOf(result).document(result)
}

/** Any result, for people. */
export function resultTable(result: StudyResult): string {
  return kindOf(result).text(result)
}
