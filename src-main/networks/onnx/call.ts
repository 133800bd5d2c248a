/** One operator about to be computed: its inputs, its attributes, and what it may keep for the next run. */
import { printable } from '../../checkpoints/printable'
import { UserError } from '../../contract/errors'
import type { OnnxNode, OnnxTensor } from '../../checkpoints/onnx/onnx-graph'
import type { Tensor } from '../../devices/tf'
import type { Draws } from '../network'
import type { Value } from './value'

/** Computes one operator. */
export type Operator = (call: Call) => Value | Value[]

/** A variant of an operator that is not computed; the sentence names the node. */
export class NotComputed extends UserError {
  constructor(node: OnnxNode, what: string) {
    super(
      'input',
      `The ONNX model's node "${printable(node.name)}" (${printable(node.operator)}) ${what}, which Halfpower does not compute.`,
    )
  }
}

export class Call {
  constructor(
    readonly node: OnnxNode,
    readonly opset: number,
    readonly inputs: readonly (Value | null)[],
    private readonly memory: Map<string, Tensor>,
    private readonly keep: (tensor: Tensor) => Tensor,
    /** Batch size that the file fixes, and the one that is computed; equal or null where nothing is to be rewritten. */
    readonly batch: { fixed: number; actual: number } | null,
    /** Which random numbers this run draws. */
    readonly draws: Draws | undefined,
  ) {}

  input(index: number): Value {
    const value = this.inputs[index]
    if (!value) throw this.refuse(`lacks its input ${index + 1}`)
    return value
  }

  optional(index: number): Value | null {
    return this.inputs[index] ?? null
  }

  /** An input that decides a shape or an axis, as numbers. */
  numbers(index: number): number[] {
    const value = this.input(index)
    if (!value.known) throw this.refuse(`takes a shape, an axis or a position that depends on the pixels`)
    return Array.from(value.known)
  }

  optionalNumbers(index: number): number[] | null {
    return this.optional(index) ? this.numbers(index) : null
  }

  /** Whether an attribute or, since some version, an input says it: axes of Squeeze, sizes of Split. */
  numbersOr(attribute: string, index: number): number[] | null {
    return this.list(attribute) ?? this.optionalNumbers(index)
  }

  has(attribute: string): boolean {
    return this.node.attributes[attribute] !== undefined
  }

  number(attribute: string, otherwise: number): number {
    const value = this.node.attributes[attribute]
    return typeof value === 'number' ? value : otherwise
  }

  text(attribute: string, otherwise: string): string {
    const value = this.node.attributes[attribute]
    return typeof value === 'string' ? value : otherwise
  }

  list(attribute: string): number[] | null {
    const value = this.node.attributes[attribute]
    return Array.isArray(value) ? value.map(Number) : null
  }

  tensor(attribute: string): OnnxTensor | null {
    const value = this.node.attributes[attribute]
    return typeof value === 'object' && 'dtype' in value ? value : null
  }

  /** An axis, counted from the end where negative. */
  axis(value: number, rank: number): number {
    const axis = value < 0 ? value + rank : value
    if (!Number.isInteger(axis) || axis < 0 || axis >= Math.max(rank, 1))
      throw this.refuse(`asks for axis ${value} of a value with ${rank} axes`)
    return axis
  }

  /** A tensor made from constants alone: made once, kept with the graph. */
  derived(role: string, make: () => Tensor): Tensor {
    const known = this.memory.get(role)
    if (known) return known
    const tensor = this.keep(make())
    this.memory.set(role, tensor)
    return tensor
  }

  refuse(what: string): NotComputed {
    return new NotComputed(this.node, what)
  }
}
