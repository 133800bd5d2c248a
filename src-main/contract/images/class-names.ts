/**
 * Whether the classes of two sides (a model and a data set, training and test images) are the same, by name.
 * Pure, and the one place that decides it: the order of two lists is never trusted where names can be compared.
 */
import { z } from 'zod'
import { countSchema, positiveCountSchema, wordsSchema } from '../primitives'
import { shownExactly } from '../shown'

/** How a model's classes were brought together with those of images; absent in a plan: same names, same order. */
export const classMatchSchema = z.object({
  matched: z.enum(['by name', 'by position']),
  /** For each class of the images, its index on the other side; absent where the order is the same. */
  order: z.array(countSchema).exactOptional(),
  /** Where the images have some of the other side's classes only: how many each side has. */
  part: z.object({ images: countSchema, known: countSchema }).exactOptional(),
  /** How many names are the same but for how they are written, and the first few: on the other side, of the images. */
  spelled: z
    .object({ names: positiveCountSchema, examples: z.array(z.tuple([wordsSchema, wordsSchema])).min(1) })
    .exactOptional(),
})
export type ClassMatch = z.infer<typeof classMatchSchema>

export type ClassComparison =
  | { kind: 'same' }
  /** One side has numbers only: nothing says that they mean the same. */
  | { kind: 'by position' }
  /**
   * The same names, in another order or another spelling, or some of them. `order[i]` is the index in `known` of
   * `given[i]`; `part` says how many there are where `known` has more, `spelled` which are written otherwise.
   */
  | {
      kind: 'by name'
      order: number[]
      reordered: boolean
      part?: { images: number; known: number }
      spelled?: NonNullable<ClassMatch['spelled']>
    }
  /** `unknown` names are in `given` only, `missing` ones in `known` only. */
  | { kind: 'different'; unknown: string[]; missing: string[] }

/**
 * Compares names exactly, or else without regard to case, Unicode form, spaces, underscores, hyphens and what
 * nobody sees (plainName), where that leaves every name of both sides distinct.
 * @param known the classes in the order of the model's outputs
 * @param given the classes of the images
 */
export function compareClassNames(known: readonly string[], given: readonly string[]): ClassComparison {
  if (known.length === given.length && known.every((name, i) => name === given[i])) return { kind: 'same' }
  const exact = orderOf(known, given)
  const order = exact ?? orderOf(known.map(plainName), given.map(plainName))
  if (order) {
    const part = { images: given.length, known: known.length }
    const spelled = order.flatMap((index, i): [string, string][] =>
      known[index] === given[i] ? [] : [[known[index]!, given[i]!]],
    )
    return {
      ...{ kind: 'by name', order, reordered: order.some((index, i) => index !== i) },
      ...(given.length < known.length ? { part } : {}),
      ...(spelled.length === 0
        ? {}
        : { spelled: { names: spelled.length, examples: spelled.slice(0, MOST_EXAMPLES) } }),
    }
  }
  if (known.length === given.length && (areNumbers(known) || areNumbers(given)))
    return { kind: 'by position' }
  const plainKnown = new Set(known.map(plainName))
  const plainGiven = new Set(given.map(plainName))
  return {
    kind: 'different',
    unknown: given.filter((name) => !plainKnown.has(plainName(name))),
    missing: known.filter((name) => !plainGiven.has(plainName(name))),
  }
}

const MOST_EXAMPLES = 3

/** Whether names only count the classes off (`0`, `1`, …; `class 0`, …), as where a file names none. */
export function areNumbers(names: readonly string[]): boolean {
  return names.every((name, i) => {
    const digits = /^(?:class|label)?[ _-]?(\d+)$/i.exec(name)?.[1]
    return digits !== undefined && Number(digits) === i
  })
}

/**
 * A name without what people and systems write differently: case, Unicode form, spaces, underscores, hyphens, and what
 * takes no room (zero-width joiners, soft hyphens, byte order marks).
 */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/[\s_-]+/g, ' ')
    .trim()
    .normalize('NFC')
}

/** What a plan keeps of a comparison; undefined where nothing is to be kept. */
export function classMatchOf(found: Exclude<ClassComparison, { kind: 'different' }>): ClassMatch | undefined {
  if (found.kind === 'same') return undefined
  if (found.kind === 'by position') return { matched: 'by position' }
  const { order, reordered, part, spelled } = found
  return {
    matched: 'by name',
    ...(reordered ? { order } : {}),
    ...(part ? { part } : {}),
    ...(spelled ? { spelled } : {}),
  }
}

/** In words, for captions and lists; null where nothing is to be said. */
export function classMatchWords(match: ClassMatch | undefined): string | null {
  if (match === undefined) return null
  if (match.matched === 'by position') return 'classes matched by position: one side has numbers only'
  const { part, order, spelled } = match
  const found = [
    ...(part
      ? [
          `the images are of ${part.images} of ${part.known} classes; an answer may be any of the ${part.known}, so accuracy is over all of them`,
        ]
      : order !== undefined
        ? ['their order differs']
        : []),
    ...(spelled ? [spelledWords(spelled)] : []),
  ]
  // Plans of before kept no spelling.
  return `classes matched by name: ${found.length > 0 ? found.join('; ') : 'some are spelled differently'}`
}

function spelledWords({ names, examples }: NonNullable<ClassMatch['spelled']>): string {
  const shown = examples.map(
    ([known, given]) => `"${shownExactly(given)}" is taken for "${shownExactly(known)}"`,
  )
  const rest = names - examples.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more are spelled differently` : ''}`
}

/** What is different, as the end of a sentence: `unknown there: a, b; missing here: c`. */
export function differenceWords(
  { unknown, missing }: Extract<ClassComparison, { kind: 'different' }>,
  known: string,
  given: string,
): string {
  const parts = [
    ...(unknown.length > 0 ? [`only "${given}" has ${listed(unknown)}`] : []),
    ...(missing.length > 0 ? [`only "${known}" has ${listed(missing)}`] : []),
  ]
  return parts.length > 0 ? parts.join('; ') : 'some names are on one side more than once'
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${shownExactly(name)}"`)
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ')
}

/**
 * The index in `known` of each of `given`; null unless every one of them is known, and each name stands once on its
 * side. Numbers that only count fewer classes off say nothing about which those are.
 */
function orderOf(known: readonly string[], given: readonly string[]): number[] | null {
  const index = new Map(known.map((name, i) => [name, i]))
  if (index.size !== known.length || given.length > known.length || given.length === 0) return null
  if (given.length < known.length && (areNumbers(given) || (areNumbers(known) && !given.includes('0'))))
    return null
  if (new Set(given).size !== given.length) return null
  const order = given.map((name) => index.get(name) ?? -1)
  return order.includes(-1) ? null : order
}
