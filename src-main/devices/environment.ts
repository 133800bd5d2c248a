/**
 * What the environment may choose where nobody else did, so that all tests, job processes included, can be run
 * under every layout and number of threads (CONTRIBUTING.md). Not for users: `--threads` and `--jobs` are.
 */
import { availableParallelism } from 'node:os'
import { UserError } from '../contract/errors'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Threads of one operator: HALFPOWER_THREADS, or as many as the processor has.
 * @throws UserError('usage') when the variable holds something else than a number of threads.
 */
export function defaultThreads(environment: Environment = process.env): number {
  return threadsOfEnvironment(environment) ?? availableParallelism()
}

/** HALFPOWER_THREADS; null where it is not set. @throws UserError('usage') as `defaultThreads` */
export function threadsOfEnvironment(environment: Environment = process.env): number | null {
  return numberOf('HALFPOWER_THREADS', environment)
}

/** Units computed at a time: HALFPOWER_JOBS; null where it is not set. @throws UserError('usage') for no number */
export function jobsOfEnvironment(environment: Environment = process.env): number | null {
  return numberOf('HALFPOWER_JOBS', environment)
}

function numberOf(name: string, environment: Environment): number | null {
  const value = environment[name]
  if (value === undefined) return null
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value)
  throw new UserError('usage', `${name} is "${value}": it must be a number from 1 to 999, or not set.`)
}

/**
 * Whether the processor may use ONNX Runtime's internal layout: HALFPOWER_LAYOUT, `internal` by default.
 * @throws UserError('usage') when the variable holds something else than `internal` or `public`.
 */
export function defaultInternalLayout(environment: Environment = process.env): boolean {
  const { HALFPOWER_LAYOUT: layout = 'internal' } = environment
  if (layout === 'internal' || layout === 'public') return layout === 'internal'
  throw new UserError('usage', `HALFPOWER_LAYOUT is "${layout}": it must be internal or public, or not set.`)
}

/**
 * The folder of a package @tensorflow/tfjs-node-gpu with its native library, in place of the installed one:
 * HALFPOWER_TENSORFLOW. Null: not set.
 */
export function tensorflowPackage(environment: Environment = process.env): string | null {
  return environment['HALFPOWER_TENSORFLOW'] || null
}
