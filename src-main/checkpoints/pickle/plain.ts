/** What of a pickle is plain enough to be shown beside the tensors: numbers, text, short lists of them. */
import type { CheckpointValue } from '../checkpoint'
import { Collection, Global, List, ScalarType, Tuple } from './values'
import type { Value } from './values'

const MAX_TEXT = 2000
const MAX_ITEMS = 1000
const MAX_DEPTH = 4

/** Plain values of one pickle: what is referred to many times is made once. */
export class PlainValues {
  readonly #known = new Map<Value, CheckpointValue | undefined>()

  /** The value as plain data; undefined for everything that is more, or longer, than that. */
  of(value: Value): CheckpointValue | undefined {
    if (!(value instanceof Tuple) && !(value instanceof List) && !(value instanceof Collection))
      return plain(value, { items: 0 }, 0)
    if (!this.#known.has(value)) this.#known.set(value, plain(value, { items: MAX_ITEMS }, 0))
    return this.#known.get(value)
  }
}

/** `left` is shared by the whole value: a list of lists that are all the same one would grow without end. */
function plain(value: Value, left: { items: number }, depth: number): CheckpointValue | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'string') return value.length <= MAX_TEXT ? value : undefined
  // A function that was given by name, e.g. torch.nn.functional.relu, says what the module does.
  if (value instanceof Global) return value.path
  if (value instanceof ScalarType) return `torch.${value.name}`
  if (!(value instanceof Tuple) && !(value instanceof List) && !(value instanceof Collection))
    return undefined
  left.items -= value.items.length
  if (depth >= MAX_DEPTH || left.items < 0) return undefined
  const items: CheckpointValue[] = []
  for (const item of value.items) {
    const part = plain(item, left, depth + 1)
    if (part === undefined) return undefined
    items.push(part)
  }
  return items
}

/** A dictionary's key as text; undefined for keys that are no text and no number, or too long for a name. */
export function keyText(key: Value): string | undefined {
  if (typeof key === 'number' || typeof key === 'bigint') return String(key)
  return typeof key === 'string' && key.length <= 500 ? key : undefined
}

/** Sets a property even when it is called `__proto__`: names come from files. */
export function define<T>(target: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}
