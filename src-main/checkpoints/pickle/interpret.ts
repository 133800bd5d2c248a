/**
 * Interprets one pickle, protocols 0 to 5, and runs nothing of it: what would be a call in Python makes plain
 * data (constructors/) or an inert record of the call. Not here: what the container does with storages.
 * Invariants: every opcode is counted against a budget, memory is taken only for bytes that are in the file,
 * and whatever the bytes are, the result is a value or a UserError('input').
 */
import { UserError } from '../../contract/errors'
import type { ByteSource } from '../byte-source'
import { Budget, INTEGER_BYTES, IN_MEMORY_BYTES, LINE_BYTES, PICKLE_LIMITS, pickleLimits } from './budget'
import type { PickleLimits } from './budget'
import type { Context } from './constructors/constructor'
import { Cursor, OPCODE_BYTES } from './cursor'
import { Machine } from './machine'
import { decodeDecimal, decodeFloat, decodeInteger, decodeQuoted, decodeRawUnicode, decodeUtf8 } from './text'
import { stackOpcode } from './stack-opcodes'
import { LazyBytes, Tuple } from './values'
import type { Value } from './values'

export interface PickleOptions {
  /** Where the pickle begins, in bytes; default 0. */
  start?: number
  /** What a persistent id stands for; without it a pickle that has some is refused. */
  persistent?: (id: Value) => Value
  loadStorage?: Context['loadStorage']
  /** Default: those of a file of the source's size. */
  limits?: PickleLimits
  /** Of the pickle that this one is inside, so that both together stay within bounds. */
  budget?: Budget
}

export interface Pickle {
  value: Value
  /** The byte after its end. */
  end: number
  /** Classes and functions that were named and not known, each once. */
  inert: ReadonlySet<string>
}

/**
 * Reads a pickle.
 * @param source the file, or the part of it that is the pickle; read by range.
 * @throws UserError('input') when it is damaged, asks for too much, refers to what is not in the file, or names
 *   what has no place in a checkpoint.
 */
export async function readPickle(source: ByteSource, options: PickleOptions = {}): Promise<Pickle> {
  const budget = options.budget ?? new Budget(source.name, options.limits ?? pickleLimits(source.size))
  const machine = new Machine({ name: source.name, budget, source, loadStorage: options.loadStorage })
  const cursor = new Cursor(source, options.start ?? 0)
  for (;;) {
    if (cursor.ready < OPCODE_BYTES) await cursor.fill(Math.min(OPCODE_BYTES, cursor.left))
    if (cursor.left === 0) throw cursor.ended()
    budget.opcode()
    const opcode = cursor.uint8()
    if (opcode === 0x2e) return { value: machine.pop(), end: cursor.position, inert: machine.inert } // .
    if (stackOpcode(opcode, cursor, machine)) continue
    const value = await valueOpcode(opcode, cursor, machine, budget, options)
    if (value !== undefined) machine.push(value)
  }
}

/**
 * The opcodes with text or bytes of any length, with a call, or with something outside the pickle.
 * @returns what goes on the stack, if anything does.
 */
async function valueOpcode(
  opcode: number,
  cursor: Cursor,
  machine: Machine,
  budget: Budget,
  options: PickleOptions,
): Promise<Value | undefined> {
  const line = async (most = LINE_BYTES) => (await cursor.line(most)).toString('latin1')
  const known = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw machine.damaged(`it holds ${what} that cannot be read`)
    return value
  }
  const text = async (length: number, kind: 'utf8' | 'latin1') => {
    if (length > IN_MEMORY_BYTES) return new LazyBytes(cursor.source, cursor.skip(length), length, kind)
    const bytes = await cursor.bytes(length)
    budget.keep(length * 2)
    return kind === 'latin1' ? bytes.toString('latin1') : known(decodeUtf8(bytes), 'text')
  }
  const bytes = async (length: number) => {
    if (length > IN_MEMORY_BYTES) return new LazyBytes(cursor.source, cursor.skip(length), length, 'bytes')
    budget.keep(length)
    return new Uint8Array(await cursor.bytes(length))
  }
  const integer = async (length: number) => {
    if (length > INTEGER_BYTES || length < 0)
      throw machine.damaged('it holds an integer of impossible length')
    return decodeInteger(await cursor.bytes(length))
  }
  switch (opcode) {
    case 0x58: // X BINUNICODE
      return await text(cursor.uint32(), 'utf8')
    case 0x8c: // SHORT_BINUNICODE
      return await text(cursor.uint8(), 'utf8')
    case 0x8d: // BINUNICODE8
      return await text(cursor.uint64(), 'utf8')
    case 0x54: // T BINSTRING
      return await text(known(natural(cursor.int32()), 'a string'), 'latin1')
    case 0x55: // U SHORT_BINSTRING
      return await text(cursor.uint8(), 'latin1')
    case 0x42: // B BINBYTES
      return await bytes(cursor.uint32())
    case 0x43: // C SHORT_BINBYTES
      return await bytes(cursor.uint8())
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      return await bytes(cursor.uint64())
    case 0x8a: // LONG1
      return await integer(cursor.uint8())
    case 0x8b: // LONG4
      return await integer(cursor.int32())
    case 0x49: {
      // I INT, which is how protocol 0 writes bools, too
      const digits = await line(INTEGER_BYTES)
      if (digits === '00' || digits === '01') return digits === '01'
      return known(decodeDecimal(digits), 'an integer')
    }
    case 0x4c: // L LONG
      return known(decodeDecimal(await line(INTEGER_BYTES)), 'an integer')
    case 0x46: // F FLOAT
      return known(decodeFloat(await line(INTEGER_BYTES)), 'a number')
    case 0x53: {
      // S STRING
      const quoted = await line(budgetedLine(cursor))
      budget.keep(quoted.length * 2)
      return known(decodeQuoted(quoted), 'text')
    }
    case 0x56: {
      // V UNICODE
      const raw = await cursor.line(budgetedLine(cursor))
      budget.keep(raw.length * 2)
      return known(decodeRawUnicode(raw), 'text')
    }
    case 0x67: // g GET
      machine.recall(known(smallNatural(await line()), 'a reference'))
      return undefined
    case 0x70: // p PUT
      machine.remember(known(smallNatural(await line()), 'a reference'))
      return undefined
    case 0x63: {
      // c GLOBAL
      const module = known(decodeUtf8(await cursor.line(LINE_BYTES)), 'a name')
      return machine.global(module, known(decodeUtf8(await cursor.line(LINE_BYTES)), 'a name'))
    }
    case 0x69: {
      // i INST
      const module = known(decodeUtf8(await cursor.line(LINE_BYTES)), 'a name')
      const type = machine.global(module, known(decodeUtf8(await cursor.line(LINE_BYTES)), 'a name'))
      return await machine.apply(type, new Tuple(machine.popMark()), 'instance')
    }
    case 0x6f: {
      // o OBJ
      const [type, ...args] = machine.popMark()
      return await machine.apply(known(type, 'an object'), new Tuple(args), 'instance')
    }
    case 0x52: // R REDUCE
    case 0x81: {
      // NEWOBJ
      const args = machine.pop()
      return await machine.apply(machine.pop(), args, opcode === 0x52 ? 'result' : 'instance')
    }
    case 0x92: {
      // NEWOBJ_EX
      const keywords = machine.pop()
      const args = machine.pop()
      return await machine.apply(machine.pop(), args, 'instance', keywords)
    }
    case 0x50: // P PERSID
      return persistent(await line(), cursor, options)
    case 0x51: // Q BINPERSID
      return persistent(machine.pop(), cursor, options)
    case 0x82: // EXT1
    case 0x83: // EXT2
    case 0x84: // EXT4
      throw machine.damaged('it uses extension codes, which mean something only where they were registered')
    case 0x97: // NEXT_BUFFER
    case 0x98: // READONLY_BUFFER
      throw machine.damaged('it keeps its values outside, in buffers that are not in the file')
    default:
      throw machine.damaged(
        `at byte ${cursor.position - 1} it has the instruction 0x${opcode.toString(16).padStart(2, '0')}, which does not exist`,
      )
  }
}

function persistent(id: Value, cursor: Cursor, { persistent: load }: PickleOptions): Value {
  if (load) return load(id)
  throw new UserError(
    'input',
    `The pickle in ${cursor.source.name} refers to objects outside it; save the model with torch.save, as one file.`,
  )
}

/** Protocol 0 writes whole arrays as one line; it is paid for when it has been read. */
function budgetedLine(cursor: Cursor): number {
  return Math.min(cursor.left, PICKLE_LIMITS.bytes / 8)
}

function natural(value: number): number | undefined {
  return value >= 0 ? value : undefined
}

function smallNatural(text: string): number | undefined {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined
}
