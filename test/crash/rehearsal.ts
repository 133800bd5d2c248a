/**
 * Rehearses crashes without computing anything twice: studies are computed once, and what the job process said and wrote
 * is said and written again by an actor. So a project's whole life takes a fraction of a second, and can end at every
 * single operation with files. "Dead" is a life of which nothing comes back any more, as after SIGKILL.
 */
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { canonicalJson } from '../../src-main/contract/json'
import { RequestHandler } from '../../src-main/jobs/handle-request'
import { settledUnits } from '../../src-main/jobs/finished'
import { openProject } from '../../src-main/project/project'
import { writeForParent } from '../../src-main/project/write-atomically'
import { workOf } from '../../src-main/workbench/studies/facts'
import { Workbench } from '../../src-main/workbench/workbench'
import { watchDisk } from '../support/disk-layer.mjs'
import { lives } from './lives'
import type { JobMessage, JobRequest, UnitOutcome } from '../../src-main/contract/tasks'
import type { StudyInfo } from '../../src-main/contract/studies'
import type { Launch } from '../../src-main/jobs/channel'
import type { Operation, Watch } from '../support/disk-layer.mjs'

type UnitRequest = Extract<JobRequest, { request: 'unit' }>

interface Scene {
  messages: JobMessage[]
  arrays: Buffer | null
}

/** What was asked and answered. Units by key, which the name of their temporary file begins with. */
export class Script {
  readonly #scenes = new Map<string, Scene>()
  /** Every unit that was asked for, by key, and what it came to. */
  readonly units = new Map<string, { request: UnitRequest; outcome: UnitOutcome }>()

  /** Answers by computing what is not known yet, and remembers it; `computed` counts the units. */
  readonly launch: Launch = () => {
    let say: (message: unknown) => void = () => undefined
    let end: () => void = () => undefined
    let alive = true
    return {
      send: (request) => {
        void this.#answer(request).then((messages) => {
          if (alive) for (const message of messages) say(message)
        })
      },
      onMessage: (listener) => (say = listener),
      onEnd: (listener) => (end = () => listener({ code: 0, signal: null, stderr: '' })),
      kill: () => {
        alive = false
        end()
      },
    }
  }

  /** Units that were computed. */
  computed = 0

  async #answer(request: JobRequest): Promise<JobMessage[]> {
    const name =
      request.request === 'unit' ? basename(request.arraysPath).slice(1, 65) : canonicalJson(request)
    const known = this.#scenes.get(name)
    if (known) {
      if (request.request === 'unit' && known.arrays)
        try {
          await writeForParent(request.arraysPath, known.arrays)
        } catch (error) {
          return await replies((handler) => handler.fail(error))
        }
      return known.messages
    }
    if (request.request === 'unit') this.computed++
    const messages = await replies((handler) => handler.real.handle(request))
    const arrays = request.request === 'unit' ? await readFile(request.arraysPath).catch(() => null) : null
    const last = messages.at(-1)
    if (last?.message !== 'error') this.#scenes.set(name, { messages, arrays })
    if (request.request === 'unit' && last?.message === 'unit result')
      this.units.set(name, { request, outcome: last.outcome })
    return messages
  }
}

export async function replies(
  use: (handler: { real: RequestHandler; fail: (error: unknown) => Promise<void> }) => Promise<void>,
): Promise<JobMessage[]> {
  const messages: JobMessage[] = []
  const say = (message: JobMessage): void => void messages.push(message)
  const { toErrorData } = await import('../../src-main/contract/errors')
  const fail = (error: unknown): Promise<void> => {
    say({ message: 'error', error: toErrorData(error) })
    return Promise.resolve()
  }
  await use({ real: new RequestHandler(say), fail })
  return messages
}

const forever = new Promise<never>(() => undefined)

export interface Life {
  /** Operations with files that it has done. */
  operations: number
  /** Whether it ended before its time. */
  died: boolean
  studies: StudyInfo[]
  /** What it failed with, if it did. */
  error: unknown
}

/**
 * Opens a project, goes on with all that waits or failed, and closes it.
 *
 * @param watch is shown each operation; `die` ends the life at it
 */
export async function live(
  folder: string,
  script: Script,
  watch: (operation: Operation, die: () => Promise<never>) => unknown = () => undefined,
  after?: Watch['after'],
): Promise<Life> {
  const life: Life = { operations: 0, died: false, studies: [], error: null }
  let killed: () => void = () => undefined
  const death = new Promise<void>((resolve) => (killed = resolve))
  const me = { dead: false, death }
  const die = (): Promise<never> => {
    me.dead = true
    life.died = true
    killed()
    return forever
  }
  const away = await watchDisk(folder, {
    before: (operation) => {
      if (lives.getStore()?.dead === true) return forever
      if (lives.getStore() !== me) return undefined
      life.operations++
      return watch({ ...operation, number: life.operations }, die)
    },
    after: (operation) => {
      if (lives.getStore()?.dead === true) return forever
      if (lives.getStore() === me) after?.(operation)
      return undefined
    },
  })
  const workbench = new Workbench({ launch: script.launch, threads: 1 })
  const whole = lives.run(me, async () => {
    try {
      await workbench.invoke('project.open', { folder, mode: 'write' })
      for (const { id, state } of await workbench.invoke('study.list', {})) {
        if (state === 'done' && (await workbench.invoke('study.check', { study: id })).damaged === 0) continue
        await workbench.invoke('study.resume', { study: id })
        await workbench.invoke('study.wait', { study: id })
      }
      life.studies = await workbench.invoke('study.list', {})
    } catch (error) {
      life.error = error
    } finally {
      await workbench.close().catch((error: unknown) => (life.error ??= error))
    }
  })
  try {
    await Promise.race([whole, death])
  } finally {
    away()
  }
  if (life.died) await abandonLock(folder)
  return life
}

let gone = 0

/** The lock of a process that is no more. */
async function abandonLock(folder: string): Promise<void> {
  if (gone === 0) gone = spawnSync(process.execPath, ['-e', '0']).pid
  for (const name of ['lock', 'lock.takeover']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null)
    if (text !== null) await writeFile(join(folder, name), text.replace(/"pid":\d+/, `"pid":${gone}`))
  }
}

/** What is said to be stored and is not: units that a log calls finished, and those that a status counts. */
export async function missing(folder: string): Promise<string[]> {
  const project = await openProject(folder, 'read')
  const found: string[] = []
  for (const { id, state, units } of await project.studies.list()) {
    const work = await workOf(project, id, { threads: 1, jobs: 1 })
    const settled = await settledUnits(project, work.units, work.publications)
    const finished = work.units.filter(({ key }) => settled.has(key)).length
    if (finished < units.done)
      found.push(`${id} (${state}) counts ${units.done} units, and ${finished} are there`)
    for (const { unit, seconds } of await project.studies.log(id))
      if (seconds !== undefined && unit !== undefined && !settled.has(unit)) found.push(`${id}: ${unit}`)
  }
  return found
}
