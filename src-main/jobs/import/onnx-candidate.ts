/** An ONNX model as a candidate for import: its graph says what is computed, so there is one or none. */
import { countValues } from '../../checkpoints/values'
import { describeOnnxModel } from '../../networks/onnx/describe'
import { ownNormaliser } from '../../networks/onnx/own-normaliser'
import { normaliserCandidates } from '../../networks/recognition/normaliser-presets'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { ImportCandidate } from '../../contract/import'

/** What an ONNX graph is as a model; it fits when every operator is known and it takes images. */
export function onnxCandidate(graph: OnnxGraph): ImportCandidate {
  const { input, classes, operators, canRun, reasons, warnings } = describeOnnxModel(graph)
  const channels = input?.channels === 1 ? 1 : 3
  const own = ownNormaliser(graph)
  const pixels = input?.height ?? null
  const presets = normaliserCandidates({
    architecture: 'onnx',
    configuration: {
      architecture: 'onnx',
      width: 1,
      stem: 'cifar',
      classes: classes ?? 2,
      channels,
      sigma: null,
    },
    sizeHint: pixels === null ? null : { size: pixels, why: '' },
    normaliser: null,
  })
  const parameters = [...graph.initialisers.values()].reduce((sum, { shape }) => sum + countValues(shape), 0)
  return {
    number: 0,
    dictionary: [],
    prefix: '',
    architecture: 'onnx',
    title: `ONNX model (${graph.nodes.length} operators)`,
    fits: canRun && classes !== null,
    reasons: [
      `The graph says what is computed: ${operators
        .slice(0, 6)
        .map(({ operator, count }) => `${count} ${operator}`)
        .join(', ')}${operators.length > 6 ? ', …' : ''}.`,
      ...(own.length > 0
        ? [`The graph normalises its images itself (${own.join(', ')}): nothing is put in front of it.`]
        : []),
      ...warnings,
      ...reasons,
      ...(canRun && classes === null
        ? ['The file does not say how many classes there are: export it with a fixed number of outputs.']
        : []),
    ],
    missing: [],
    unexpected: [],
    wrongShapes: [],
    leftAside: [],
    classes,
    channels: input === null ? null : channels,
    expandsGray: false,
    parameters: Math.max(1, parameters),
    size: pixels === null ? null : { pixels, why: 'The graph fixes the size of its input.' },
    sigma: null,
    components: null,
    normaliser:
      own.length === 0
        ? null
        : {
            mean: Array<number>(channels).fill(0),
            std: Array<number>(channels).fill(1),
            entries: `in the graph: ${own.join(', ')}`,
          },
    presets,
    grayPresets: [],
  }
}

/** One sentence on whether it can be imported. */
export function onnxVerdict({ fits, title, reasons }: ImportCandidate): string {
  return fits ? `It is an ${title}.` : (reasons.at(-1) ?? 'The ONNX model cannot be run.')
}
