/** What something in a project is called, and what depends on it: asked before it is deleted. */
import { dataSetsOf } from '../../contract/plans'
import { studyId } from '../../project/studies'
import { factsOf, modelsOf, populationIds } from '../../studies/facts'
import { publications } from '../../studies/kinds'
import type { BinKind, BinLook, Thing } from '../../contract/bin'
import type { Plan } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import type { Project } from '../../project/project'

/** @throws UserError('usage') when the project has no such thing */
export async function lookAt(project: Project, kind: BinKind, name: string): Promise<BinLook> {
  const found = await thingOf(project, kind, name)
  const studies = await studiesThatUse(project, found)
  const figures = await figuresThatShow(project, found)
  const busy = [...(kind === 'study' ? [await project.studies.find(found.thing)] : []), ...studies].find(
    ({ state }) => state === 'running' || state === 'queued',
  )
  const dependents: Thing[] = [
    ...studies.map(({ id, title }) => ({ kind: 'study' as const, thing: id, title })),
    ...figures,
  ]
  return {
    ...found,
    dependents,
    sentences: sentencesOf(found, studies, figures.length),
    obstacle:
      busy === undefined
        ? null
        : `The study "${busy.title}" (${busy.id}) ${busy.state === 'running' ? 'is running' : 'waits in the queue'}${busy.id === found.thing ? '' : ' and needs it'}: cancel it first, or wait until it has ended.`,
  }
}

async function thingOf(project: Project, kind: BinKind, name: string): Promise<Thing> {
  switch (kind) {
    case 'study': {
      const { id, title } = await project.studies.find(name)
      return { kind, thing: id, title }
    }
    case 'model':
    case 'population':
    case 'data set': {
      const stores = { model: project.models, population: project.populations, 'data set': project.dataSets }
      const { id, name: title } = await stores[kind].find(name)
      return { kind, thing: id, title }
    }
    case 'figure': {
      const { id, title } = await project.figures.find(name)
      return { kind, thing: id, title }
    }
    default:
      throw kind satisfies never
  }
}

/** The studies of the project that read a thing, or (sweeps) have made a model. */
export async function studiesThatUse(project: Project, thing: Thing): Promise<StudyInfo[]> {
  const found: StudyInfo[] = []
  for (const info of await project.studies.list()) {
    const stored = await project.studies.plan(info.id)
    if (stored && info.id !== thing.thing && (await uses(project, info.id, stored.plan, thing)))
      found.push(info)
  }
  return found
}

async function uses(project: Project, study: string, plan: Plan, { kind, thing }: Thing): Promise<boolean> {
  if (kind === 'data set') return dataSetsOf(plan).includes(thing)
  if (kind === 'population') return populationIds(plan).includes(thing)
  // What a spectrum is of is a study's perturbations.
  if (kind === 'study') return plan.kind === 'spectrum' && studyId(plan.attack) === thing
  if (kind !== 'model') return false
  return modelsOf(plan).some(({ id }) => id === thing) || (await madeBy(project, study, plan)).includes(thing)
}

async function madeBy(project: Project, study: string, plan: Plan): Promise<string[]> {
  if (plan.kind !== 'sweep') return []
  const facts = await factsOf(project, plan).catch(() => null)
  return facts === null ? [] : publications(study, plan, facts).map(({ id }) => id)
}

async function figuresThatShow(project: Project, { kind, thing }: Thing): Promise<Thing[]> {
  if (kind !== 'study' && kind !== 'model') return []
  const all = await project.figures.list()
  return all
    .filter(({ panels }) => panels.some((panel) => (kind === 'study' ? panel.study : panel.model) === thing))
    .map(({ id, title }) => ({ kind: 'figure' as const, thing: id, title }))
}

function sentencesOf({ kind, thing }: Thing, studies: readonly StudyInfo[], figures: number): string[] {
  const sentences: string[] = []
  const one = studies.length === 1
  if (studies.length > 0 && kind !== 'study')
    sentences.push(
      `${one ? 'A study has' : `${studies.length} studies have`} used it and ${one ? 'keeps its' : 'keep their'} results; nothing more can be computed of ${one ? 'it' : 'them'} until it is restored.`,
    )
  if (studies.length > 0 && kind === 'study')
    sentences.push(
      `${one ? 'A study of spectra reads' : `${studies.length} studies of spectra read`} what it has found and ${one ? 'keeps its' : 'keep their'} results.`,
    )
  if (kind === 'study' && thing.startsWith('sweep-')) sentences.push('Models that it has trained stay.')
  if (figures > 0)
    sentences.push(
      `${figures === 1 ? 'A figure has' : `${figures} figures have`} panels of it, which say that it is missing until it is restored.`,
    )
  return sentences
}
