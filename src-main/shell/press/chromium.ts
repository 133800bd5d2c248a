/**
 * An installed Chromium without a window, asked over a pipe: no port is opened, nothing is sent anywhere, and the page's
 * files are answered from this installation's own folder, whatever address it asks for.
 */
import { spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { makeTemporaryFolder } from '../../files/temporary-folder'
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** A browser is several processes; it is given up on when it says nothing for so long, in milliseconds. */
const PATIENCE = 120_000
/** Between messages on the pipe. */
const END = 0

type Parameters = Record<string, unknown>
type Answer = Record<string, unknown>
interface Waiting {
  resolve: (answer: Answer) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

export class Chromium {
  readonly #waiting = new Map<number, Waiting>()
  readonly #listeners: ((method: string, parameters: Parameters, session: string | null) => void)[] = []
  #next = 1
  #rest = Buffer.alloc(0)

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    const answers = child.stdio[4] as Readable
    answers.on('data', (bytes: Buffer) => this.#take(bytes))
    ;(child.stdio[3] as Writable).on('error', () => undefined)
    const gone = (why: string): void => {
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer)
        reject(new Error(why))
      }
      this.#waiting.clear()
    }
    child.once('error', (error) => gone(error.message))
    child.once('exit', (code) => gone(`the browser ended (code ${code ?? 'none'})`))
  }

  /** @param program path of the browser */
  static async start(program: string, isRoot: boolean): Promise<Chromium> {
    const profile = makeTemporaryFolder('press')
    const child = spawn(
      program,
      [...ARGUMENTS, `--user-data-dir=${profile}`, ...(isRoot ? ['--no-sandbox'] : [])],
      {
        stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      },
    )
    return new Chromium(child, profile)
  }

  async send(method: string, parameters: Parameters = {}, session?: string): Promise<Answer> {
    const id = this.#next++
    const message = JSON.stringify({
      id,
      method,
      params: parameters,
      ...(session ? { sessionId: session } : {}),
    })
    return await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new Error(`the browser did not answer "${method}" in ${PATIENCE / 1000} s`))
      }, PATIENCE)
      this.#waiting.set(id, { resolve, reject, timer })
      ;(this.child.stdio[3] as Writable).write(`${message}\0`)
    })
  }

  on(listener: (method: string, parameters: Parameters, session: string | null) => void): void {
    this.#listeners.push(listener)
  }

  async close(): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) resolve()
      else this.child.once('exit', () => resolve())
    })
    this.child.kill('SIGTERM')
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined)
  }

  #take(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes])
    for (let end = this.#rest.indexOf(END); end >= 0; end = this.#rest.indexOf(END)) {
      const text = this.#rest.subarray(0, end).toString('utf8')
      this.#rest = this.#rest.subarray(end + 1)
      this.#heed(JSON.parse(text) as Record<string, unknown>)
    }
  }

  #heed(message: Record<string, unknown>): void {
    const { id, method } = message
    if (typeof id === 'number') {
      const waiting = this.#waiting.get(id)
      if (!waiting) return
      this.#waiting.delete(id)
      clearTimeout(waiting.timer)
      const error = message['error'] as { message?: string } | undefined
      if (error) waiting.reject(new Error(error.message ?? 'the browser refused'))
      else waiting.resolve((message['result'] ?? {}) as Answer)
    } else if (typeof method === 'string') {
      const session = typeof message['sessionId'] === 'string' ? message['sessionId'] : null
      for (const listener of this.#listeners)
        listener(method, (message['params'] ?? {}) as Parameters, session)
    }
  }
}

const ARGUMENTS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-pings',
  '--no-service-autorun',
  '--disable-background-networking',
  '--disable-breakpad',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-domain-reliability',
  '--disable-extensions',
  '--disable-gpu',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
  '--proxy-server=direct://',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  'about:blank',
]
