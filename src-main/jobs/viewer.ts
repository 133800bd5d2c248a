/**
 * The light job process beside the one that computes: answers what is asked for looking at things (pictures,
 * labels, stored answers), one question after another, so that a window does not wait for a training step.
 * It is started by the first question and ended when nobody has asked for a while.
 */
import { UserError, fromErrorData } from '../contract/errors'
import { JobRunner, expectAnswer } from './job-runner'
import type { KindName, QuestionOf } from '../contract/kinds/kinds'
import type { LookMessageOf, LookRequestOf, Picture } from '../contract/look'
import type { JobRequest } from '../contract/tasks'
import type { Launch } from './channel'
import type { EndMessage } from './job-runner'

type Question =
  | LookRequestOf<'labels' | 'picture spectrum' | 'comparison' | 'goldilocks'>
  | QuestionOf<KindName>

/** Pictures that are asked for in one message. */
const AT_ONCE = 64
/** Milliseconds without a question after which the process is ended. */
const IDLE = 60_000

interface Waiting {
  picture: Picture
  resolve: (png: Uint8Array) => void
  reject: (error: Error) => void
}

export class Viewer {
  readonly #runner: JobRunner
  readonly #pictures: Waiting[] = []
  readonly #questions: (() => Promise<void>)[] = []
  #working: Promise<void> | null = null
  #idle: NodeJS.Timeout | null = null
  #closed = false

  constructor(
    launch: Launch,
    private readonly idle = IDLE,
  ) {
    this.#runner = new JobRunner(launch)
  }

  /** A PNG file. */
  picture(picture: Picture): Promise<Uint8Array> {
    if (this.#closed) return Promise.reject(refusal())
    return new Promise((resolve, reject) => {
      this.#pictures.push({ picture, resolve, reject })
      this.#wake()
    })
  }

  /** A page of labels or of a gallery, spectra. Goes before waiting pictures: they are mostly of an older page. */
  async ask<Q extends Question>(question: Q): Promise<LookMessageOf<Q['request']>> {
    const answer: EndMessage = expectAnswer(await this.run(question), question.request)
    return answer as LookMessageOf<Q['request']>
  }

  /** Anything else that is answered within moments, such as what planning reads of labels. */
  run(request: JobRequest): Promise<EndMessage> {
    return new Promise((resolve, reject) => {
      this.#questions.push(async () => {
        try {
          if (this.#closed) throw refusal()
          resolve(await this.#runner.run(request))
        } catch (error) {
          reject(asError(error))
        }
      })
      this.#wake()
    })
  }

  /** Ends the process; whoever still waits is refused. */
  async close(): Promise<void> {
    this.#closed = true
    if (this.#idle) clearTimeout(this.#idle)
    for (const { reject } of this.#pictures.splice(0)) reject(refusal())
    await this.#runner.stop()
    await this.#working
  }

  #wake(): void {
    if (this.#idle) clearTimeout(this.#idle)
    this.#idle = null
    this.#working ??= this.#work()
  }

  async #work(): Promise<void> {
    // What is asked for in the same turn goes together.
    await Promise.resolve()
    for (;;) {
      const question = this.#questions.shift()
      if (question) await question()
      else if (this.#pictures.length > 0) await this.#draw(this.#pictures.splice(0, AT_ONCE))
      else break
    }
    this.#working = null
    if (this.#closed) return
    this.#idle = setTimeout(() => void this.#runner.stop(), this.idle)
    // A process that only waits to be idle must not keep the program from ending.
    this.#idle.unref()
  }

  async #draw(waiting: Waiting[]): Promise<void> {
    try {
      const pictures = waiting.map(({ picture }) => picture)
      const answer = expectAnswer(await this.#runner.run({ request: 'pictures', pictures }), 'pictures')
      for (const [i, { resolve, reject }] of waiting.entries()) {
        const made = answer.pictures[i]
        if (made === undefined) reject(new Error('A picture was forgotten.'))
        else if ('png' in made) resolve(made.png)
        else reject(fromErrorData(made.error))
      }
    } catch (error) {
      for (const { reject } of waiting) reject(asError(error))
    }
  }
}

function refusal(): UserError {
  return new UserError('cancelled', 'The project was closed.')
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
