/**
 * What the lazy backend writes down: values, and the operations that will produce them. Recording
 * computes nothing; `plan.ts` decides what to compute, `lower-plan.ts` turns it into an ONNX model.
 * Invariant: a `Val` has either data or a producing node, and once it has data the node is forgotten.
 */
import type { Tensor } from 'onnxruntime-common'
import type { Operator } from './operator'
import type { Attributes, ElementType, Values } from './values'

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
