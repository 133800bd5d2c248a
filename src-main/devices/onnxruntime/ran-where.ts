/**
 * Which operators a provider for graphics cards left to the processor. ONNX Runtime decides that when it makes a session
 * and says it only in a profile, so the first run of each graph is profiled.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { makeTemporaryFolder } from '../../files/temporary-folder'
import type { NativeSession } from './runtime'

const PROCESSOR = 'CPUExecutionProvider'

interface Event {
  cat?: string
  name?: string
  args?: { op_name?: string; provider?: string }
}

let used = new Set<string>()

/** Begins anew: what is computed from here on counts. */
export function forgetPlacement(): void {
  used = new Set()
}

/** Names of the ONNX operators that the processor computed since `forgetPlacement`, in order of the alphabet. */
export function placedOnProcessor(): string[] {
  return [...used].sort()
}

/** Watches sessions of a provider for cards: the first run of each tells which of its operators the processor computes. */
export class RanWhere {
  readonly #unknown = new WeakSet<NativeSession>()
  readonly #known = new WeakMap<NativeSession, string[]>()

  /** @param make a session whose profile is written to files with this prefix */
  open(make: (prefix: string) => NativeSession): NativeSession {
    const session = make(join(profileFolder(), 'placement'))
    this.#unknown.add(session)
    return session
  }

  /** After each run, so that what is computed again is told again. */
  ran(session: NativeSession): void {
    if (this.#unknown.delete(session)) this.#known.set(session, readProfile(session.endProfiling()))
    for (const operator of this.#known.get(session) ?? []) used.add(operator)
  }
}

let folder: string | undefined

/** One for this process, which takes it along when it ends. */
function profileFolder(): string {
  if (folder !== undefined) return folder
  const made = makeTemporaryFolder('placement')
  process.once('exit', () => {
    rmSync(made, { recursive: true, force: true })
  })
  return (folder = made)
}

function readProfile(file: string): string[] {
  try {
    return operatorsOnProcessor(readFileSync(file, 'utf8'))
  } finally {
    rmSync(file, { force: true })
  }
}

/**
 * @param profile ONNX Runtime's JSON; of a graph of constants it names no operator, since it was computed as it was compiled
 * @throws Error when it holds no run, so that nothing is known
 */
export function operatorsOnProcessor(profile: string): string[] {
  const events = JSON.parse(profile) as Event[]
  if (!events.some(({ name }) => name === 'model_run'))
    throw new Error('ONNX Runtime does not say which operators ran where')
  const nodes = events.filter(({ cat, args }) => cat === 'Node' && args?.op_name && args.provider)
  const found = nodes.filter(({ args }) => args!.provider === PROCESSOR).map(({ args }) => args!.op_name!)
  return [...new Set(found)].sort()
}
