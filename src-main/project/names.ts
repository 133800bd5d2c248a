/**
 * Names that people give, and the identifiers made of them; finding a thing by what a person typed.
 */
import { UserError } from '../contract/errors'
import { nearest } from './suggest'

/** Characters of a name that an identifier is made of, at most: work grows with their square. */
const LONGEST = 1000

/** An identifier from a name: lower case, `-` for everything that is not a letter or digit. */
export function slug(name: string): string {
  const plain = name
    .slice(0, LONGEST)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return plain === '' ? 'unnamed' : plain.slice(0, 60)
}

/** The slug of a name, with a number behind it when it is taken. */
export function freeId(name: string, taken: readonly string[]): string {
  const base = slug(name)
  if (!taken.includes(base)) return base
  for (let number = 2; ; number++) {
    if (!taken.includes(`${base}-${number}`)) return `${base}-${number}`
  }
}

/** The thing whose id, or name, or unique beginning of the id was typed. UserError('usage') with what there is. */
export function findByName<T extends { id: string; name?: string }>(
  what: string,
  typed: string,
  things: readonly T[],
): T {
  const exact =
    things.find((thing) => thing.id === typed) ?? only(things.filter((thing) => thing.name === typed))
  const found = exact ?? only(things.filter((thing) => thing.id.startsWith(typed)))
  if (found) return found
  const candidates = things.filter((thing) => thing.id.startsWith(typed) || thing.name === typed)
  if (candidates.length > 1) {
    throw new UserError(
      'usage',
      `The ${what} "${typed}" can be several: ${candidates.map((thing) => thing.id).join(', ')}. Write one of them in full.`,
    )
  }
  const all = things.map((thing) => thing.id).join(', ')
  const near = nearest(
    typed,
    things.flatMap((thing) => [thing.id, ...(thing.name === undefined ? [] : [thing.name])]),
  )
  throw new UserError(
    'usage',
    `There is no ${what} "${typed}" in this project${near}: ${all === '' ? `it has no ${what} yet` : `it has ${all}`}.`,
  )
}

function only<T>(things: readonly T[]): T | undefined {
  return things.length === 1 ? things[0] : undefined
}
