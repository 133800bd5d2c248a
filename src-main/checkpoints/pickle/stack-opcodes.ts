/**
 * The opcodes that need nothing but the stack and a few bytes at hand: numbers, containers, memo, BUILD. The
 * others are in interpret.ts.
 */
import type { Cursor } from './cursor'
import type { Machine } from './machine'
import { Collection, Dictionary, List, Tuple } from './values'
import type { Value } from './values'

const LAST_PROTOCOL = 5

/** Does one opcode; false for those that are not here. */
export function stackOpcode(opcode: number, cursor: Cursor, machine: Machine): boolean {
  switch (opcode) {
    case 0x28: // ( MARK
      machine.mark()
      return true
    case 0x30: // 0 POP
      machine.discard()
      return true
    case 0x31: // 1 POP_MARK
      machine.popMark()
      return true
    case 0x32: // 2 DUP
      machine.push(machine.top())
      return true
    case 0x4a: // J BININT
      machine.push(cursor.int32())
      return true
    case 0x4b: // K BININT1
      machine.push(cursor.uint8())
      return true
    case 0x4d: // M BININT2
      machine.push(cursor.uint16())
      return true
    case 0x47: // G BINFLOAT
      machine.push(cursor.float64())
      return true
    case 0x4e: // N NONE
      machine.push(null)
      return true
    case 0x88: // NEWTRUE
      machine.push(true)
      return true
    case 0x89: // NEWFALSE
      machine.push(false)
      return true
    case 0x7d: // } EMPTY_DICT
      machine.pushContainer(new Dictionary())
      return true
    case 0x5d: // ] EMPTY_LIST
      machine.pushContainer(new List())
      return true
    case 0x29: // ) EMPTY_TUPLE
      machine.pushContainer(new Tuple([]))
      return true
    case 0x8f: // EMPTY_SET
      machine.pushContainer(new Collection())
      return true
    case 0x64: // d DICT
      machine.pushContainer(machine.dictionary(machine.popMark()))
      return true
    case 0x6c: // l LIST
      machine.pushContainer(withItems(new List(), machine.popMark()))
      return true
    case 0x91: // FROZENSET
      machine.pushContainer(withItems(new Collection(), machine.popMark()))
      return true
    case 0x74: // t TUPLE
      machine.pushContainer(new Tuple(machine.popMark()))
      return true
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: {
      // TUPLE3
      const items: Value[] = []
      for (let i = 0; i < opcode - 0x84; i++) items.unshift(machine.pop())
      machine.pushContainer(new Tuple(items))
      return true
    }
    case 0x61: {
      // a APPEND
      const item = machine.pop()
      machine.append([item])
      return true
    }
    case 0x65: // e APPENDS
      machine.append(machine.popMark())
      return true
    case 0x73: {
      // s SETITEM
      const value = machine.pop()
      const key = machine.pop()
      machine.setItems([key, value])
      return true
    }
    case 0x75: // u SETITEMS
      machine.setItems(machine.popMark())
      return true
    case 0x90: // ADDITEMS
      machine.add(machine.popMark())
      return true
    case 0x62: // b BUILD
      machine.build(machine.pop())
      return true
    case 0x68: // h BINGET
      machine.recall(cursor.uint8())
      return true
    case 0x6a: // j LONG_BINGET
      machine.recall(cursor.uint32())
      return true
    case 0x71: // q BINPUT
      machine.remember(cursor.uint8())
      return true
    case 0x72: // r LONG_BINPUT
      machine.remember(cursor.uint32())
      return true
    case 0x94: // MEMOIZE
      machine.remember(machine.remembered)
      return true
    case 0x93: {
      // STACK_GLOBAL
      const name = machine.pop()
      const module = machine.pop()
      machine.push(machine.global(module, name))
      return true
    }
    case 0x80: // PROTO
      checkProtocol(cursor.uint8(), machine)
      return true
    case 0x95: // FRAME
      if (cursor.uint64() > cursor.left) throw cursor.ended()
      return true
    default:
      return false
  }
}

function checkProtocol(protocol: number, machine: Machine): void {
  if (protocol > LAST_PROTOCOL)
    throw machine.damaged(`it has protocol ${protocol}; protocols 0 to ${LAST_PROTOCOL} can be read`)
}

function withItems<T extends List | Collection>(target: T, items: readonly Value[]): T {
  for (const item of items) target.items.push(item)
  return target
}
