/** Names in a graph come from whoever made it: none of them steers a terminal, breaks a line or floods a page, wherever it is said. */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { readOnnx } from '../../src-main/checkpoints/onnx/read-graph'
import { describeOnnxModel } from '../../src-main/networks/onnx/describe'
import { unknownSentence } from '../../src-main/networks/onnx/unknown-operators'
import { smallOnnx } from '../support/small-onnx'

const EVIL = `a\x1b[2J\n\x07\u202e"b\r${'x'.repeat(5000)}`
// What a terminal obeys or a line ends with.
const RAW = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u

function changed(change: (model: onnx.ModelProto) => void): Uint8Array {
  const model = onnx.ModelProto.decode(smallOnnx())
  change(model)
  return onnx.ModelProto.encode(model).finish()
}

/** All that is said of a file: why it is refused, what it lacks, what to look out for. */
function said(bytes: Uint8Array): string[] {
  try {
    const graph = readOnnx(bytes)
    const found = describeOnnxModel(graph)
    return [...found.reasons, ...found.warnings, unknownSentence(graph.nodes) ?? '']
  } catch (error) {
    return [(error as Error).message]
  }
}

const hostile: Record<string, (model: onnx.ModelProto) => void> = {
  'an operator': ({ graph }) => void (graph!.node![0]!.opType = EVIL),
  'an operator of a domain': ({ graph }) => Object.assign(graph!.node![0]!, { domain: EVIL, opType: EVIL }),
  'a node of an unknown operator': ({ graph }) =>
    Object.assign(graph!.node![0]!, { name: EVIL, opType: 'If' }),
  'a quantised node': ({ graph }) =>
    Object.assign(graph!.node![0]!, { name: EVIL, opType: 'QuantizeLinear' }),
  'two inputs': ({ graph }) =>
    void graph!.input!.push(onnx.ValueInfoProto.create({ ...graph!.input![0]!, name: EVIL })),
  'the input of a wrong type': ({ graph }) => {
    graph!.input![0]!.name = EVIL
    graph!.node![0]!.input![0] = EVIL
    graph!.input![0]!.type!.tensorType!.elemType = onnx.TensorProto.DataType.STRING
  },
  'the input with two axes': ({ graph }) => {
    graph!.input![0]!.name = EVIL
    graph!.node![0]!.input![0] = EVIL
    graph!.input![0]!.type!.tensorType!.shape!.dim!.splice(2)
  },
  'the output of another shape': ({ graph }) => {
    graph!.output![0]!.name = EVIL
    graph!.node!.at(-1)!.output![0] = EVIL
    graph!.output![0]!.type!.tensorType!.shape!.dim = [{ dimValue: 1 }, { dimValue: 2 }, { dimValue: 3 }]
  },
  'the number of a class': ({ graph }) => {
    graph!.output![0]!.name = EVIL
    Object.assign(graph!.node!.at(-1)!, { opType: 'ArgMax', output: [EVIL] })
  },
  features: ({ graph }) => {
    graph!.node!.pop()
    graph!.node!.at(-1)!.output![0] = EVIL
    graph!.output![0]!.name = EVIL
  },
  'a tensor of too many sides': ({ graph }) =>
    Object.assign(graph!.initializer![0]!, { name: EVIL, dims: Array.from({ length: 50 }, () => 1) }),
  'a tensor of no shape': ({ graph }) => Object.assign(graph!.initializer![0]!, { name: EVIL, dims: [-1] }),
  'a tensor of too few values': ({ graph }) =>
    Object.assign(graph!.initializer![0]!, { name: EVIL, dims: [7] }),
  'a tensor outside': ({ graph }) =>
    Object.assign(graph!.initializer![0]!, {
      name: EVIL,
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: [{ key: 'location', value: EVIL }],
    }),
  'two values': ({ graph }) =>
    graph!.initializer!.push(
      onnx.TensorProto.create({ ...graph!.initializer![0]!, name: EVIL }),
      onnx.TensorProto.create({ ...graph!.initializer![0]!, name: EVIL }),
    ),
}

describe('a name that would steer a terminal', () => {
  it.each(Object.entries(hostile))('of %s is data', (_what, change) => {
    const sentences = said(changed(change))
    expect(sentences.join('')).not.toBe('')
    for (const sentence of sentences) {
      expect(sentence).not.toMatch(RAW)
      expect(sentence.length).toBeLessThan(2000)
    }
  })
})
