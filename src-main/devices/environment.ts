/**
 * What the environment may choose where nobody else did, so that all tests, job processes included, can be run
 * under every layout and number of threads (CONTRIBUTING.md). Not for users: `--threads` is.
 */
import { availableParallelism } from 'node:os'
import { UserError } from '../contract/errors'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Threads of one operator: HALFPOWER_THREADS, or as many as the processor has.
 * @throws UserError('usage') when the variable holds something else than a number of threads.
 */
export function defaultThreads(environment: Environment = process.env): number {
  const { HALFPOWER_THREADS: threads } = environment
  if (threads === undefined) return availableParallelism()
  if (/^[1-9]\d{0,2}$/.test(threads)) return Number(threads)
  throw new UserError(
    'usage',
    `HALFPOWER_THREADS is "${threads}": it must be a number from 1 to 999, or not set.`,
  )
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
