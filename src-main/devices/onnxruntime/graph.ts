/**
 * What the lazy backend writes down: values, and the operations that will produce them. Recording
 * computes nothing; `plan.ts` decides what to compute, `lowering.ts` turns it into an ONNX model.
 * Invariant: a `Val` has either data or a producing node, and once it has data the node is forgotten.
 */
import type { Tensor } from 'onnxruntime-common'
import type { Lowered } from './lowered'
import type { Lowering } from './lowering'

/** Element types the backend knows; a bool is one byte, 0 or 1. */
export type ElementType = 'float32' | 'int32' | 'bool'
export type Values = Float32Array | Int32Array | Uint8Array

export interface Specification {
  shape: number[]
  dtype: ElementType
}

/** A tensor's storage, present or promised; the object is tfjs's `dataId`. */
export class Val {
  node: Node | null = null
  data: Values | null = null
  /** The same bytes as ONNX Runtime sees them, made at first use. */
  tensor: Tensor | null = null
  refCount = 1
  /** Never changes while it lives: becomes an initialiser of compiled graphs. */
  frozen = false
  /** Why it could not be computed: said again whenever somebody wants it. */
  failure: string | null = null
  /** Position in the plan that is being built; meaningless outside `plan.ts`. */
  slot = -1

  constructor(
    readonly id: number,
    readonly shape: number[],
    readonly dtype: ElementType,
  ) {}
}

/** A value together with the shape under which it is used: reshaping shares the storage. */
export interface Input {
  val: Val
  shape: number[]
}

export type AttributeValue =
  number | boolean | string | null | AttributeValue[] | { [key: string]: AttributeValue }
export type Attributes = Record<string, AttributeValue>

export interface Node {
  operator: Operator
  inputs: Input[]
  attributes: Attributes
  /** Canonical text of the attributes, part of the structural key. */
  attributesKey: string
  outputs: Val[]
  /** Number of the plan that last visited this node. */
  visited: number
}

/** What an operator's lowering is given for each input: the lowered value, seen under the input's shape. */
export interface Operand {
  value: Lowered
  shape: number[]
  dtype: ElementType
  /** How many nodes of the plan use the value, plus one if it is an output. */
  uses: number
  /** Names the value: two operands with the same key are the same tensor. */
  key: number
  /** The data of a frozen leaf, for lowerings that rearrange weights once instead of at every run. */
  constant: Values | null
}

/** One tfjs kernel: how its outputs look, and which ONNX operators compute them. */
export interface Operator {
  /** tfjs's kernel name. */
  name: string
  /** Names of the inputs in tfjs's map, in order; `'*'` takes an array of inputs. */
  inputs: readonly string[]
  /** True when the kernel returns a list even of one output. */
  several?: boolean
  /** Shapes and types of the outputs; throws a sentence when the inputs do not fit. */
  infer(inputs: Specification[], attributes: Attributes): Specification[]
  lower(lowering: Lowering, inputs: Operand[], attributes: Attributes, outputs: Specification[]): Lowered[]
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1
  for (const dimension of shape) size *= dimension
  return size
}

export const BYTES: Record<ElementType, number> = { float32: 4, int32: 4, bool: 1 }

export function allocate(dtype: ElementType, size: number): Values {
  if (dtype === 'float32') return new Float32Array(size)
  if (dtype === 'int32') return new Int32Array(size)
  return new Uint8Array(size)
}
