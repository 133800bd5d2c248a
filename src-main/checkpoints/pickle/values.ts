/**
 * Python's values as they come out of a pickle: data, and nothing that could be called. None, bools, ints,
 * floats and text are JavaScript's own (an int beyond 2^53 is a bigint, bytes are a Uint8Array); containers
 * and tensors are the classes below; everything else is an `Inert` that remembers its name and contents.
 * Values may contain themselves: whoever walks them bounds depth and remembers where it has been.
 */
import type { ByteSource } from '../byte-source'
import type { CheckpointScalar } from '../checkpoint'

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | LazyBytes
  | Tuple
  | List
  | Dictionary
  | Collection
  | Global
  | Inert
  | ScalarType
  | Storage
  | Tensor
  | NumpyType
  | NumpyArray
  | Unreadable

/** Bytes or text that stay in the file, because they are large: an array's values, as a rule. */
export class LazyBytes {
  constructor(
    readonly source: ByteSource,
    readonly offset: number,
    /** Bytes in the file. */
    readonly length: number,
    /**
     * What they are: bytes; text of one byte a character (Python 2's str), which holds bytes as well; or UTF-8,
     * of which only `_codecs.encode(text, 'latin1')` makes bytes again (protocols below 3).
     */
    readonly kind: 'bytes' | 'latin1' | 'utf8' | 'bytes in utf8',
  ) {}
}

export class Tuple {
  constructor(readonly items: readonly Value[]) {}
}

export class List {
  readonly items: Value[] = []
}

/** set, frozenset. */
export class Collection {
  readonly items: Value[] = []
}

/** dict, OrderedDict, defaultdict, Counter: in insertion order. Keys that are no plain values are equal only to themselves. */
export class Dictionary {
  /** Null while it is empty: a file may hold a million empty ones. */
  #entries: Map<Value, [Value, Value]> | null = null

  set(key: Value, value: Value): void {
    // Python's True and 1 are one key.
    const same = typeof key === 'boolean' ? Number(key) : key
    const entries = (this.#entries ??= new Map<Value, [Value, Value]>())
    const present = entries.get(same)
    if (present) present[1] = value
    else entries.set(same, [key, value])
  }

  get(key: string): Value | undefined {
    return this.#entries?.get(key)?.[1]
  }

  has(key: string): boolean {
    return this.#entries?.has(key) ?? false
  }

  get size(): number {
    return this.#entries?.size ?? 0
  }

  entries(): Iterable<readonly [Value, Value]> {
    return this.#entries?.values() ?? []
  }
}

/** A class or function that the pickle names; never looked up anywhere, never called. */
export class Global {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  /** E.g. `blurnet.models.BlurNet`. */
  get path(): string {
    return `${this.module}.${this.name}`
  }
}

/** What Python would have made by calling something that we do not know: what was to be called, and with what. */
export class Inert {
  readonly states: Value[] = []
  /** What was appended to it, or set by key. */
  readonly items: Value[] = []
  readonly entries = new Dictionary()

  constructor(
    /** What would have been called: a global, as a rule, or the result of another call. */
    readonly callee: Value,
    readonly args: readonly Value[],
    /** An instance of a class, or the result of a function, as far as the opcode tells. */
    readonly how: 'instance' | 'result',
  ) {}

  /** The class's or function's name; '' for the result of a result. */
  get path(): string {
    return this.callee instanceof Global ? this.callee.path : ''
  }

  /** An attribute of the object, from the last state that has it. */
  attribute(name: string): Value | undefined {
    for (const part of this.stateParts().reverse()) {
      const value = part.get(name)
      if (value !== undefined) return value
    }
    return undefined
  }

  /** How many entries its states have together. */
  get attributeCount(): number {
    return this.stateParts().reduce((sum, part) => sum + part.size, 0)
  }

  /** All attributes; a later state replaces an earlier one's. */
  attributes(): Dictionary {
    const parts = this.stateParts()
    if (parts.length === 1) return parts[0]!
    const result = new Dictionary()
    for (const part of parts) for (const [key, value] of part.entries()) result.set(key, value)
    return result
  }

  /** States are dictionaries, or pairs (dictionary of attributes, dictionary of slots). */
  private stateParts(): Dictionary[] {
    return this.states.flatMap((state) =>
      state instanceof Dictionary
        ? [state]
        : state instanceof Tuple && state.items.length === 2
          ? state.items.filter((part) => part instanceof Dictionary)
          : [],
    )
  }
}

/** A `torch.dtype`, or a storage class such as `torch.FloatStorage`; `scalar` is null where we do not read it (complex64). */
export class ScalarType {
  constructor(
    readonly name: string,
    readonly scalar: CheckpointScalar | null,
    /** Bytes a number; 0 where unknown. */
    readonly bytes: number,
    readonly kind: 'dtype' | 'storage' | 'untyped storage',
  ) {}
}

/** A block of numbers that a container keeps outside the pickle. */
export class Storage {
  /** Where its bytes are; the container says so once it knows, and checks that they are enough. */
  data: ByteSource | null = null
  littleEndian = true

  constructor(
    readonly type: ScalarType,
    readonly key: string,
    /** Numbers of `type` that it should hold. */
    readonly count: number,
    readonly location: string,
    /** First number of the block that belongs to it, for views of old files. */
    readonly viewOffset = 0,
  ) {}
}

/** A view of a storage. Its extent has been checked against the storage's own claim when it was made. */
export class Tensor {
  constructor(
    readonly storage: Storage,
    readonly scalar: CheckpointScalar,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}
}

/** A `numpy.dtype`; `scalar` is null for what is no number that we read, e.g. 'O'. */
export class NumpyType {
  littleEndian = true

  constructor(
    readonly code: string,
    readonly scalar: CheckpointScalar | null,
    readonly bytes: number,
  ) {}
}

/** A `numpy.ndarray`, whose contents arrive after it was made (by BUILD). */
export class NumpyArray {
  type: NumpyType | null = null
  shape: readonly number[] = []
  fortranOrder = false
  data: Uint8Array | LazyBytes | null = null
  /** Why it cannot be read, e.g. `holds Python objects`; '' where it can. */
  unreadable = ''
}

/** A tensor that is there but not read; `why` completes the sentence "NAME …". */
export class Unreadable {
  constructor(readonly why: string) {}
}
