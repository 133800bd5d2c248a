/**
 * An ONNX graph ready to be computed: what depends on constants alone is computed once and kept, the rest
 * every time, operator by operator (operators/), in tfjs, and so with gradients.
 * Not here: what goes in and comes out (network.ts).
 * Invariant: `dispose` frees every tensor that it ever kept.
 */
import { printable } from '../../checkpoints/printable'
import { UserError } from '../../contract/errors'
import type { OnnxGraph, OnnxNode } from '../../checkpoints/onnx/onnx-graph'
import { freeze } from '../../devices/step'
import * as tf from '../../devices/tf'
import type { Tensor } from '../../devices/tf'
import { countValues } from '../../checkpoints/values'
import { Call } from './call'
import { ConstantBudget } from './constant-budget'
import { KNOWN_OPERATORS, isForNumbers } from './known-operators'
import type { Draws } from '../network'
import { OPERATORS } from './operators'
import { drawsNoise } from './random-nodes'
import { valueOfTensor } from './operators/sources'
import { foldNormalisations, needed } from './rewrite'
import { refuseUnknown } from './unknown-operators'
import type { Value } from './value'

/** Numbers of one value of one image: the largest classifiers have half of it (192 maps of 300 × 300 pixels). */
const MOST_PER_IMAGE = 2 ** 25

/** A DenseNet joins some fifty. */
const MOST_INPUTS = 1024

export class Program {
  private readonly nodes: OnnxNode[]
  private readonly constants = new Map<string, Value>()
  private readonly memories = new Map<OnnxNode, Map<string, Tensor>>()
  private readonly kept = new Set<Tensor>()
  private readonly opset: number
  private readonly budget = new ConstantBudget()

  /**
   * @param outputs names of the values that are wanted
   * @throws UserError('input') naming the operators that are not known, or when its constants are too large
   */
  constructor(
    graph: OnnxGraph,
    private readonly outputs: readonly string[],
  ) {
    const folded = foldNormalisations(graph)
    const nodes = needed(folded, outputs)
    refuseUnknown(nodes)
    this.opset = graph.opset
    const wanted = new Set([...nodes.flatMap((node) => node.inputs), ...outputs])
    for (const [name, tensor] of folded.initialisers) {
      if (!wanted.has(name)) continue
      const numbers = countValues(tensor.shape)
      // What was folded is in no file: it is made of weights that are.
      if (graph.initialisers.has(name)) this.budget.weight(numbers)
      this.budget.take(numbers, name)
      this.constants.set(name, valueOfTensor(tensor, this.keep))
    }
    this.nodes = nodes.filter((node) => !this.isConstant(node))
  }

  /**
   * Computes the outputs; call it inside tf.tidy.
   * @param batch see Call
   * @param draws which random numbers are drawn, where the graph draws any
   * @param watch is shown every value that hangs on the inputs, as it is computed
   * @throws UserError('input') for a variant of an operator that is not computed, or shapes that do not fit
   */
  run(
    inputs: ReadonlyMap<string, Value>,
    batch: Call['batch'] = null,
    draws?: Draws,
    watch?: (name: string, value: Value, operator: string) => void,
  ): Value[] {
    const values = new Map([...this.constants, ...inputs])
    const budget = new ConstantBudget()
    const uses = this.countUses()
    const images = Math.max(1, ...Array.from(inputs.values(), ({ shape }) => shape[0] ?? 1))
    for (const node of this.nodes) {
      this.compute(node, values, batch, draws, budget).forEach((value, i) => {
        // Nothing has been computed yet on the lazy device, so that nothing has been taken for it either.
        if (value.size > MOST_PER_IMAGE * images)
          throw new UserError(
            'input',
            `The ONNX model's node "${printable(node.name)}" (${printable(node.operator)}) makes a value of the shape [${value.shape.join(', ')}] for ${images} image${images === 1 ? '' : 's'}, which is more than any classifier holds: it is damaged or was made to deceive, or made for smaller images.`,
          )
        // Numbers that follow from the images' size alone.
        if (value.known) budget.take(value.size, node.name)
        values.set(node.outputs[i]!, value)
        watch?.(node.outputs[i]!, value, node.operator)
      })
      // Nothing holds on to what nobody reads any more.
      for (const name of node.inputs) {
        const left = (uses.get(name) ?? 0) - 1
        uses.set(name, left)
        if (left === 0) values.delete(name)
      }
    }
    return this.outputs.map((name) => this.find(values, name, 'the graph'))
  }

  /** Tells the device that the constants made so far never change. */
  freeze(): void {
    freeze(this.kept)
  }

  get tensorCount(): number {
    return this.kept.size
  }

  dispose(): void {
    tf.dispose([...this.kept])
    this.kept.clear()
  }

  private readonly keep = (tensor: Tensor): Tensor => {
    this.kept.add(tensor)
    return tf.keep(tensor)
  }

  /** Computes a node that only reads constants, once and for all. */
  private isConstant(node: OnnxNode): boolean {
    if (drawsNoise(node, (name) => this.constants.get(name)?.known?.[0])) return false
    if (!node.inputs.every((name) => name === '' || this.constants.has(name))) return false
    tf.tidy(() => {
      this.compute(node, this.constants, null, undefined, this.budget).forEach((value, i) => {
        // On the lazy device nothing has been computed yet; plain numbers have, one by one, which is slow.
        if (!value.isConstant) this.budget.take((value.known ? 2 : 1) * value.size, node.name)
        this.constants.set(node.outputs[i]!, value.isConstant ? value : value.constant(this.keep))
      })
    })
    return true
  }

  private compute(
    node: OnnxNode,
    values: ReadonlyMap<string, Value>,
    batch: Call['batch'],
    draws: Draws | undefined,
    budget: ConstantBudget,
  ): Value[] {
    if (node.inputs.length > MOST_INPUTS)
      throw new UserError(
        'input',
        `The ONNX model's node "${printable(node.name)}" (${printable(node.operator)}) reads ${node.inputs.length} values, where at most ${MOST_INPUTS} are computed: it is damaged or was made to deceive.`,
      )
    const inputs = node.inputs.map((name) =>
      name === '' ? null : this.find(values, name, `"${printable(node.name)}"`),
    )
    let memory = this.memories.get(node)
    if (!memory) this.memories.set(node, (memory = new Map<string, Tensor>()))
    const call = new Call(node, this.opset, inputs, memory, this.keep, batch, draws)
    const isPlain = isForNumbers(call)
    if (isPlain)
      budget.look(
        inputs.reduce((sum, value) => sum + (value?.size ?? 0), 0),
        node.name,
      )
    const operator = isPlain ? KNOWN_OPERATORS.get(node.operator) : OPERATORS.get(node.operator)
    if (!operator) throw call.refuse('is given values of the images, and is computed on plain numbers only')
    try {
      const result = operator(call)
      return Array.isArray(result) ? result : [result]
    } catch (error) {
      if (error instanceof UserError) throw error
      const shapes = inputs.map((value) => (value ? `[${value.shape.join(', ')}]` : 'nothing')).join(', ')
      const message = error instanceof Error ? error.message : String(error)
      throw new UserError(
        'input',
        `The ONNX model's node "${printable(node.name)}" (${printable(node.operator)}) cannot be computed on ${shapes || 'nothing'}: ${message}`,
        { cause: error },
      )
    }
  }

  private find(values: ReadonlyMap<string, Value>, name: string, reader: string): Value {
    const value = values.get(name)
    if (!value)
      throw new UserError(
        'input',
        `The ONNX model lacks the value "${printable(name)}" that ${reader} reads; export it again.`,
      )
    return value
  }

  private countUses(): Map<string, number> {
    const uses = new Map<string, number>()
    for (const name of [...this.nodes.flatMap((node) => node.inputs), ...this.outputs])
      uses.set(name, (uses.get(name) ?? 0) + 1)
    return uses
  }
}
