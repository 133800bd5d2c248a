/** Predictive models as ONNX files: which outputs can be neurons, and the content that is kept. */
import { basename } from 'node:path'
import { openOwn } from '../../checkpoints/open'
import { readOnnx } from '../../checkpoints/onnx/read-graph'
import { wholeOnnxFile } from '../../checkpoints/onnx/whole-file'
import { UserError } from '../../contract/errors'
import { onnxImages, onnxResponder } from '../../neural/onnx-responder'
import { checkAnswers } from './check-answers'
import type { OnnxGraph } from '../../checkpoints/onnx/onnx-graph'
import type { InspectedPopulation, PopulationRequestOf } from '../../contract/neural'
import type { ImageSpace, ResponseSourceOf } from '../../contract/population'

type Choice = PopulationRequestOf<'add population'>['choice']

async function open(path: string): Promise<{ bytes: Uint8Array; graph: OnnxGraph }> {
  const bytes = await wholeOnnxFile(path, (beside) => openOwn(path, beside))
  return { bytes, graph: readOnnx(bytes, `"${basename(path)}"`) }
}

export async function onnxOutputs(
  path: string,
): Promise<Pick<InspectedPopulation, 'description' | 'outputs'>> {
  const { graph } = await open(path)
  return {
    description: `A predictive model as an ONNX graph with ${graph.outputs.length} ${graph.outputs.length === 1 ? 'output' : 'outputs'}.`,
    outputs: graph.outputs.map(({ name, shape }) => ({ name, neurons: neuronsOf(shape) })),
  }
}

function neuronsOf(shape: readonly (number | string | null)[] | null): number | null {
  const sides = shape?.slice(1) ?? []
  if (sides.length === 0 || !sides.every((side) => typeof side === 'number' && side > 0)) return null
  return sides.reduce<number>((product, side) => product * (side as number), 1)
}

/** @throws UserError where an output or the size of the images has to be said */
export async function readOnnxPopulation(
  choice: Choice,
  standard: { mean: number; sd: number },
): Promise<{
  bytes: Uint8Array
  source: ResponseSourceOf<'onnx'>
  neurons: number
  image: ImageSpace
  remarks: string[]
}> {
  const name = `"${basename(choice.path)}"`
  const { bytes, graph } = await open(choice.path)
  const list = graph.outputs
    .map(({ name: own, shape }) => `"${own}" (${neuronsOf(shape) ?? 'any number of'} neurons)`)
    .join(', ')
  const found =
    choice.output === undefined
      ? graph.outputs
      : graph.outputs.filter(({ name: own }) => own === choice.output)
  const [output] = found
  if (!output || found.length !== 1)
    throw new UserError(
      'usage',
      choice.output === undefined
        ? `${name} has ${graph.outputs.length} outputs: ${list}. Say with --output which are the neurons.`
        : `${name} has no output "${choice.output}": it has ${list}.`,
    )
  const input = onnxImages(graph, name)
  const height = input.height ?? choice.imageSize?.height
  const width = input.width ?? choice.imageSize?.width
  if (height === undefined || width === undefined)
    throw new UserError(
      'usage',
      `${name} leaves the size of its images open: say it with --image-size HEIGHTxWIDTH.`,
    )
  if (choice.imageSize && (choice.imageSize.height !== height || choice.imageSize.width !== width))
    throw new UserError(
      'usage',
      `${name} takes images of ${height} × ${width} pixels, not ${choice.imageSize.height} × ${choice.imageSize.width}.`,
    )
  const source = {
    kind: 'onnx' as const,
    output: output.name,
    channels: input.channels,
    behaviour: choice.behaviour ?? 0,
  }
  const image = { height, width, ...standard }
  // Exporters often leave it open behind a point read-out.
  const neurons = await checkAnswers(() => onnxResponder(graph, source, image, neuronsOf(output.shape)), name)
  const more = input.channels - 1
  return {
    bytes,
    source,
    neurons,
    image,
    remarks: [
      ...(more === 0 ? [] : [`Its ${more} input channels behind the image are held at ${source.behaviour}.`]),
      ...input.beside.map(
        ({ name: own, numbers }) =>
          `The ${numbers} numbers of its input "${own}" are held at ${source.behaviour}.`,
      ),
    ],
  }
}
