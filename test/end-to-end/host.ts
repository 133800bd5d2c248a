/**
 * A real host for tests: `halfpower serve` as a process of its own, with a configuration folder of its own,
 * so that nobody's list of recent projects is touched.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { PATIENCE } from './browser'
import type { ChildProcess } from 'node:child_process'

const program = fileURLToPath(new URL('../../out/main/command-line.js', import.meta.url))
const page = fileURLToPath(new URL('../../out/renderer/index.html', import.meta.url))

export const isBuilt = existsSync(program) && existsSync(page)

export interface TestHost {
  /** With the token in it; good for one browser. */
  readonly address: string
  readonly port: number
  /** Asks it to end, as Ctrl-C does. */
  stop(): Promise<void>
  /** As a crash ends it. */
  kill(): Promise<void>
}

export interface HostChoices {
  project?: string
  port?: number
  /** Folder for what the program keeps of its user. */
  configuration: string
  /** Units of studies at a time. */
  jobs?: number
  /** Home folder of the user: where path pickers begin. */
  home?: string
}

export async function startHost({
  project,
  port,
  configuration,
  jobs,
  home,
}: HostChoices): Promise<TestHost> {
  const words = [
    'serve',
    ...(project === undefined ? [] : [project]),
    '--port',
    String(port ?? 0),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    '--threads',
    // `npm test` asks for one, since other files of tests have the other cores.
    process.env['HALFPOWER_THREADS'] ?? '2',
  ]
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HALFPOWER_CONFIGURATION: configuration,
      XDG_CONFIG_HOME: configuration,
      ...(home === undefined ? {} : { HOME: home, USERPROFILE: home }),
    },
  })
  const { address, said } = await addressOf(child)
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    const forced = new AbortController()
    const patience = setTimeout(() => {
      forced.abort()
      child.kill('SIGKILL')
    }, PATIENCE)
    await gone
    clearTimeout(patience)
    if (forced.signal.aborted)
      throw new Error(`The host did not end within ${PATIENCE / 1000} seconds of being asked to:\n${said()}`)
  }
  return {
    address,
    port: Number(new URL(address).port),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}

/** Its address when it has said it; `said` is everything that it has said so far. */
function addressOf(child: ChildProcess): Promise<{ address: string; said: () => string }> {
  return new Promise((resolve, reject) => {
    let said = ''
    const { stdout, stderr } = child
    if (!stdout || !stderr) throw new Error('The host has no output.')
    stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    createInterface(stdout).on('line', (line) => {
      said += `${line}\n`
      const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0]
      if (address !== undefined) resolve({ address, said: () => said })
    })
    child.once('exit', (code) =>
      reject(new Error(`The host ended with ${code} before it was ready:\n${said}`)),
    )
    child.once('error', reject)
  })
}
