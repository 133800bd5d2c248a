/**
 * Looks over the bytes of an ONNX file before they are decoded: a few bytes of a hostile file can promise
 * millions of objects or thousands of nested graphs. Counts and bounds only; knows of ONNX's format just
 * which fields hold messages. Takes no memory that depends on the file.
 */
import { UserError } from '../../contract/errors'

/** More nodes than any model of images has, by a factor of ten. */
const MOST_NODES = 32_768
/** Nodes, tensors, attributes, names and dimensions together. */
const MOST_FIELDS = 2_000_000
/** Messages, each of which becomes an object: so many for every file, one more for so many bytes, and never more than these. */
const FREE_MESSAGES = 100_000
const BYTES_PER_MESSAGE = 16
const MOST_MESSAGES = 500_000
/** Graphs in graphs, types in types. */
const DEEPEST = 24
/** Whole numbers of 64 bits that are stored one by one, each of which becomes an object: bytes of all of them together. */
const MOST_INTEGER_BYTES = 2 * 1024 ** 2
/** Numbers stored in lists rather than raw: bytes of all of them together; of files beyond 100 MB as many as they have. */
const MOST_LISTED_BYTES = 64 * 1024 ** 2
const LARGE_FILE = 100 * 1000 ** 2

/** Bytes of a name (of a value, a node, an operator); what exporters write has some hundred. */
const LONGEST_NAME = 4096

/** Per kind of message: which fields hold messages of which kind, and which hold lists of numbers (of 64 bits, or others). */
interface Kind {
  messages: Readonly<Record<number, string>>
  integers?: readonly number[]
  floats?: readonly number[]
  /** Names, which reach sentences and are keys. */
  names?: readonly number[]
}

const KINDS: Readonly<Record<string, Kind>> = {
  model: { messages: { 7: 'graph', 8: 'leaf', 14: 'leaf', 20: 'training', 25: 'function' } },
  training: { messages: { 1: 'graph', 2: 'graph', 3: 'leaf', 4: 'leaf' } },
  function: { messages: { 7: 'node', 9: 'leaf' } },
  graph: {
    messages: {
      1: 'node',
      5: 'tensor',
      11: 'value',
      12: 'value',
      13: 'value',
      14: 'annotation',
      15: 'sparse',
    },
  },
  node: { messages: { 5: 'attribute' }, names: [1, 2, 3, 4, 7] },
  attribute: {
    messages: {
      5: 'tensor',
      6: 'graph',
      10: 'tensor',
      11: 'graph',
      14: 'type',
      15: 'type',
      22: 'sparse',
      23: 'sparse',
    },
    integers: [8],
    floats: [7],
    names: [1],
  },
  tensor: { messages: { 3: 'leaf', 13: 'leaf' }, integers: [1, 7, 11], floats: [4, 5, 10], names: [8] },
  sparse: { messages: { 1: 'tensor', 2: 'tensor' }, integers: [3] },
  value: { messages: { 2: 'type' }, names: [1] },
  type: { messages: { 1: 'shaped', 4: 'nested', 5: 'nested', 7: 'leaf', 8: 'shaped', 9: 'nested' } },
  nested: { messages: { 1: 'type', 2: 'type' } },
  shaped: { messages: { 2: 'shape' } },
  shape: { messages: { 1: 'side' } },
  side: { messages: {}, names: [2] },
  annotation: { messages: { 2: 'leaf' } },
  leaf: { messages: {} },
}

/**
 * @param name how sentences call the file
 * @throws UserError('input') for bytes that are no protocol buffer, or promise more than any model holds.
 */
export function checkWire(bytes: Uint8Array, name: string): void {
  new Walk(bytes, name).message('model', 0, bytes.length, 0)
}

class Walk {
  private fields = 0
  private messages = 0
  private nodes = 0
  private integerBytes = 0
  private listedBytes = 0

  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
  ) {}

  message(kind: string, start: number, end: number, depth: number): void {
    if (depth > DEEPEST) this.refuse('holds graphs or types nested too deeply to be a model')
    if (kind === 'node' && ++this.nodes > MOST_NODES)
      this.refuse(
        `has more than ${MOST_NODES} operators, which no classifier of images has; choose another file`,
      )
    if (++this.messages > Math.min(MOST_MESSAGES, FREE_MESSAGES + this.bytes.length / BYTES_PER_MESSAGE))
      this.refuse('promises more parts than any model of its size has; it is damaged, or was made to deceive')
    const { messages, integers = [], floats = [], names = [] } = KINDS[kind]!
    let position = start
    while (position < end) {
      if (++this.fields > MOST_FIELDS)
        this.refuse('promises more parts than any model has; it is damaged, or was made to deceive')
      const [tag, afterTag] = this.varint(position, end)
      const field = Math.floor(tag / 8)
      position = afterTag
      switch (tag % 8) {
        case 0:
          position = this.varint(position, end)[1]
          break
        case 1:
          position += 8
          break
        case 5:
          position += 4
          break
        case 2: {
          const [length, from] = this.varint(position, end)
          position = from + length
          if (position > end) this.damaged()
          if (integers.includes(field)) this.integerBytes += length
          if (floats.includes(field)) this.listedBytes += length
          if (length > LONGEST_NAME && names.includes(field))
            this.refuse(
              `has a name of ${length} bytes, which no exporter writes; it is damaged, or was made to deceive`,
            )
          const inner = messages[field]
          if (inner !== undefined) this.message(inner, from, position, depth + 1)
          break
        }
        default:
          this.damaged()
      }
      if (position > end) this.damaged()
    }
    const listed = this.bytes.length > LARGE_FILE ? this.bytes.length : MOST_LISTED_BYTES
    if (this.integerBytes > MOST_INTEGER_BYTES || this.listedBytes > listed)
      this.refuse(
        'stores its numbers one by one instead of raw, and too many of them; save it again with a newer exporter',
      )
  }

  private varint(start: number, end: number): [value: number, next: number] {
    let value = 0
    for (let i = 0; i < 10; i++) {
      if (start + i >= end) this.damaged()
      const byte = this.bytes[start + i]!
      value += (byte & 0x7f) * 2 ** (7 * i)
      if (byte < 0x80) return [value, start + i + 1]
    }
    return this.damaged()
  }

  private damaged(): never {
    return this.refuse('is no ONNX model, or is damaged or cut off; export or download it again')
  }

  private refuse(what: string): never {
    throw new UserError('input', `${this.name} ${what}.`)
  }
}
