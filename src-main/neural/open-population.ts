/** Opens a stored population: the file of its content is checked by its hash, then what answers is built of it. */
import { createHash } from 'node:crypto'
import { readOnnx } from '../checkpoints/onnx/read-graph'
import { decodeSafetensors } from '../checkpoints/safetensors'
import { UserError } from '../contract/errors'
import { readRegular, streamRegular } from '../files/regular'
import { onnxResponder } from './onnx-responder'
import { openRecording } from './recording/stored-recording'
import { sensoriumResponder } from './sensorium/responder'
import { simulatedResponder } from './simulated/responder'
import { columnsOf, rowsOf } from './some-neurons'
import type { PopulationChoice, PopulationFile } from '../contract/population'
import type { StateDictionary } from '../checkpoints/state-dictionary'
import type { OpenedPopulation, Responder } from './population'

/**
 * @param neurons of a model or a simulation these alone, in this order; null: all. Indices below `file.neurons`
 * @throws UserError('project') where the content is missing or not what it was when it was added, UserError('input')
 *   where it cannot be what the population says
 */
export async function openPopulation(
  { path, file, shown }: PopulationChoice,
  neurons: readonly number[] | null = null,
): Promise<OpenedPopulation> {
  if (file.source.kind === 'recorded') {
    const hash = createHash('sha256')
    await content(file, async () => {
      for await (const piece of (await streamRegular(path, 1 << 20)) as AsyncIterable<Buffer>)
        hash.update(piece)
    })
    checkHash(file, hash.digest('hex'))
    const recording = await openRecording(path, file, shown ?? null)
    return { file, responder: null, recording, close: () => recording.close() }
  }
  const bytes = await content(file, () => readRegular(path))
  checkHash(file, createHash('sha256').update(bytes).digest('hex'))
  const responder = responderOf(file, bytes, neurons)
  if (responder.neurons !== (neurons?.length ?? file.neurons)) {
    responder.dispose()
    throw new UserError(
      'project',
      `The population "${file.id}" says ${file.neurons} neurons and its content has ${responder.neurons}: add it again.`,
    )
  }
  return {
    file,
    responder,
    recording: null,
    close: () => {
      responder.dispose()
      return Promise.resolve()
    },
  }
}

function responderOf(
  { source, image, fieldOfView, neurons }: PopulationFile,
  bytes: Buffer<ArrayBuffer>,
  some: readonly number[] | null,
): Responder {
  const state = (): StateDictionary => {
    const { entries } = decodeSafetensors(bytes)
    return some === null ? entries : rowsOf(entries, source.kind, some)
  }
  switch (source.kind) {
    case 'sensorium':
      return sensoriumResponder(state(), source, image)
    case 'simulated':
      if (fieldOfView === null)
        throw new UserError(
          'project',
          'A simulated population without a field of view: its preferred frequencies mean nothing; simulate it again.',
        )
      return simulatedResponder(state(), source, image, fieldOfView)
    case 'onnx': {
      const all = onnxResponder(readOnnx(bytes, 'The content of the population'), source, image, neurons)
      return some === null ? all : columnsOf(all, some)
    }
    case 'recorded':
      throw new Error('A recording answers nothing but its own images.')
    default:
      throw source satisfies never
  }
}

async function content<T>({ id }: PopulationFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new UserError(
        'project',
        `The content of the population "${id}" is missing: remove the population and add it again.`,
        { cause: error },
      )
    throw error
  }
}

function checkHash({ id, content: wanted }: PopulationFile, found: string): void {
  if (found !== wanted)
    throw new UserError(
      'project',
      `The content of the population "${id}" is not what it was when it was added: remove the population and add it again.`,
    )
}
