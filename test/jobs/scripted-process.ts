/** A job process that is a function: answers requests as the test says, and can be killed. */
import type { JobChannel, Launch, ProcessEnd } from '../../src-main/jobs/channel'
import type { JobMessage, JobRequest } from '../../src-main/contract/tasks'

type UnitRequest = Extract<JobRequest, { request: 'unit' }>
/** What becomes of a unit: messages to send, or the process dies, or never answers. */
export type Script = (
  request: UnitRequest,
  say: (message: JobMessage) => void,
  die: (end: ProcessEnd) => void,
) => void

export interface ScriptedLaunch {
  launch: Launch
  /** Processes started so far. */
  started: () => number
}

export function scripted(script: Script): ScriptedLaunch {
  let started = 0
  const launch: Launch = (): JobChannel => {
    started++
    let alive = true
    let message: (message: unknown) => void = () => undefined
    let ended: (end: ProcessEnd) => void = () => undefined
    const die = (end: ProcessEnd): void => {
      if (!alive) return
      alive = false
      setImmediate(() => ended(end))
    }
    return {
      send: (request) => {
        if (request.request !== 'unit') throw new Error('The script knows units only.')
        setImmediate(() => script(request, (answer) => alive && message(answer), die))
      },
      onMessage: (listener) => (message = listener),
      onEnd: (listener) => (ended = listener),
      kill: (signal) => die({ code: null, signal, stderr: '' }),
    }
  }
  return { launch, started: () => started }
}

/** What is left of the units that are scripted: a reversal that nothing was found of, and an accuracy. */
export const DATA = {
  ...{ images: 10, seeds: 1, curve: [], p_other_at_reversal: null },
  f_rev: {
    ...{ value: null, low: null, high: null, unit: 'fraction of Nyquist', sentence: 'There is none.' },
    ...{ crossings: [], resamples: 1, withoutCrossing: 1 },
  },
  accuracy: { value: 0.5, low: 0.2, high: 0.8, count: 10 },
}
export const DONE: JobMessage = { message: 'unit result', outcome: { data: DATA, arrays: null } }
