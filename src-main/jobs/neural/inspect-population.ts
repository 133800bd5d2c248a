/** What a path holds that somebody wants to add as a population (contract/neural.ts): looked at, nothing chosen. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { openCheckpoint } from '../../checkpoints/open'
import { UserError } from '../../contract/errors'
import { withSentence } from '../../files/look'
import { readRegularHead } from '../../files/regular'
import { openArrayFile } from '../../neural/arrays/array-file'
import { isHdf5 } from '../../neural/arrays/hdf5-arrays'
import { isMatlab5 } from '../../neural/arrays/matlab5-arrays'
import { isSensoriumFolder } from '../../neural/recording/sensorium-folder'
import { timedResponses, trialTables } from '../../neural/recording/timed-tables'
import { isSensorium, sensoriumStructure } from '../../neural/sensorium/structure'
import type { OpenedCheckpoint, TensorDictionary } from '../../checkpoints/checkpoint'
import type { InspectedPopulation } from '../../contract/neural'

export type PopulationForm = InspectedPopulation['what']

/** By the content of what lies there. */
export async function formOf(path: string): Promise<PopulationForm> {
  const isFolder = await withSentence(path, async () => (await stat(path)).isDirectory())
  if (isFolder) {
    if (await isSensoriumFolder(path)) return 'sensorium folder'
    throw new UserError(
      'input',
      `"${basename(path)}" is a folder without data/images and data/responses, so it has not the form of the Sensorium data: choose one file of a model or of responses.`,
    )
  }
  const head = await withSentence(path, () => readRegularHead(path, 4096))
  const text = Buffer.from(head.subarray(0, 6)).toString('latin1')
  if (isMatlab5(head) || isHdf5(head) || text === '\x93NUMPY' || /\.(mat|npz|csv|tsv|txt)$/i.test(path))
    return 'arrays'
  const checkpoint = await openCheckpoint(path)
  try {
    if (checkpoint.format === 'onnx') return 'onnx'
    sensoriumDictionary(checkpoint, path)
    return 'sensorium'
  } finally {
    await checkpoint.close()
  }
}

/** The dictionary with the names of the family. UserError('input') where there is none. */
export function sensoriumDictionary(checkpoint: OpenedCheckpoint, path: string): TensorDictionary {
  const found = checkpoint.dictionaries.find(({ tensors }) => isSensorium(tensors))
  if (found) return found
  const names = checkpoint.dictionaries.flatMap(({ tensors }) => tensors.map(({ name }) => name))
  throw new UserError(
    'input',
    `"${basename(path)}" is no model of the Sensorium family: it has no "core.features.layer0" with a "readout" (its tensors are called ${names
      .slice(0, 4)
      .map((name) => `"${name.slice(0, 60)}"`)
      .join(
        ', ',
      )}${names.length > 4 ? ' …' : ''}). Export other predictive models to ONNX with an output for the neurons.`,
  )
}

const NOTHING = {
  sessions: [],
  behaviourChannels: 0,
  eye: 0,
  notUnderstood: [],
  outputs: [],
  arrays: [],
  trials: [],
  timed: [],
  warnings: [],
}

export async function inspectPopulation(path: string): Promise<InspectedPopulation> {
  const what = await formOf(path)
  const name = `"${basename(path)}"`
  if (what === 'sensorium folder')
    return {
      ...NOTHING,
      path,
      what,
      description: 'A folder of recorded responses in the form of the Sensorium data.',
    }
  if (what === 'arrays') {
    const file = await openArrayFile(path)
    try {
      const arrays = file.arrays.map(({ name: own, shape, dtype }) => ({
        name: own,
        shape: [...shape],
        dtype,
      }))
      return {
        ...{ ...NOTHING, path, what, description: file.description, arrays },
        trials: trialTables(file).map((table) => ({
          name: table.name,
          trials: table.trials,
          columns: [...table.columns]
            .filter(([, { shape }]) => shape.length === 1)
            .map(([column]) => column)
            .slice(0, 200),
        })),
        timed: timedResponses(file).map(({ name: own, kind, neurons }) => ({ name: own, kind, neurons })),
        warnings: [...file.warnings],
      }
    } finally {
      await file.close()
    }
  }
  if (what === 'onnx') {
    const { onnxOutputs } = await import('./onnx-population')
    return { ...NOTHING, path, what, ...(await onnxOutputs(path)) }
  }
  const checkpoint = await openCheckpoint(path)
  try {
    const { tensors } = sensoriumDictionary(checkpoint, path)
    const structure = sensoriumStructure(tensors, name)
    const kinds = [...new Set(structure.layers.map(({ kind }) => kind))].join(' and ')
    return {
      ...NOTHING,
      path,
      what,
      description: `A predictive model of the Sensorium family: ${structure.layers.length} layers (${kinds} convolutions), ${structure.sessions.length} ${structure.sessions.length === 1 ? 'session' : 'sessions'}.`,
      sessions: structure.sessions.map(({ name: own, neurons }) => ({ name: own, neurons })),
      behaviourChannels: structure.inputChannels - 1,
      eye: Math.max(0, ...structure.sessions.map(({ shifter }) => shifter?.inputs ?? 0)),
      notUnderstood: structure.notUnderstood.slice(0, 50),
      warnings: [...checkpoint.warnings],
    }
  } finally {
    await checkpoint.close()
  }
}
