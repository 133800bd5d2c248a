/** Studies: planned, started, watched, stopped, and what they have found. */
import { availableParallelism } from 'node:os'
import { UserError } from '../../contract/errors'
import { durationsFor } from '../../jobs/durations'
import { settledUnits, unitsToMend } from '../../jobs/finished'
import { assertWritable } from '../../project/place'
import { studyId } from '../../project/studies'
import { estimateUnits } from '../../studies/estimate/estimate'
import { expand, publications } from '../../studies/kinds'
import { factsOf } from '../../studies/facts'
import { planStudy } from '../../studies/kinds'
import { askedAgain } from '../studies/again'
import { makerOfGone } from '../studies/maker-of'
import { placesOf } from '../studies/facts'
import { paceOf, secondsOf } from '../studies/pace'
import { resultOf, startStudy } from '../studies/service'
import type { MethodOutput } from '../../contract/methods'
import type { Plan } from '../../contract/plans'
import type { StudyInfo } from '../../contract/studies'
import type { Consent } from '../consent'
import type { Desk, Handlers } from '../desk'

export function studyHandlers(
  desk: Desk,
): Handlers<
  | 'study.plan'
  | 'study.estimate'
  | 'study.start'
  | 'study.list'
  | 'study.get'
  | 'study.check'
  | 'study.describe'
  | 'study.again'
  | 'study.result'
  | 'study.log'
  | 'study.pause'
  | 'study.resume'
  | 'study.retry'
  | 'study.cancel'
  | 'study.wait'
  | 'queue.start'
  | 'queue.atATime'
  | 'queue.setAtATime'
> {
  const find = (study: string): Promise<StudyInfo> => desk.open.project.studies.find(study)
  const again = async (id: string): Promise<StudyInfo> => {
    assertWritable(desk.open.project)
    await consented((consent) => consent.toOne(id))
    await desk.open.queue.enqueue(id)
    return await find(id)
  }
  /** Windows hear when there is nothing to ask any more. */
  const consented = async (give: (consent: Consent) => Promise<void>): Promise<void> => {
    const { project, consent } = desk.open
    const asked = project.info.asks
    await give(consent)
    if (project.info.asks !== asked) desk.emit('project.changed', project.info)
  }
  const checked = async ({ id, state }: StudyInfo, plan: Plan): Promise<MethodOutput<'study.check'>> => {
    const { project } = desk.open
    const log = await project.studies.logDamage(id)
    try {
      const facts = await factsOf(project, plan)
      const units = expand(plan, facts)
      const found = await unitsToMend(project, units, publications(id, plan, facts), state === 'done')
      const { damaged, earlier } = found
      return { damaged, ...(earlier > 0 ? { earlier } : {}), gone: null, log }
    } catch (error) {
      // Whose data set, model or population is gone.
      if (!(error instanceof UserError)) throw error
      const maker = await makerOfGone(project, plan)
      return {
        damaged: 0,
        log,
        gone:
          maker === null
            ? error.message
            : `The study needs the model "${maker.model}", which is no longer in the project, but the sweep that trained it is: "halfpower study resume ${maker.sweep}" trains it again, to the same weights.`,
      }
    }
  }
  const atATime = (): { jobs: number | null; cores: number } => ({
    jobs: desk.atATime.get(),
    cores: availableParallelism(),
  })
  return {
    'study.plan': async ({ request }) => {
      const { project } = desk.open
      const { plan } = await planStudy(project, request, desk.help)
      const id = studyId(plan)
      const facts = await factsOf(project, plan)
      const units = expand(plan, facts)
      const settled = await settledUnits(project, units, publications(id, plan, facts))
      const work = units.reduce((sum, unit) => sum + (settled.has(unit.key) ? 0 : unit.work), 0)
      return { id, plan, units: units.length, unfinished: units.length - settled.size, work }
    },
    'study.estimate': async (input) => {
      const { project } = desk.open
      const plan =
        'study' in input
          ? (await desk.planOf((await find(input.study)).id)).plan
          : (await planStudy(project, input.request, desk.help)).plan
      const id = studyId(plan)
      const facts = await factsOf(project, plan)
      const units = expand(plan, facts)
      const finished = await settledUnits(project, units, publications(id, plan, facts))
      const left = units.filter(({ key }) => !finished.has(key))
      const pace = await paceOf(project, plan.kind, id)
      const wanted = { threads: desk.options.threads, jobs: desk.atATime.get() }
      const { threads, jobs } = placesOf(wanted, units, plan.device)
      const estimate = {
        ...estimateUnits(id, units, finished),
        seconds: secondsOf(left, pace, threads, jobs(threads)),
        measuredBy: pace?.study ?? null,
      }
      if (input.cores.length === 0) return { ...estimate, durations: [] }
      const stored = 'study' in input
      const { durations, notices } = durationsFor(
        units,
        stored ? await project.studies.log(id) : [],
        stored ? (await project.studies.lastStatus(id)).threads : null,
        input.cores,
      )
      return { ...estimate, durations, notices: [...estimate.notices, ...notices] }
    },
    'study.start': ({ request, then, later }) =>
      startStudy(
        desk.open,
        desk.help,
        request,
        { then, later },
        (study, line) => desk.emit('study.log', { study, line }),
        (study) => consented((consent) => consent.toOne(study)),
      ),
    'study.list': () => desk.open.project.studies.list(),
    'study.get': async ({ study }) => {
      const info = await find(study)
      // A damaged one is named with the project; the study is shown without it.
      const then = await desk.open.project.studies.followUp(info.id).catch((error: unknown) => {
        if (error instanceof UserError && error.kind !== 'storage') return null
        throw error
      })
      return { info, plan: (await desk.planOf(info.id)).plan, then }
    },
    'study.describe': async ({ study, title, note }) => {
      const { id } = await find(study)
      await desk.open.project.studies.describe(id, {
        ...(title !== undefined && { title }),
        ...(note !== undefined && { note: note.trim() }),
      })
      desk.emit('studies.changed', null)
      return await find(id)
    },
    'study.again': async ({ study }) => {
      const info = await find(study)
      return await askedAgain(desk, info, (await desk.planOf(info.id)).plan)
    },
    'study.check': async ({ study }) => {
      const info = await find(study)
      return await checked(info, (await desk.planOf(info.id)).plan)
    },
    'study.result': async ({ study }) => {
      const { id } = await find(study)
      return await resultOf(desk.open.project, id, (await desk.planOf(id)).plan)
    },
    'study.log': async ({ study }) => desk.open.project.studies.log((await find(study)).id),
    'study.pause': async ({ study }) => {
      const { id } = await find(study)
      assertWritable(desk.open.project)
      await desk.open.queue.stop(id, 'paused')
      return await find(id)
    },
    'study.resume': async ({ study }) => await again((await find(study)).id),
    'study.retry': async ({ study }) => {
      const info = await find(study)
      if (info.state !== 'failed')
        throw new UserError(
          'usage',
          `The study "${info.id}" is ${info.state}: only failed ones are tried again.`,
        )
      return await again(info.id)
    },
    'study.cancel': async ({ study }) => {
      const { project, queue } = desk.open
      const { id } = await find(study)
      if (project.readOnlyBecause === null) await queue.stop(id, 'cancelled')
      else await project.studies.requestCancel(id)
      return await find(id)
    },
    'study.wait': async ({ study }) => {
      const { id } = await find(study)
      await desk.open.queue.ended(id)
      return await find(id)
    },
    'queue.atATime': () => Promise.resolve(atATime()),
    'queue.setAtATime': ({ jobs }) => {
      desk.atATime.set(jobs)
      return Promise.resolve(atATime())
    },
    'queue.start': async ({ byItself }) => {
      assertWritable(desk.open.project)
      if (byItself && desk.open.project.info.asks !== null) return null
      if (!byItself) await consented((consent) => consent.toAll())
      await desk.open.queue.runAll()
      await desk.open.followUps.startAll()
      return null
    },
  }
}
