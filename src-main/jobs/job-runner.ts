/**
 * Runs one request at a time in a job process that is kept for the next one. A process that dies, or that
 * is stopped, or computes on another device or with another number of threads, is replaced at the next request.
 * Invariant: after `run` has settled, nothing of that request is being computed any more.
 */
import { OUT_OF_MEMORY, UserError, fromErrorData, isOutOfMemory } from '../contract/errors'
import { jobMessageSchema } from '../contract/tasks'
import { memoryKills } from './memory-kills'
import { endWords, signalOf } from './process-end'
import type { JobMessage, JobRequest } from '../contract/tasks'
import type { JobChannel, Launch, ProcessEnd } from './channel'

/** Milliseconds between asking a process to end and making it. */
const PATIENCE = 2_000

/** The process ended in the middle of a request: a crash, or killed from outside, mostly for want of memory. */
export class JobCrash extends UserError {
  /** Known to be so, and not only likely. */
  readonly outOfMemory: boolean
  /** What happened, without what to do. */
  readonly what: string

  /** @param memoryKills how many processes the system ended for want of memory meanwhile; null: it does not say */
  constructor(end: ProcessEnd, memoryKills: number | null = null) {
    const killed = signalOf(end) === 'SIGKILL'
    const outOfMemory =
      (killed && memoryKills !== null && memoryKills > 0) ||
      // By itself: V8 and the C++ library end the process (signal or code 134), and say why.
      (end.code !== 0 && isOutOfMemory(end.stderr))
    const how = endWords(end)
    const hint =
      killed && memoryKills === null ? ' Most often the machine ran out of memory: try a smaller batch.' : ''
    const what = `The job process ${outOfMemory ? 'ran out of memory' : 'ended unexpectedly'} (${how}).`
    super(outOfMemory ? 'memory' : 'internal', outOfMemory ? `${what} ${OUT_OF_MEMORY}` : `${what}${hint}`)
    this.what = what
    this.name = 'JobCrash'
    this.outOfMemory = outOfMemory
    if (end.stderr !== '') this.stack = end.stderr
  }
}

/** What a request ends with when it goes well. */
export type EndMessage = Exclude<JobMessage, { message: 'ready' | 'progress' | 'log' | 'error' }>

/** The answer as what it must be; another one is a defect. */
export function expectAnswer<Kind extends EndMessage['message']>(
  answer: EndMessage,
  kind: Kind,
): Extract<EndMessage, { message: Kind }> {
  if (answer.message !== kind) throw new Error(`The job process answered "${answer.message}".`)
  return answer as Extract<EndMessage, { message: Kind }>
}

export interface RunListeners {
  onProgress?: ((message: Extract<JobMessage, { message: 'progress' }>['progress']) => void) | undefined
  onLog?: ((message: Extract<JobMessage, { message: 'log' }>) => void) | undefined
  /** Nothing was heard of the process for so many milliseconds; again after twice as many, and so on. */
  onSilence?: ((milliseconds: number) => void) | undefined
  signal?: AbortSignal | undefined
}

interface LiveProcess {
  channel: JobChannel
  ended: Promise<ProcessEnd>
  /** Device and threads that it has chosen, which it keeps as long as it lives; null before the first choice. */
  computesOn: string | null
  /** Who listens to it now. */
  receive: (message: unknown) => void
}

export class JobRunner {
  #process: LiveProcess | null = null
  #busy = false

  constructor(
    private readonly launch: Launch,
    /** Milliseconds without a message that are worth telling. */
    private readonly silence = 5 * 60_000,
  ) {}

  /**
   * Sends a request and waits for its end. An error of the job is thrown as it was there; a process that
   * died is a JobCrash; an aborted signal ends the process and is a UserError('cancelled').
   */
  async run(request: JobRequest, listeners: RunListeners = {}): Promise<EndMessage> {
    if (this.#busy) throw new Error('The job process runs one request at a time.')
    if (listeners.signal?.aborted) throw new UserError('cancelled', 'Stopped.')
    this.#busy = true
    let live: LiveProcess | null = null
    const killsBefore = memoryKills()
    const silence = new Silence(this.silence, listeners.onSilence)
    const stop = (): void => void this.stop()
    try {
      live = await this.#processFor(request)
      if (listeners.signal?.aborted) throw new UserError('cancelled', 'Stopped.')
      listeners.signal?.addEventListener('abort', stop, { once: true })
      return await Promise.race([
        converse(live, request, listeners, () => silence.heard()),
        live.ended.then((end) => this.#gone(end, listeners.signal, killsBefore)),
      ])
    } finally {
      silence.end()
      listeners.signal?.removeEventListener('abort', stop)
      this.#busy = false
      if (live) live.receive = () => undefined
    }
  }

  /** Ends the process, kindly and then firmly, and waits until it is gone. */
  async stop(): Promise<void> {
    const live = this.#process
    this.#process = null
    if (!live) return
    live.channel.kill('SIGTERM')
    const timer = setTimeout(() => live.channel.kill('SIGKILL'), PATIENCE)
    await live.ended
    clearTimeout(timer)
  }

  async #processFor(request: JobRequest): Promise<LiveProcess> {
    const wanted = 'device' in request ? `${request.device} ${request.threads}` : null
    const present = this.#process?.computesOn ?? null
    if (wanted !== null && present !== null && wanted !== present) await this.stop()
    const live = (this.#process ??= this.#start())
    live.computesOn ??= wanted
    return live
  }

  #start(): LiveProcess {
    const channel = this.launch()
    const live: LiveProcess = {
      channel,
      ended: new Promise((resolve) => channel.onEnd(resolve)),
      computesOn: null,
      receive: () => undefined,
    }
    channel.onMessage((message) => live.receive(message))
    void live.ended.then(() => {
      if (this.#process === live) this.#process = null
    })
    return live
  }

  #gone(end: ProcessEnd, signal: AbortSignal | undefined, killsBefore: number | null): never {
    if (signal?.aborted) throw new UserError('cancelled', 'Stopped.')
    const kills = memoryKills()
    throw new JobCrash(end, kills === null || killsBefore === null ? null : kills - killsBefore)
  }
}

/** Tells when nothing has been heard for a while, twice a while, four times, … */
class Silence {
  #timer: NodeJS.Timeout | null = null
  #since = performance.now()

  constructor(
    private readonly first: number,
    private readonly tell: ((milliseconds: number) => void) | undefined,
  ) {
    this.#wait(first)
  }

  heard(): void {
    this.#since = performance.now()
    this.#wait(this.first)
  }

  end(): void {
    if (this.#timer) clearTimeout(this.#timer)
  }

  #wait(milliseconds: number): void {
    this.end()
    if (!this.tell) return
    this.#timer = setTimeout(() => {
      const silent = performance.now() - this.#since
      this.tell?.(silent)
      this.#wait(silent)
    }, milliseconds)
    this.#timer.unref()
  }
}

/** One request and what is said about it, up to its end. */
function converse(
  live: LiveProcess,
  request: JobRequest,
  listeners: RunListeners,
  heard: () => void,
): Promise<EndMessage> {
  return new Promise((resolve, reject) => {
    live.receive = (received) => {
      heard()
      const checked = jobMessageSchema.safeParse(received)
      if (!checked.success) {
        reject(
          new Error(`The job process said something that is not in the contract: ${checked.error.message}`),
        )
        return
      }
      const message = checked.data
      switch (message.message) {
        case 'ready':
          return
        case 'progress':
          listeners.onProgress?.(message.progress)
          return
        case 'log':
          listeners.onLog?.(message)
          return
        case 'error':
          reject(fromErrorData(message.error))
          return
        default:
          resolve(message)
      }
    }
    live.channel.send(request)
  })
}
