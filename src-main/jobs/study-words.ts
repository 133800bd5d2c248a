/** Sentences that a study writes into its log. */
import { JobCrash } from './job-runner'
import type { Unit } from '../studies/study'
import type { StudyWork } from './study-work'

function inWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes === 0) return `${Math.max(1, Math.round(milliseconds / 1000))} s`
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}

/** What was said when memory ran out: of the job process, or of the device. */
export function asSentence(error: unknown): string {
  return error instanceof JobCrash ? error.what : 'There was not enough memory.'
}

export function damageWords({ arrays }: Unit): string {
  if (arrays === null) return 'its stored result is damaged: it cannot be read, so it is computed again.'
  return arrays === 'safetensors'
    ? 'its stored result is damaged: it cannot be read, or its weights are not those that its result describes (another computer’s, or damaged), so it is computed again.'
    : 'its stored result is damaged: it cannot be read, or its arrays are not those that it describes, so it is computed again.'
}

/** @param began with how many places, and how many of its units were finished before */
export function startedWords({
  device,
  threads,
  places,
  finishedBefore,
  units,
}: Pick<StudyWork, 'device' | 'units'> & {
  threads: number
  places: number
  finishedBefore: number
}): string {
  const each = places === 1 ? '' : ` each, up to ${places} units at a time`
  const resumed =
    finishedBefore > 0 ? `, ${finishedBefore} of ${units.length} units were finished before` : ''
  return `started on ${device} with ${threads} ${threads === 1 ? 'thread' : 'threads'}${each}${resumed}`
}

export function threadsWords(threads: number, wanted: number): string {
  return `The study goes on with ${threads} threads, as it began, and not with ${wanted}: another number would give its results other last bits.`
}

export function silenceWords(milliseconds: number): string {
  return `no sign of progress for ${inWords(milliseconds)}. It has not been stopped: it may be computing something large, or waiting for a disk. If it does not go on, pause or cancel the study and resume it; what is finished is kept.`
}
