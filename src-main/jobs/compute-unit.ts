/**
 * Computes one unit in a job process: once more in a fresh process when the first one died, and with smaller batches while
 * memory runs out and nobody else is computing that could be waited for. Stores nothing itself.
 */
import { UserError, isOutOfMemory } from '../contract/errors'
import { JobCrash } from './job-runner'
import { memorySentence, withSmallerBatch } from './smaller-batch'
import { asSentence } from './study-words'
import type { LogLine, ResultFile } from '../contract/studies'
import type { UnitTask } from '../contract/tasks'
import type { Unit } from '../studies/study'
import type { JobRunner } from './job-runner'

/** What a unit has found, and what was said meanwhile. */
export interface Computed {
  result: ResultFile
  lines: LogLine[]
}

/** What a unit is computed with, and who is told. */
export interface UnitDesk {
  device: string
  threads: number | null
  signal: AbortSignal
  /** Whether no other unit is computed at the same time. */
  isAlone(): boolean
  /** Where the process may write arrays, and what takes away what is left there. */
  place(unit: Unit): Promise<string>
  drop(path: string): Promise<void>
  store(unit: Unit, computed: Computed, arraysPath: string): Promise<void>
  warn(unit: Unit, sentence: string): Promise<void>
  onProgress(unit: Unit, work: number, imagesPerSecond: number | null): void
  onSilence(unit: Unit, milliseconds: number): void
}

/** @throws what the unit ends with; where memory has run out and others are computing, that, before anything is tried */
export async function computeUnit(unit: Unit, runner: JobRunner, desk: UnitDesk): Promise<void> {
  let [{ task }, batch]: [Pick<Unit, 'task'>, number | null] = [unit, null]
  for (let isFirst = true; ; isFirst = false) {
    try {
      await attempt(unit, { task, batch }, runner, desk)
      return
    } catch (error) {
      if (desk.signal.aborted) throw error
      if (isOutOfMemory(error)) {
        if (!desk.isAlone()) throw error
        const smaller = withSmallerBatch(task)
        if (smaller === null) throw new UserError('memory', memorySentence(unit.task), { cause: error })
        ;({ task, batch } = smaller)
        await desk.warn(
          unit,
          `${asSentence(error)} Trying with ${batch === 1 ? '1 image' : `${batch} images`} at a time instead: what is found of an image depends on that image alone (at most its last bits depend on how many are computed together).`,
        )
        // What it holds is no more of use.
        await runner.stop()
      } else if (error instanceof JobCrash && isFirst) {
        await desk.warn(unit, `${error.message} Trying once more in a fresh process.`)
      } else throw error
    }
  }
}

interface Attempt {
  task: UnitTask
  /** Images at a time where memory was too small for as many as the plan says; else null. */
  batch: number | null
}

async function attempt(unit: Unit, what: Attempt, runner: JobRunner, desk: UnitDesk): Promise<void> {
  const arraysPath = await desk.place(unit)
  try {
    await desk.store(unit, await compute(unit, what, runner, desk, arraysPath), arraysPath)
  } finally {
    // Gone already when all went well; half a file must not fill a disk further.
    await desk.drop(arraysPath)
  }
}

async function compute(
  unit: Unit,
  { task, batch }: Attempt,
  runner: JobRunner,
  desk: UnitDesk,
  arraysPath: string,
): Promise<Computed> {
  const { device, threads, signal } = desk
  desk.onProgress(unit, 0, null)
  const lines: LogLine[] = []
  const message = await runner.run(
    { request: 'unit', task, device, threads, arraysPath },
    {
      signal,
      onSilence: (milliseconds) => desk.onSilence(unit, milliseconds),
      onProgress: ({ work, imagesPerSecond }) => desk.onProgress(unit, work, imagesPerSecond),
      onLog: ({ level, text, data }) =>
        lines.push({
          time: new Date().toISOString(),
          level,
          message: `${unit.label}: ${text}`,
          unit: unit.key,
          ...(data ? { data } : {}),
        }),
    },
  )
  if (message.message !== 'unit result')
    throw new UserError('internal', `The job process answered "${message.message}" to a unit.`)
  const { data, arrays } = message.outcome
  const { fingerprint } = message
  return {
    lines,
    result: {
      format: 'halfpower result',
      version: 1,
      key: unit.key,
      kind: unit.task.kind,
      inputs: unit.inputs,
      data,
      arrays: arrays && { file: `${unit.key}.${unit.arrays ?? 'npz'}`, ...arrays },
      ...(fingerprint ? { provenance: batch === null ? fingerprint : { ...fingerprint, batch } } : {}),
    },
  }
}
