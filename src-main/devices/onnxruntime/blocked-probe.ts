/**
 * Whether ONNX Runtime's internal layout can be used on this processor, and with blocks of how many channels (16 with
 * AVX-512 and on ARM, 8 with every older Intel and AMD processor, down to SSE). The layout is not documented, and a
 * wrong block size or an operator that works otherwise than expected gives silently wrong numbers. So the block size
 * is the one with which a convolution is right, and after that every form of every operator that the lowering can write
 * is computed once and compared with plain sums (blocked-cases.ts). Anything wrong means: public operators only, and
 * `complaint` says what was wrong, for `halfpower devices` and stderr.
 */
import { blockedCases, decidingCase } from './blocked-cases'
import type { Case } from './blocked-cases'
import { lowerPlan } from './lower-plan'
import { Lowering } from './lowering'
import { makePlan } from './plan'
import type { Runtime } from './runtime'
import { sessionOptions } from './session-options'

/** With two blocks of any candidate, images fill whole blocks of the others: no kernel reaches beyond its memory. */
const CANDIDATES = [16, 8]
/** Two, so that operators are divided, as they are in use. */
const THREADS = 2
/** The sums are exact; means are not. */
const TOLERANCE = 1e-5

export interface Blocks {
  /** Channels per block; null: public operators only. */
  size: number | null
  /** What is wrong with the internal layout, in one sentence; null where it works or this processor has none. */
  complaint: string | null
}

let found: Blocks | undefined

/** The verdict for this process; the first call computes it. */
export function findBlocks(runtime: Runtime): Blocks {
  found ??= probeBlocks(runtime)
  return found
}

/** @see findBlocks; computes at every call. */
export function probeBlocks(runtime: Runtime): Blocks {
  const size = CANDIDATES.find((block) => firstFault(runtime, block, decidingCase(block)) === null) ?? null
  if (size === null) return { size, complaint: null }
  const fault = firstFault(runtime, size, blockedCases(size))
  if (fault === null) return { size, complaint: null }
  return {
    size: null,
    complaint: `ONNX Runtime ${runtime.version} does not compute on blocks of ${size} channels as expected here (${fault}): its internal layout is not used, and networks are slower.`,
  }
}

/** What is wrong with the first program whose result is not what plain sums say; null when all are right. */
function firstFault(runtime: Runtime, block: number, cases: readonly Case[]): string | null {
  try {
    const results = computed(runtime, block, cases)
    return cases.find((entry, i) => !agrees(entry, results[i]!, i))?.name ?? null
  } catch (error) {
    // A processor or version without these operators.
    return error instanceof Error ? error.message.split('\n')[0]! : String(error)
  }
}

/** What ONNX Runtime makes of the programs. */
export function computed(runtime: Runtime, block: number, cases: readonly Case[]): Float32Array[] {
  const plan = makePlan(
    cases.map(({ result }) => result),
    'probe',
  )
  const { model, inputs, outputs } = lowerPlan(plan, new Lowering({ block, provider: 'cpu' }))
  const variable = plan.leaves.filter(({ frozen }) => !frozen)
  const feeds = Object.fromEntries(
    variable.map((leaf, i) => [
      inputs[i]!,
      new runtime.tensor('float32', leaf.data as Float32Array, leaf.shape),
    ]),
  )
  const session = runtime.createSession(model, {
    ...sessionOptions({ provider: 'cpu', threads: THREADS }),
    // The internal operators are what they are; rewriting the others would take most of the time.
    graphOptimizationLevel: 'disabled',
  })
  try {
    const results = session.run(feeds, Object.fromEntries(outputs.map((name) => [name, null])), {})
    return outputs.map((name) => results[name]!.data as Float32Array)
  } finally {
    session.dispose()
  }
}

/** Looks at every pixel in one channel, and at every channel in one pixel; `start` says in which. */
export function agrees({ wanted }: Case, got: Float32Array, start: number): boolean {
  const [n, h, w, c] = wanted.shape
  if (got.length !== n * h * w * c) return false
  const isRight = (pixel: number, channel: number): boolean => {
    const value = wanted.at(Math.floor(pixel / (h * w)), Math.floor(pixel / w) % h, pixel % w, channel)
    // Written so that NaN is wrong.
    return Math.abs(value - got[pixel * c + channel]!) <= TOLERANCE * Math.max(1, Math.abs(value))
  }
  for (let pixel = 0; pixel < n * h * w; pixel++) if (!isRight(pixel, (7 * pixel + start) % c)) return false
  for (let channel = 0; channel < c; channel++)
    if (!isRight((5 * channel + start) % (n * h * w), channel)) return false
  return true
}
