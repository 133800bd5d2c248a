/**
 * The state of the pickle machine: stack, marks, memo, and what REDUCE, NEWOBJ, BUILD and the like do with
 * values. Nothing is called: a callee on the allow-list has a data constructor of ours, every other one leaves
 * an `Inert`. The loop over the opcodes is in interpret.ts.
 */
import { UserError } from '../../contract/errors'
import { CONTAINERS } from './constructors/containers'
import type { Constructor, Context } from './constructors/constructor'
import { NUMPY, setArrayState, setTypeState } from './constructors/numpy'
import { TORCH, torchType } from './constructors/torch'
import { CONTAINER_BYTES, ENTRY_BYTES, OBJECT_BYTES } from './budget'
import { printable } from '../printable'
import { isForbidden } from './forbidden'
import { Collection, Dictionary, Global, Inert, List, NumpyArray, NumpyType, ScalarType } from './values'
import { Storage, Tensor, Tuple, Unreadable } from './values'
import type { Value } from './values'

/** A pickled object is given its state once, or a few times by inheritance; never often. */
const MAX_STATES = 16
const NAME_CHARACTERS = 1024

export class Machine {
  readonly #stack: Value[] = []
  /** Heights of the stack where a MARK was set. */
  readonly #marks: number[] = []
  readonly #memo = new Map<number, Value>()
  readonly #globals = new Map<string, Value>()
  /** Everything that was named and left inert, once each. */
  readonly inert = new Set<string>()

  constructor(private readonly context: Context) {}

  push(value: Value): void {
    this.#stack.push(value)
    this.context.budget.stack(this.#stack.length + this.#marks.length)
  }

  pop(): Value {
    if (this.#stack.length <= this.fence) throw this.damaged('it takes more from its stack than is there')
    return this.#stack.pop()!
  }

  top(): Value {
    if (this.#stack.length <= this.fence) throw this.damaged('it takes more from its stack than is there')
    return this.#stack.at(-1)!
  }

  /** A container that was made here, which takes memory of its own. */
  pushContainer(value: Dictionary | List | Collection | Tuple): void {
    this.context.budget.keep(CONTAINER_BYTES)
    this.push(value)
  }

  mark(): void {
    this.#marks.push(this.#stack.length)
    this.context.budget.stack(this.#stack.length + this.#marks.length)
  }

  /** Everything since the last mark, which is taken away with it. */
  popMark(): Value[] {
    const height = this.#marks.pop()
    if (height === undefined) throw this.damaged('it looks for a mark that was never set')
    return this.#stack.splice(height)
  }

  /** The opcode POP, which takes a mark where there is nothing above it. */
  discard(): void {
    if (this.#stack.length > this.fence) this.#stack.pop()
    else this.popMark()
  }

  remember(key: number): void {
    this.#memo.set(key, this.top())
    this.context.budget.memo(this.#memo.size)
  }

  get remembered(): number {
    return this.#memo.size
  }

  recall(key: number): void {
    const value = this.#memo.get(key)
    if (value === undefined) throw this.damaged(`it recalls a value (${key}) that it never stored`)
    this.push(value)
  }

  /** What a name stands for: a number type, or the name itself. */
  global(module: Value, name: Value): Value {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw this.damaged('it names a class by something that is no text')
    if (module.length > NAME_CHARACTERS || name.length > NAME_CHARACTERS)
      throw this.damaged('it names a class by more than a thousand characters')
    const key = `${module}:${name}`
    const known = this.#globals.get(key)
    if (known !== undefined) return known
    if (isForbidden(module, name)) {
      throw new UserError(
        'input',
        `${this.context.name} asks Python to use "${printable(`${module}.${name}`)}", which has no place in a file of numbers: opened with Python it may run somebody's code; nothing of it was run here; get the file from a source that you trust.`,
      )
    }
    const value = torchType(module, name) ?? new Global(module, name)
    this.#globals.set(key, value)
    this.context.budget.keep(module.length + name.length)
    if (value instanceof Global && !constructorOf(value)) this.inert.add(printable(value.path))
    return value
  }

  /** REDUCE, and NEWOBJ where `how` is an instance: our own data constructor, or an inert result. */
  async apply(callee: Value, args: Value, how: Inert['how'], keywords?: Value): Promise<Value> {
    if (!(args instanceof Tuple)) throw this.damaged('it calls something with arguments that are no tuple')
    if (!(callee instanceof Global) && !(callee instanceof Inert) && !(callee instanceof ScalarType))
      throw this.damaged('it calls something that is no class and no function')
    if (callee instanceof Global && keywords === undefined) {
      const made = constructorOf(callee)?.(args.items, this.context)
      const value = made instanceof Promise ? await made : made
      if (value !== undefined) return value
      this.inert.add(printable(callee.path))
    }
    this.context.budget.keep(OBJECT_BYTES)
    const inert = new Inert(callee, args.items, how)
    if (keywords instanceof Dictionary) inert.states.push(keywords)
    return inert
  }

  /** BUILD: gives the value on top its state. */
  build(state: Value): void {
    const value = this.top()
    if (value instanceof Inert) {
      if (value.states.length >= MAX_STATES) throw this.damaged('it changes one object again and again')
      value.states.push(state)
    } else if (value instanceof NumpyArray) {
      setArrayState(value, state, this.context)
    } else if (value instanceof NumpyType) {
      setTypeState(value, state)
    } else if (value instanceof Global || value instanceof ScalarType) {
      throw this.damaged('it changes a class itself, which no checkpoint does')
    } else if (
      !isContainer(value) &&
      !(value instanceof Storage || value instanceof Tensor || value instanceof Unreadable)
    ) {
      throw this.damaged('it gives attributes to something that has none')
    }
    // A dictionary's or tensor's own attributes (_metadata, hooks) say nothing about its contents.
  }

  append(items: readonly Value[]): void {
    const target = this.top()
    if (!(target instanceof List) && !(target instanceof Inert))
      throw this.damaged('it appends to something that is no list')
    for (const item of items) target.items.push(item)
  }

  add(items: readonly Value[]): void {
    const target = this.top()
    if (!(target instanceof Collection) && !(target instanceof Inert))
      throw this.damaged('it adds to something that is no set')
    for (const item of items) target.items.push(item)
  }

  setItems(items: readonly Value[]): void {
    const target = this.top()
    const entries = target instanceof Inert ? target.entries : target
    if (!(entries instanceof Dictionary))
      throw this.damaged('it sets keys of something that is no dictionary')
    this.fill(entries, items)
  }

  dictionary(items: readonly Value[]): Dictionary {
    const result = new Dictionary()
    this.fill(result, items)
    return result
  }

  private fill(target: Dictionary, items: readonly Value[]): void {
    if (items.length % 2 !== 0) throw this.damaged('it sets a key without a value')
    this.context.budget.keep((items.length / 2) * ENTRY_BYTES)
    for (let i = 0; i < items.length; i += 2) target.set(items[i]!, items[i + 1]!)
  }

  damaged(what: string): UserError {
    return new UserError('input', `The pickle in ${this.context.name} is damaged: ${what}.`)
  }

  /** Below this height the stack belongs to what was before the last mark. */
  private get fence(): number {
    return this.#marks.at(-1) ?? 0
  }
}

function constructorOf({ module, name }: Global): Constructor | undefined {
  const key = `${module}:${name}`
  return TORCH.get(key) ?? NUMPY.get(key) ?? CONTAINERS.get(key)
}

function isContainer(value: Value): boolean {
  return value instanceof Dictionary || value instanceof List || value instanceof Collection
}
