/**
 * Results as they should never be: one number of them replaced by what has no place on an axis. Pure walking of
 * plain data; what is a size of the data itself (height, width, the side of an image) stays, since a figure cannot
 * be asked about an image of NaN pixels.
 */

/** Where a number stands: keys and places, from the outside in. */
export type Path = readonly (string | number)[]

const SHAPE = new Set(['height', 'width', 'side', 'size', 'classes', 'fieldOfView', 'severity', 'severities'])

/** What may be absent in a result: elsewhere the schemas of the contract refuse null. */
const NULLABLE = new Set([
  'value',
  'low',
  'high',
  'exact',
  'mean',
  'clean',
  'geometricMean',
  'distance',
  'cumulative',
  'validationLoss',
  'validationAccuracy',
  'p_other_at_reversal',
  'confidence_at_reversal',
])

export const HOSTILE: readonly number[] = [0, -1, NaN, Infinity, -Infinity, 1e308, 5e-324]

/** Every number of a result, with the values to put in its place. */
export function hostileChanges(input: unknown): { path: Path; value: number | null }[] {
  return numbersIn(input, []).flatMap((path) => {
    const name = path.findLast((key) => typeof key === 'string') as string
    const values: (number | null)[] = NULLABLE.has(name) ? [...HOSTILE, null] : [...HOSTILE]
    return values.map((value) => ({ path, value }))
  })
}

function numbersIn(value: unknown, path: Path): Path[] {
  if (typeof value === 'number') return [path]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) =>
    SHAPE.has(key) ? [] : numbersIn(part, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** The same with another value in one place. */
export function changed<T>(input: T, path: Path, value: number | null): T {
  const [key, ...rest] = path
  if (key === undefined) return value as T
  const copy = (Array.isArray(input) ? [...(input as unknown[])] : { ...input }) as Record<
    string | number,
    unknown
  >
  copy[key] = changed(copy[key], rest, value)
  return copy as T
}
