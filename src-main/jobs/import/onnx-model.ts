/** The weights of an ONNX file: the graph as it came, with the output that was chosen. */
import { readOnnx } from '../../checkpoints/onnx/read-graph'
import { describeOnnxModel } from '../../networks/onnx/describe'
import { onnxNetwork } from '../../networks/onnx/network'
import { rowLength, withLogits } from '../../networks/onnx/outputs'
import type { Probabilities } from '../../networks/onnx/probabilities'
import { withoutFinalSoftmax } from '../../networks/onnx/rewrite'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { ImportCandidate } from '../../contract/import/import'
import type { ReadModel } from './loaded-model'
import type { NetworkConfiguration } from '../../networks/network'

export function onnxModel(
  whole: { graph: OnnxGraph; bytes: Uint8Array },
  candidate: ImportCandidate,
  front: Pick<NetworkConfiguration, 'size' | 'sigma' | 'noise'>,
  probabilities: Probabilities | null = null,
): ReadModel {
  const output = candidate.output ?? ''
  const shape = whole.graph.outputs.find(({ name }) => name === output)?.shape ?? null
  const isBinary = shape !== null && rowLength(shape) === 1
  const bytes = withLogits(whole.bytes, whole.graph, output, isBinary, probabilities)
  const graph = withoutFinalSoftmax(readOnnx(bytes))
  return {
    with: ({ mean, std }) => {
      const configuration: NetworkConfiguration = {
        architecture: 'onnx',
        width: 1,
        stem: 'cifar',
        classes: candidate.classes ?? 0,
        channels: candidate.channels === 1 ? 1 : 3,
        mean,
        std,
        ...front,
        ...(describeOnnxModel(graph).drawsNoise ? { drawsNoise: true } : {}),
      }
      return {
        configuration,
        parameters: candidate.parameters ?? 1,
        bytes: () => bytes,
        network: () => onnxNetwork(graph, configuration),
        distance: () => Promise.resolve(null),
      }
    },
  }
}
