/** Python's own containers as data, and the ways in which old protocols spell bytes and instances. */
import { latin1Bytes } from '../text'
import { Collection, Dictionary, Global, Inert, LazyBytes, List, Tuple } from '../values'
import type { Value } from '../values'
import { CONTAINER_BYTES, ENTRY_BYTES, ITEM_BYTES } from '../budget'
import type { Constructor, Context } from './constructor'

/** `OrderedDict()`, `OrderedDict([[key, value], …])`, `dict(other)`. */
const dictionary: Constructor = ([content], context) => {
  const result = new Dictionary()
  return content === undefined || fillDictionary(result, content, context) ? result : undefined
}

/** `defaultdict(factory, other)`: the factory is never asked. */
const defaultDictionary: Constructor = ([, content], context) => dictionary([content!], context)

const collection: Constructor = ([content], context) => {
  const result = new Collection()
  const items = content === undefined ? [] : itemsOf(content)
  if (!items) return undefined
  context.budget.keep(CONTAINER_BYTES + items.length * ITEM_BYTES)
  for (const item of items) result.items.push(item)
  return result
}

/** `deque([…], maximum length)`. */
const deque: Constructor = ([content], context) => {
  const result = new List()
  const items = content === undefined ? [] : itemsOf(content)
  if (!items) return undefined
  context.budget.keep(CONTAINER_BYTES + items.length * ITEM_BYTES)
  for (const item of items) result.items.push(item)
  return result
}

/** Protocols below 3 have no bytes: they are text, encoded when it is read. */
const encode: Constructor = ([text, encoding], context) => {
  if (
    encoding !== undefined &&
    !(typeof encoding === 'string' && /^(latin-?1|iso-?8859-?1)$/i.test(encoding))
  )
    return undefined
  if (text instanceof LazyBytes) {
    if (text.kind === 'latin1') return new LazyBytes(text.source, text.offset, text.length, 'bytes')
    return text.kind === 'utf8'
      ? new LazyBytes(text.source, text.offset, text.length, 'bytes in utf8')
      : undefined
  }
  if (typeof text !== 'string') return undefined
  context.budget.keep(text.length)
  return latin1Bytes(text)
}

/** `bytes()`, `bytearray(b'…')`, `bytearray('…', 'latin-1')`. */
const bytes: Constructor = ([content, encoding], context) => {
  if (content === undefined) return new Uint8Array(0)
  if (content instanceof Uint8Array || (content instanceof LazyBytes && content.kind === 'bytes'))
    return content
  return encoding === undefined ? undefined : encode([content, encoding], context)
}

/** `copyreg._reconstructor(class, base, content)`: an instance without its constructor being called. */
const reconstructor: Constructor = ([type, base, content], context) => {
  const instance = new Inert(type ?? null, [], 'instance')
  const baseName = base instanceof Global ? base.name : ''
  if (baseName === 'dict' && content instanceof Dictionary) fillDictionary(instance.entries, content, context)
  const items = content === undefined ? undefined : itemsOf(content)
  if (items && ['list', 'tuple', 'set', 'frozenset'].includes(baseName)) {
    context.budget.keep(CONTAINER_BYTES + items.length * ITEM_BYTES)
    for (const item of items) instance.items.push(item)
  }
  return instance
}

/** `copyreg.__newobj__(class, …)`: what NEWOBJ is in newer protocols. */
const newObject: Constructor = ([type, ...args]) => new Inert(type ?? null, args, 'instance')

const BUILTINS: [string, Constructor][] = [
  ['dict', dictionary],
  ['set', collection],
  ['frozenset', collection],
  ['bytes', bytes],
  ['bytearray', bytes],
]

export const CONTAINERS: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['collections:OrderedDict', dictionary],
  ['collections:defaultdict', defaultDictionary],
  ['collections:Counter', dictionary],
  ['collections:deque', deque],
  ['_codecs:encode', encode],
  ...['builtins', '__builtin__'].flatMap((module) =>
    BUILTINS.map(([name, constructor]): [string, Constructor] => [`${module}:${name}`, constructor]),
  ),
  ...['copyreg', 'copy_reg'].flatMap((module): [string, Constructor][] => [
    [`${module}:_reconstructor`, reconstructor],
    [`${module}:__newobj__`, newObject],
  ]),
])

function itemsOf(value: Value): readonly Value[] | undefined {
  return value instanceof List || value instanceof Tuple || value instanceof Collection
    ? value.items
    : undefined
}

/** From another dictionary or from pairs; false where it is neither. */
function fillDictionary(result: Dictionary, content: Value, context: Context): boolean {
  if (content instanceof Dictionary) {
    context.budget.keep(CONTAINER_BYTES + content.size * ENTRY_BYTES)
    for (const [key, value] of content.entries()) result.set(key, value)
    return true
  }
  const pairs = itemsOf(content)
  if (!pairs) return false
  context.budget.keep(CONTAINER_BYTES + pairs.length * ENTRY_BYTES)
  for (const pair of pairs) {
    const [key, value, ...more] = itemsOf(pair) ?? []
    if (key === undefined || value === undefined || more.length > 0) return false
    result.set(key, value)
  }
  return true
}
