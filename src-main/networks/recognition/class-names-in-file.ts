/**
 * The names of its classes that a file of a model carries: in the metadata of ONNX (`names`, as Ultralytics writes them)
 * and safetensors, or beside the weights of a checkpoint (`classes`, `class_to_idx`, `id2label`). Pure. They are taken
 * only where they name every class once: half a list would shift the others.
 */
import type { CheckpointValue } from '../../checkpoints/checkpoint'

/** What a list of names is called, and what a dictionary of them. */
const LISTS = new Set([
  'names',
  'classes',
  'class_names',
  'classnames',
  'class_labels',
  'label_names',
  'labels',
  'vocab',
])
/** Index → name, and name → index. */
const BY_INDEX = new Set([...LISTS, 'id2label', 'idx_to_class', 'idx2class', 'index_to_class'])
const BY_NAME = new Set(['class_to_idx', 'class2idx', 'label2id', 'class_to_index'])

const MAX_TEXT = 4 * 1024 ** 2
const MAX_NAME = 200

export interface NamedClasses {
  names: string[]
  /** What they are called in the file, or the file beside it. */
  where: string
  beside?: true
}

/**
 * @param notes of an opened checkpoint, by dotted path
 * @param classes how many the model tells apart
 */
export function classNamesIn(
  notes: Readonly<Record<string, CheckpointValue>>,
  classes: number,
): NamedClasses | undefined {
  const pairs = new Map<string, [string, CheckpointValue][]>()
  for (const [path, value] of Object.entries(notes)) {
    const parts = path.split('.')
    const whole = parts.at(-1)!.toLowerCase()
    if (BY_INDEX.has(whole) || BY_NAME.has(whole)) {
      const names = fromValue(value, whole, classes)
      if (names) return { names, where: path }
    }
    // A dictionary's entries are notes of their own, whose names may have dots.
    const at = parts.findIndex((part) => BY_INDEX.has(part.toLowerCase()) || BY_NAME.has(part.toLowerCase()))
    if (at < 0 || at === parts.length - 1) continue
    const where = parts.slice(0, at + 1).join('.')
    const entry: [string, CheckpointValue] = [parts.slice(at + 1).join('.'), value]
    const known = pairs.get(where)
    // Not a new list each time: a small file may have fifty thousand such notes.
    if (known) known.push(entry)
    else pairs.set(where, [entry])
  }
  for (const [where, entries] of pairs) {
    const names = fromPairs(entries, where.split('.').at(-1)!.toLowerCase(), classes)
    if (names) return { names, where }
  }
  return undefined
}

/** What is said of names that a file carries. */
export function classNamesWords({ names, where, beside }: NamedClasses): string {
  const said = names.slice(0, 3).map((name) => `"${name}"`)
  const says = beside
    ? `Beside the file ${where} names its ${names.length} classes`
    : `The file names its ${names.length} classes (${where})`
  return `${says}: ${said.join(', ')}${names.length > 3 ? ', …' : ''}.`
}

function fromValue(value: CheckpointValue, key: string, classes: number): string[] | undefined {
  if (Array.isArray(value)) return checked(value as readonly CheckpointValue[], classes)
  if (typeof value !== 'string' || value.length > MAX_TEXT) return undefined
  const parsed = fromJson(value) ?? fromPython(value)
  if (Array.isArray(parsed)) return checked(parsed as CheckpointValue[], classes)
  return parsed === undefined
    ? undefined
    : fromPairs(Object.entries(parsed as Readonly<Record<string, CheckpointValue>>), key, classes)
}

function fromPairs(
  entries: readonly (readonly [string, CheckpointValue])[],
  key: string,
  classes: number,
): string[] | undefined {
  if (entries.length !== classes) return undefined
  const names: (string | undefined)[] = Array<string | undefined>(classes).fill(undefined)
  for (const [first, second] of entries) {
    const [index, name] = BY_NAME.has(key) ? [Number(second), first] : [Number(first), second]
    if (!Number.isInteger(index) || index < 0 || index >= classes || names[index] !== undefined)
      return undefined
    if (typeof name === 'string') names[index] = name
  }
  return checked(
    names.map((name) => name ?? null),
    classes,
  )
}

function checked(values: readonly CheckpointValue[], classes: number): string[] | undefined {
  const fits = (value: CheckpointValue): value is string =>
    typeof value === 'string' && value.trim() !== '' && value.length <= MAX_NAME
  const names = values.filter(fits)
  return values.length === classes && names.length === classes && new Set(names).size === classes
    ? names
    : undefined
}

type Parsed = readonly unknown[] | Readonly<Record<string, CheckpointValue>>

function fromJson(text: string): Parsed | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Parsed) : undefined
  } catch {
    return undefined
  }
}

/** Python's `repr` of a list of texts or a dictionary of numbers and texts; undefined for anything else. */
function fromPython(text: string): Parsed | undefined {
  const token = /\s*(?:(-?\d+)|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([[\]{}():,]))/y
  const tokens: (string | { value: string })[] = []
  // Once: looking for the end of blanks after each token would go through all of them as often.
  const written = text.trimEnd()
  for (let at = 0; at < written.length; at = token.lastIndex) {
    token.lastIndex = at
    const match = token.exec(written)
    if (!match) return undefined
    const [, number, single, double, mark] = match
    tokens.push(mark ?? { value: number ?? (single ?? double)!.replace(/\\(['"\\])/g, '$1') })
  }
  const [open, ...rest] = tokens
  const close = open === '{' ? '}' : open === '[' ? ']' : open === '(' ? ')' : undefined
  if (close === undefined || rest.pop() !== close) return undefined
  const values = rest.filter((each) => typeof each !== 'string')
  const marks = rest.filter((each) => typeof each === 'string')
  if (marks.some((mark) => mark !== ',' && mark !== ':')) return undefined
  const texts = values.map(({ value }) => value)
  if (open !== '{') return texts
  if (texts.length % 2 !== 0) return undefined
  return Object.fromEntries(
    Array.from({ length: texts.length / 2 }, (_, i): [string, CheckpointValue] => [
      texts[2 * i]!,
      texts[2 * i + 1]!,
    ]),
  )
}
