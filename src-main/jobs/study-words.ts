/** Sentences that a study writes into its log. */
import { JobCrash } from './job-runner'
import type { Unit } from '../studies/study'

export function inWords(milliseconds: number): string {
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
