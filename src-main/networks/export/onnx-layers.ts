/**
 * Each layer of a network graph as ONNX operators, in ONNX's order [n, c, h, w]. Batch normalisations go into the
 * convolution before them exactly where our own frozen networks fold them (folding.ts), so that both compute with
 * the same float32 weights.
 */
import { foldConvolution, foldableNormalisations } from '../folding'
import { INPUT } from '../graph'
import type { Layer, NetworkGraph, NetworkNode } from '../graph'
import { activation } from './onnx-activations'
import { borderRows } from '../layers/border'
import { binMeans, blurRows, sideBlurred, sideUp } from '../layers/pooling'
import type { OnnxWriter } from './onnx-writer'

/** A value that has been written: its name, and the side of its maps in pixels (1 for features). */
interface Written {
  name: string
  side: number
}

/**
 * @param images name and side of what the front end made of the images
 * @param values of a state entry, by its name
 * @returns the name of the logits
 */
export function writeLayers(
  writer: OnnxWriter,
  graph: NetworkGraph,
  images: Written,
  values: (name: string) => Float32Array,
): string {
  const foldable = foldableNormalisations(graph)
  const folded = new Set(foldable.values())
  const written = new Map<string, Written>([[INPUT, images]])
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((id) => written.get(id)!)
    const x = inputs[0]!
    if (node.kind === 'convolution') {
      written.set(node.id, convolution(writer, node, x, foldable.get(node.name), values))
    } else if (node.kind === 'batch normalisation' && folded.has(node)) written.set(node.id, x)
    else written.set(node.id, layer(writer, node, inputs, values))
  }
  return written.get(graph.output)!.name
}

type Convolution = Extract<NetworkNode, { kind: 'convolution' }>

function convolution(
  writer: OnnxWriter,
  node: Convolution,
  x: Written,
  normalisation: Extract<Layer, { kind: 'batch normalisation' }> | undefined,
  values: (name: string) => Float32Array,
): Written {
  const { name, from, to, kernel, stride, dilation = 1, groups, bias, border } = node
  const padding: readonly [number, number] = border === undefined ? node.padding : [0, 0]
  const read =
    border === undefined
      ? x
      : combined(
          writer,
          `${node.id}.padded`,
          x,
          x.side + node.padding[0] + node.padding[1],
          borderRows(x.side, node.padding[0], node.padding[1], border),
        )
  const own = normalisation
    ? foldConvolution(node, normalisation, values)
    : { weight: values(`${name}.weight`), bias: bias ? values(`${name}.bias`) : null }
  const inputs = [
    read.name,
    writer.numbers(`${name}.weight`, [to, from / groups, kernel, kernel], own.weight),
  ]
  if (own.bias) inputs.push(writer.numbers(`${name}.bias`, [to], own.bias))
  const [before, behind] = padding
  writer.node('Conv', node.id, inputs, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    ...(dilation > 1 ? { dilations: [dilation, dilation] } : {}),
    pads: [before, before, behind, behind],
    group: groups,
  })
  return { name: node.id, side: sideAfter(read.side + before + behind, (kernel - 1) * dilation + 1, stride) }
}

function sideAfter(padded: number, kernel: number, stride: number): number {
  return Math.floor((padded - kernel) / stride) + 1
}

function layer(
  writer: OnnxWriter,
  node: Exclude<NetworkNode, { kind: 'convolution' }>,
  inputs: readonly Written[],
  values: (name: string) => Float32Array,
): Written {
  const x = inputs[0]!
  const { id } = node
  const of = (operator: string, names: string[], attributes = {}, side = x.side): Written => ({
    name: writer.node(operator, id, names, attributes),
    side,
  })
  switch (node.kind) {
    case 'batch normalisation': {
      const { name, channels, epsilon } = node
      const entries = ['weight', 'bias', 'running_mean', 'running_var'].map((entry) =>
        writer.numbers(`${name}.${entry}`, [channels], values(`${name}.${entry}`)),
      )
      return of('BatchNormalization', [x.name, ...entries], { epsilon: { float: epsilon } })
    }
    case 'relu':
      return of('Relu', [x.name])
    case 'silu':
      return of('Mul', [x.name, writer.node('Sigmoid', `${id}.sigmoid`, [x.name])])
    case 'activation':
      return { name: activation(writer, id, x.name, node.of), side: x.side }
    case 'without first': {
      const bounds = [
        [1, 1],
        [x.side, x.side],
        [2, 3],
      ].map((list) => writer.integers(list))
      return of('Slice', [x.name, ...bounds], {}, x.side - 1)
    }
    case 'add':
      return of('Add', [x.name, inputs[1]!.name])
    case 'max pooling': {
      const { kernel, stride, padding } = node
      const side = sideAfter(x.side + 2 * padding, kernel, stride)
      const pads = [padding, padding, padding, padding]
      return of(
        'MaxPool',
        [x.name],
        { kernel_shape: [kernel, kernel], strides: [stride, stride], pads },
        side,
      )
    }
    case 'max pooling up': {
      const { kernel, stride } = node
      const side = sideUp(x.side, kernel, stride)
      const behind = (side - 1) * stride + kernel - x.side
      return of(
        'MaxPool',
        [x.name],
        { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [0, 0, behind, behind] },
        side,
      )
    }
    case 'mean pooling': {
      const { kernel, stride } = node
      const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride] }
      return of('AveragePool', [x.name], attributes, sideAfter(x.side, kernel, stride))
    }
    case 'blur pooling':
      return combined(writer, id, x, sideBlurred(x.side), blurRows(x.side))
    case 'adaptive pooling':
      return node.side === 1
        ? of(node.mean ? 'GlobalAveragePool' : 'GlobalMaxPool', [x.name], {}, 1)
        : combined(writer, id, x, node.side, binMeans(x.side, node.side))
    case 'flatten':
      return of('Flatten', [x.name], { axis: 1 }, 1)
    case 'linear': {
      const { name, from, to } = node
      const weight = writer.numbers(`${name}.weight`, [to, from], values(`${name}.weight`))
      const bias = writer.numbers(`${name}.bias`, [to], values(`${name}.bias`))
      return of('Gemm', [x.name, weight, bias], { transB: 1 })
    }
    case 'padded shortcut':
      return shortcut(writer, node, x)
    default:
      throw node satisfies never
  }
}

/** PyTorch's bins and blurs have no operator in ONNX: a product with a matrix [bins, side] from either side. */
function combined(
  writer: OnnxWriter,
  id: string,
  { name, side }: Written,
  bins: number,
  means: Float32Array,
): Written {
  const down = writer.numbers(`${id}.rows`, [bins, side], means)
  const across = Float32Array.from(
    { length: side * bins },
    (_, i) => means[(i % bins) * side + Math.floor(i / bins)]!,
  )
  const rows = writer.node('MatMul', `${id}.down`, [down, name])
  writer.node('MatMul', id, [rows, writer.numbers(`${id}.columns`, [side, bins], across)])
  return { name: id, side: bins }
}

function shortcut(
  writer: OnnxWriter,
  { id, stride, before, behind }: Extract<NetworkNode, { kind: 'padded shortcut' }>,
  { name, side }: Written,
): Written {
  let thinned = name
  if (stride > 1) {
    const bounds = [
      [0, 0],
      [side, side],
      [2, 3],
      [stride, stride],
    ].map((list) => writer.integers(list))
    thinned = writer.node('Slice', `${id}.thinned`, [name, ...bounds])
  }
  writer.node('Pad', id, [thinned, writer.integers([0, before, 0, 0, 0, behind, 0, 0])])
  return { name: id, side: Math.ceil(side / stride) }
}
