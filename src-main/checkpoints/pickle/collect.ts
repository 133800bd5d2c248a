/**
 * Finds what is of use in an interpreted pickle, wherever it stands: state dictionaries, whole modules, arrays
 * in dictionaries, jarvis' (array, dtype) pairs; and the plain values beside them. An optimiser's state is
 * left aside. Nothing is read here.
 * Invariant: every object is visited once, however often it is referred to, and what is found is counted over the whole
 * file (extent.ts), so that time and memory are bounded by the file's size.
 */
import type { CheckpointScalar, CheckpointTensor, CheckpointValue, TensorDictionary } from '../checkpoint'
import { countValues } from '../values'
import { printable } from '../printable'
import { contradictoryTotal, MAX_DEPTH, MAX_DICTIONARIES, MAX_NOTES } from './collect-limits'
import { Extent } from './extent'
import { className, flattenModule, isModule } from './module-tree'
import { PlainValues, define, keyText } from './plain'
import { tensorOfArray, tensorOfStorage } from './strided'
import {
  Collection,
  Dictionary,
  Inert,
  List,
  NumpyArray,
  ScalarType,
  Tensor,
  Tuple,
  Unreadable,
} from './values'
import type { Value } from './values'

export interface Collected {
  dictionaries: TensorDictionary[]
  notes: Record<string, CheckpointValue>
  /** Sentences about tensors that are not read, and about what was left aside. */
  warnings: string[]
  /** Classes of the whole modules that were found. */
  modules: string[]
}

type TensorLike = Tensor | NumpyArray | Unreadable | Tuple

/**
 * @param file how sentences call the file.
 * @param bytes what all its numbers take, unpacked; far more numbers than that are a lie.
 * @param fileBytes of the file as it lies on the disk.
 * @throws UserError('input') for a file whose parts refer to each other so often that nobody could look at all of them.
 */
export function collect(root: Value, file: string, bytes: number, fileBytes: number): Collected {
  const result: Collected = { dictionaries: [], notes: {}, warnings: [], modules: [] }
  const seen = new Set<Value>()
  const extent = new Extent(file, fileBytes)
  const plainValues = new PlainValues()
  const count = { notes: 0, unread: 0, tooDeep: 0 }

  const add = (
    path: readonly string[],
    named: readonly (readonly [string, TensorLike])[],
    classes: TensorDictionary['classes'] = {},
    attributes: TensorDictionary['attributes'] = {},
  ) => {
    const tensors: CheckpointTensor[] = []
    for (const [name, value] of named) {
      extent.part(name)
      const tensor = readable(name, value)
      if (typeof tensor !== 'string') tensors.push(tensor)
      else if (++count.unread <= 20)
        result.warnings.push(`"${printable([...path, name].join('.'))}" ${tensor}; it was left aside.`)
    }
    if (tensors.length === 0) return
    const total = tensors.reduce((sum, tensor) => sum + countValues(tensor.shape), 0)
    if (total > 4 * bytes + 2 ** 26) throw contradictoryTotal(file, total)
    if (result.dictionaries.length >= MAX_DICTIONARIES) return
    result.dictionaries.push({ path, tensors, classes, attributes })
  }
  const readable = (name: string, value: TensorLike): CheckpointTensor | string => {
    if (value instanceof Tensor) return tensorOfStorage(name, value, file)
    if (value instanceof Unreadable) return value.why
    const { array, dtype } = arrayOf(value)!
    return tensorOfArray(name, array, file, dtype) ?? (array.unreadable || 'is an array without values')
  }

  const visit = (value: Value, path: readonly string[]) => {
    if (!isComposite(value) || seen.has(value)) return
    seen.add(value)
    if (path.length > MAX_DEPTH) {
      count.tooDeep++
      return
    }
    if (isModule(value)) {
      const tree = flattenModule(value, file, extent, plainValues)
      result.modules.push(className(value))
      add(path, tree.tensors, tree.classes, tree.attributes)
      return
    }
    if (isOptimiser(value)) {
      result.warnings.push(`An optimiser's state${at(path)} was left aside.`)
      return
    }
    extent.look(countEntries(value))
    const entries = entriesOf(value)
    add(
      path,
      entries.filter((entry): entry is [string, TensorLike] => isTensorLike(entry[1])),
    )
    for (const [key, part] of entries) {
      if (isTensorLike(part)) continue
      const inner = [...path, key]
      // Items of a list are notes only as the whole list; and no list is looked through twice.
      const isNote = count.notes < MAX_NOTES && !isList(value) && !seen.has(part)
      const plain = isNote ? plainValues.of(part) : undefined
      if (plain !== undefined) {
        const name = inner.join('.')
        if (!extent.note(name.length + lengthOf(plain))) count.notes = MAX_NOTES
        else {
          define(result.notes, name, plain)
          count.notes++
        }
      } else {
        visit(part, inner)
      }
    }
  }

  if (isTensorLike(root)) add([], [['tensor', root]])
  else visit(root, [])
  if (count.unread > 20)
    result.warnings.push(`${count.unread - 20} more tensors are not read and were left aside.`)
  if (count.tooDeep > 0) result.warnings.push(`What is nested more than ${MAX_DEPTH} deep was left aside.`)
  return result
}

function isComposite(value: Value): value is Dictionary | Inert | List | Tuple | Collection {
  return value instanceof Dictionary || value instanceof Inert || isList(value)
}

function isList(value: Value): value is List | Tuple | Collection {
  return value instanceof List || value instanceof Tuple || value instanceof Collection
}

/** Parts by name; of an inert object its attributes, what was put into it, and what it was made with. */
function entriesOf(value: Dictionary | Inert | List | Tuple | Collection): [string, Value][] {
  if (value instanceof Dictionary) {
    const entries: [string, Value][] = []
    for (const [key, part] of value.entries()) {
      const text = keyText(key)
      if (text !== undefined) entries.push([text, part])
    }
    return entries
  }
  if (value instanceof Inert) {
    return [
      ...entriesOf(value.attributes()),
      ...entriesOf(value.entries),
      ...numbered(value.items, MAX_NOTES),
      ...numbered(value.args, MAX_NOTES),
    ]
  }
  return numbered(value.items, 0)
}

/** As many as `entriesOf` gives, or more; asked before they are made. */
function countEntries(value: Dictionary | Inert | List | Tuple | Collection): number {
  if (value instanceof Dictionary) return value.size
  if (value instanceof Inert)
    return value.attributeCount + value.entries.size + value.items.length + value.args.length
  return value.items.length
}

/** Characters and items of a plain value. */
function lengthOf(value: CheckpointValue): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  return value.reduce<number>((sum, item) => sum + lengthOf(item), 1)
}

/** Items by their number; plain ones, of which a list may have millions, only among the first so many. */
function numbered(items: readonly Value[], plain: number): [string, Value][] {
  const entries: [string, Value][] = []
  for (const [i, item] of items.entries())
    if (i < plain || (typeof item === 'object' && item !== null)) entries.push([String(i), item])
  return entries
}

function isTensorLike(value: Value): value is TensorLike {
  return value instanceof Tensor || value instanceof Unreadable || arrayOf(value) !== undefined
}

/** A NumPy array, by itself or as jarvis pairs it: (array, torch.dtype). */
function arrayOf(value: Value): { array: NumpyArray; dtype: CheckpointScalar | null } | undefined {
  if (value instanceof NumpyArray) return { array: value, dtype: null }
  if (!(value instanceof Tuple) || value.items.length !== 2) return undefined
  const [array, dtype] = value.items
  return array instanceof NumpyArray && dtype instanceof ScalarType && dtype.kind === 'dtype'
    ? { array, dtype: dtype.scalar }
    : undefined
}

function isOptimiser(value: Value): boolean {
  return value instanceof Dictionary && value.has('param_groups') && value.has('state')
}

function at(path: readonly string[]): string {
  return path.length === 0 ? '' : ` under "${printable(path.join('.'))}"`
}
