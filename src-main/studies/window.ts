/**
 * What a kind of study offers to its page in the window beyond plans and results: answers to the methods of its
 * contract, and pictures by their address. Each kind makes one of these for an open project (window.ts in its
 * folder), so that it may keep what it has looked up; kinds.ts collects them.
 */
import { UserError } from '../contract/errors'
import { MEASURED_PARTS } from '../contract/images/measured-parts'
import { dataAddress } from './address-words'
import { partSource } from './part-source'
import type {
  InputOf,
  KindMethodOf,
  KindName,
  MessageOf,
  OutputOf,
  PictureOf,
  QuestionOf,
} from '../contract/kinds/kinds'
import type { LookMessageOf, LookRequestOf } from '../contract/look'
import type { PlanOf, RequestOf } from '../contract/plans'
import type { ShownImage } from '../contract/shown-things'
import type { Project } from '../project/project'
import type { PlanningHelp } from './planning/planning'
import type { ChosenPart } from './part-source'

type Question = QuestionOf<KindName>
type Answer<Q extends Question> = Extract<MessageOf<KindName>, { message: Q['request'] }>

/** What a kind's page works with: an open project, planning, and the job processes. */
export interface WindowDesk {
  readonly project: Project
  readonly help: PlanningHelp
  /** Threads that a job computes with; null is the device's own choice. */
  readonly threads: number | null
  plan<Kind extends KindName>(request: RequestOf<Kind> & { kind: Kind }): Promise<PlanOf<Kind>>
  /** A question that takes long or needs the fast device: gets a job process of its own. */
  ask<Q extends Question>(question: Q): Promise<Answer<Q>>
  /** A question that the light job process answers at once. */
  look<Q extends Question>(question: Q): Promise<Answer<Q>>
  labels(question: LookRequestOf<'labels'>): Promise<LookMessageOf<'labels'>>
}

export interface KindWindow<Kind extends KindName> {
  methods: { [Name in KindMethodOf<Kind>]: (input: InputOf<Kind, Name>) => Promise<OutputOf<Kind, Name>> }
  /**
   * By the word behind `image/`: from the words behind that to what is drawn. Null: they are no such address.
   * UserError when there is no such picture.
   */
  pictures: Readonly<Record<string, (words: string[]) => Promise<PictureOf<Kind> | null>>>
  /** A data set has moved: what was looked up may be wrong now. */
  forget?(): void
}

/** A stored study of one kind, by id, name or beginning. @param has what others do not have, e.g. `spectra` */
export async function studyOf<Kind extends KindName>(
  project: Project,
  typed: string,
  kind: Kind,
  has: string,
): Promise<{ study: string; plan: PlanOf<Kind> }> {
  const { id } = await project.studies.find(typed)
  const plan = (await project.studies.plan(id))?.plan
  if (plan?.kind !== kind) throw new UserError('usage', `The study "${id}" has no ${has}.`)
  return { study: id, plan: plan as PlanOf<Kind> }
}

/** Images that were chosen to look at, with their class names. */
export async function shownImages(
  desk: WindowDesk,
  { dataSet, split, images }: { dataSet: string; split: string | null; images: number[] },
): Promise<ChosenPart & { shown: ShownImage[]; place: { dataSet: string; split: string | null } }> {
  const chosen = await partSource(desk.project, dataSet, split, MEASURED_PARTS)
  const { file, part, source } = chosen
  const beyond = images.find((index) => index >= part.images)
  if (beyond !== undefined)
    throw new UserError('usage', `There is no image ${beyond}: the part has ${part.images}, counted from 0.`)
  const place = { dataSet: file.id, split: part.split }
  const shown = await Promise.all(
    images.map(async (index) => {
      const page = await desk.labels({
        request: 'labels',
        images: source,
        label: null,
        start: index,
        count: 1,
      })
      const label = page.images[0]!.label
      return {
        index,
        label: file.classNames[label] ?? `${label}`,
        clean: { url: dataAddress({ ...place, index }) },
      }
    }),
  )
  return { ...chosen, shown, place }
}
