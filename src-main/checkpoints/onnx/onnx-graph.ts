/**
 * An ONNX model as plain data: what it computes, on which constants, from what to what. Not here: how it is
 * read (read-graph.ts), what its operators mean (networks/onnx).
 * Invariant: nothing is converted or copied before `read()` is called on a tensor.
 */
import type { CheckpointScalar } from '../checkpoint'

/** Element types by ONNX's names in lower case. */
export type OnnxElement = CheckpointScalar

export interface OnnxTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: OnnxElement
  /**
   * All values in row-major order: Float32Array for floating-point types (float64 is rounded), Float64Array for
   * whole numbers and truth values (exact up to 2^53).
   * @throws UserError('input') when the file holds fewer or more values than the shape says.
   */
  read(): Float32Array | Float64Array
}

/** A value that an attribute can have; `{ graph: true }` marks a graph inside a graph (control flow). */
export type OnnxAttribute =
  | number
  | string
  | readonly number[]
  | readonly string[]
  | OnnxTensor
  | { readonly graph: true }

export interface OnnxNode {
  /** Its own name, or `OPERATOR → first output` where it has none. */
  readonly name: string
  readonly operator: string
  /** '' for ONNX's own operators. */
  readonly domain: string
  /** Names of values; '' for an optional input that is left out. */
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly attributes: Readonly<Record<string, OnnxAttribute>>
}

/** An input or output: a number is a fixed side, text the name of a free one, null an unnamed free one. */
export interface OnnxValueInformation {
  readonly name: string
  /** Null for what is no tensor, or of a type that is not read. */
  readonly dtype: OnnxElement | null
  /** Null where the file says nothing about it. */
  readonly shape: readonly (number | string | null)[] | null
}

export interface OnnxGraph {
  readonly name: string
  /** Version of ONNX's own operators. */
  readonly opset: number
  /** Versions of other operator sets by domain. */
  readonly otherOpsets: Readonly<Record<string, number>>
  /** E.g. `pytorch 1.13.0`; '' where the file does not say. */
  readonly producer: string
  readonly nodes: readonly OnnxNode[]
  readonly initialisers: ReadonlyMap<string, OnnxTensor>
  /** What has to be given; initialisers that are listed as inputs as well are not among them. */
  readonly inputs: readonly OnnxValueInformation[]
  readonly outputs: readonly OnnxValueInformation[]
  readonly metadata: Readonly<Record<string, string>>
}

/** Oldest operator set whose operators are understood. */
export const OLDEST_OPSET = 6
