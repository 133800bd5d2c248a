/**
 * JSON as a type, and its one canonical spelling. The canonical text is what unit keys are hashed from,
 * so its rule may never change: keys sorted by code unit, no spaces, numbers as ECMAScript prints them
 * (−0 as 0), and nothing that JSON cannot hold.
 */
import { z } from 'zod'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue }
export type JsonObject = { [key: string]: JsonValue }

export const jsonValueSchema: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonValueSchema), jsonObjectSchema]),
)
export const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonValueSchema)

/**
 * What a unit has found, as the JSON that is stored: plain objects, lists, numbers and texts, which the schema beside the
 * study reads back. The one place that says so to the type checker, which knows no index of an interface.
 */
export function asJson(found: object): JsonObject {
  return found as JsonObject
}

/** Canonical text of a JSON value. Entries that are `undefined` are left out; NaN and infinities throw. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`Canonical JSON cannot hold the number ${value}.`)
    return JSON.stringify(value === 0 ? 0 : value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const entries = Object.entries(value).filter(([, entry]) => entry !== undefined)
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`
  }
  throw new TypeError(`Canonical JSON cannot hold a ${typeof value}.`)
}

/** Things inside each other in a file of a project: none that Halfpower writes has half as many. */
export const DEEPEST = 64

/** Entries, arrays and objects in a file of a project: a plan that lists all of ImageNet's images has 1.3 million. */
export const MOST_ENTRIES = 8_000_000

/**
 * Whether JSON text has more entries, arrays and objects than `most`: two signs become an object of a hundred bytes, which
 * then is checked and spelled.
 */
export function holdsMore(text: string, most: number): boolean {
  // What is short enough need not be looked at.
  if (text.length <= most) return false
  let count = 0
  return someSign(text, (code) => (code === COMMA || isOpening(code)) && ++count > most)
}

/**
 * Whether JSON text has more arrays and objects inside each other than `most`: checking or spelling such a value would
 * need as many calls inside each other, and end the program where they are thousands.
 */
export function nestsDeeper(text: string, most: number): boolean {
  let depth = 0
  return someSign(text, (code) => {
    if (isClosing(code)) depth--
    return isOpening(code) && ++depth > most
  })
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const isOpening = (code: number): boolean => code === 0x7b || code === 0x5b
const isClosing = (code: number): boolean => code === 0x7d || code === 0x5d

/** Whether one of the signs outside of the texts in quotes passes; the rest is not looked at then. */
function someSign(text: string, passes: (code: number) => boolean): boolean {
  let isText = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isText) {
      if (code === BACKSLASH) i++
      else if (code === QUOTE) isText = false
    } else if (code === QUOTE) isText = true
    else if (passes(code)) return true
  }
  return false
}
