/**
 * A foreign ONNX model, with its normaliser and blur put in front of its own graph and a final softmax cut, so
 * that it takes images in [0,1] and gives logits like every exported model. The graph itself is not touched.
 */
import { onnx } from 'onnx-proto'
import { readOnnx } from '../../checkpoints/onnx/read-graph'
import { blurKernel, circulant } from '../front-end/blur-kernel'
import { imageInput } from '../onnx/describe'
import { finalSoftmax } from '../onnx/rewrite'
import type { NetworkConfiguration } from '../network'
import { IMAGES, LOGITS } from './export-onnx'
import type { ExportedModel } from './export-onnx'

const { DataType } = onnx.TensorProto
const ELEMENT = { float32: DataType.FLOAT, float16: DataType.FLOAT16, float64: DataType.DOUBLE } as const

/**
 * @param bytes the ONNX file as it was imported
 * @returns a file that takes `images` [n, channels, size, size] and gives `logits` [n, classes], float32
 * @throws UserError('input') when the file is damaged
 */
export function wrapOnnx(
  bytes: Uint8Array,
  configuration: NetworkConfiguration,
  about: ExportedModel,
): Uint8Array {
  const graph = readOnnx(bytes, about.name)
  const input = imageInput(graph)
  const dtype = graph.inputs[0]?.dtype
  const element = dtype === 'float16' || dtype === 'float64' ? ELEMENT[dtype] : ELEMENT.float32
  const model = onnx.ModelProto.decode(bytes)
  const inner = freeNames(onnx.GraphProto.create(model.graph ?? {}))
  const front = new Front(configuration)
  front.normalise()
  front.blur()
  if (input.order === 'NHWC') front.node('Transpose', { perm: [0, 2, 3, 1] })
  front.node('Cast', { to: element }, freed(input.name))

  const output = inner.output[0]?.name ?? ''
  const softmax = freed(finalSoftmax(graph)?.outputs[0] ?? '')
  for (const node of softmax === '' ? [] : inner.node) {
    if (node.output?.[0] !== softmax) continue
    node.opType = 'Identity'
    node.attribute = []
    node.input = (node.input ?? []).slice(0, 1)
  }
  const names = new Set(inner.initializer.map(({ name }) => name))
  inner.node = [
    ...front.nodes,
    ...inner.node,
    {
      opType: 'Cast',
      name: 'halfpower.logits',
      input: [output],
      output: [LOGITS],
      attribute: [integer('to', DataType.FLOAT)],
    },
  ]
  inner.initializer = [...inner.initializer, ...front.initialisers]
  // Some exporters list the weights among the inputs too.
  const { channels, size, classes } = configuration
  inner.input = [
    information(IMAGES, input.batch, [channels, size, size]),
    ...inner.input.filter(({ name }) => names.has(name)),
  ]
  inner.output = [information(LOGITS, input.batch, [classes])]
  model.graph = inner
  model.producerName = 'Halfpower'
  model.producerVersion = about.version
  model.metadataProps = [
    ...model.metadataProps.filter(({ key }) => key !== 'name' && key !== 'classes'),
    { key: 'name', value: about.name },
    { key: 'classes', value: JSON.stringify(about.classNames) },
  ]
  return onnx.ModelProto.encode(model).finish()
}

/** What a value of the foreign graph is called here: the names of our own input and output are ours. */
function freed(name: string): string {
  return name === IMAGES || name === LOGITS ? `graph.${name}` : name
}

/** In place: values of these names get others. Graphs inside graphs are never imported, so there are none. */
function freeNames(graph: onnx.GraphProto): onnx.GraphProto {
  for (const node of graph.node) {
    node.input = (node.input ?? []).map(freed)
    node.output = (node.output ?? []).map(freed)
  }
  for (const named of [...graph.initializer, ...graph.input, ...graph.output, ...graph.valueInfo])
    named.name = freed(named.name ?? '')
  return graph
}

/** Nodes before the graph, one after another, under names of their own. */
class Front {
  readonly nodes: onnx.INodeProto[] = []
  readonly initialisers: onnx.ITensorProto[] = []
  #last = IMAGES

  constructor(private readonly configuration: NetworkConfiguration) {}

  normalise(): void {
    const { mean, std, channels } = this.configuration
    const scale = Float32Array.from(std, (value) => 1 / value)
    const shift = Float32Array.from(mean, (value, channel) => -value / std[channel]!)
    this.#binary('Mul', this.#constant('normaliser.scale', [channels, 1, 1], scale))
    this.#binary('Add', this.#constant('normaliser.shift', [channels, 1, 1], shift))
  }

  /** Along both sides, as products with a circulant matrix, which is symmetric. */
  blur(): void {
    const { sigma, size } = this.configuration
    if (sigma === null) return
    const matrix = this.#constant(
      'blur.matrix',
      [size, size],
      Float32Array.from(circulant(blurKernel(sigma), size)),
    )
    this.#binary('MatMul', matrix)
    this.#push('MatMul', [matrix, this.#last], [])
  }

  /** @param output another name than one of its own */
  node(operator: string, attributes: Readonly<Record<string, number | number[]>>, output?: string): void {
    this.#push(
      operator,
      [this.#last],
      Object.entries(attributes).map(([name, value]) => integer(name, value)),
      output,
    )
  }

  #binary(operator: string, constant: string): void {
    this.#push(operator, [this.#last, constant], [])
  }

  #push(operator: string, input: string[], attribute: onnx.IAttributeProto[], output?: string): void {
    const name = output ?? `halfpower.front.${this.nodes.length}`
    this.nodes.push({
      opType: operator,
      name: `halfpower.front.${this.nodes.length}`,
      input,
      output: [name],
      attribute,
    })
    this.#last = name
  }

  #constant(name: string, dims: number[], values: Float32Array): string {
    const full = `halfpower.${name}`
    this.initialisers.push({
      name: full,
      dims,
      dataType: DataType.FLOAT,
      rawData: new Uint8Array(values.buffer),
    })
    return full
  }
}

function integer(name: string, value: number | number[]): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto
  return typeof value === 'number'
    ? { name, type: AttributeType.INT, i: value }
    : { name, type: AttributeType.INTS, ints: value }
}

function information(name: string, batch: number | null, sides: readonly number[]): onnx.IValueInfoProto {
  const first = batch === null ? { dimParam: 'n' } : { dimValue: batch }
  return {
    name,
    type: {
      tensorType: {
        elemType: DataType.FLOAT,
        shape: { dim: [first, ...sides.map((side) => ({ dimValue: side }))] },
      },
    },
  }
}
