/** A project as it lies on the disk: every file of it mutated, opened for reading, and everything in it listed. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { encodeNpz } from '../../../src-main/checkpoints/npz'
import { decodeSafetensors, encodeSafetensors } from '../../../src-main/checkpoints/safetensors'
import { openProject } from '../../../src-main/project/project'
import { readRegular } from '../../../src-main/files/regular'
import { readPairing } from '../../../src-main/studies/hybrid/stored-pairings'
import { encodeSpectra, readMeanPower, readSpectra } from '../../../src-main/studies/spectrum/spectra-file'
import { readBlock } from '../../../src-main/studies/attack/block-file'
import { encodeAnswers, readAnswers } from '../../../src-main/studies/evaluation/answers-file'
import { encodeCellSpectrum, readCellPower } from '../../../src-main/studies/corruption/spectrum-file'
import { encodeMaximal, readMaximal } from '../../../src-main/studies/neural/maximal-file'
import { readProducts } from '../../../src-main/studies/neural/products-file'
import { encodeTuning, readTuning } from '../../../src-main/studies/neural/tuning-file'
import { readSimilarities } from '../../../src-main/studies/sweep/similarities-file'
import { Workbench } from '../../../src-main/workbench/workbench'
import { editStored } from '../../support/edit-stored'
import { inProcess, makeGratings } from '../../support/small-project'
import type { FuzzedReader } from './reader'

/** Made once: two models, their hybrids and their accuracy, so that every kind of file is there. */
let template: string | null = null

async function projectTemplate(): Promise<string> {
  if (template !== null) return template
  const home = mkdtempSync(join(tmpdir(), 'halfpower-fuzz-project-'))
  process.on('exit', () => rmSync(home, { recursive: true, force: true }))
  const folder = join(home, 'life.halfpower')
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await makeGratings(join(home, 'gratings'), 8, 6)
  await workbench.invoke('project.create', { folder, title: 'A life' })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const training = {
    kind: 'sweep' as const,
    dataSet: 'gratings',
    sigmas: [null],
    width: 2,
    recipe: 'demo',
    epochs: 1,
    batchSize: 4,
  }
  const { id } = await workbench.invoke('study.start', {
    request: training,
    then: { kind: 'hybrid', dataSet: 'gratings', fMix: [0, 1], seeds: [0] },
  })
  await workbench.invoke('study.wait', { study: id })
  // What follows begins when the training is done.
  for (let left = 600; left > 0; left--) {
    const states = (await workbench.invoke('study.list', {})).map(({ state }) => state)
    if (states.length > 1 && states.every((state) => state === 'done')) break
    await setTimeout(100)
  }
  await workbench.close()
  return (template = folder)
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'lock')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()

const project: FuzzedReader = {
  name: 'a project',
  opens: [
    'project/data-sets.ts',
    'project/foreign.ts',
    'project/results.ts',
    'project/stored-file.ts',
    'studies/sweep/train.ts',
    'studies/read-weights.ts',
  ],
  share: 60,
  async make(folder) {
    cpSync(await projectTemplate(), join(folder, 'p.halfpower'), { recursive: true })
    // Whoever sends a file to be read makes its sum, too; with one, nothing would be read but the sum.
    for (const file of filesBelow(folder).filter((name) => name.endsWith('.json')))
      await editStored(join(folder, file), (text) => text)
    // As a folder of images that has been hashed whole leaves it.
    writeFileSync(
      join(folder, 'hashes.npy'),
      encodeNpy({ shape: [2, 32], dtype: 'uint8', data: new Uint8Array(64) }),
    )
    return filesBelow(folder)
  },
  async read(folder) {
    const opened = await openProject(join(folder, 'p.halfpower'), 'read')
    await opened.dataSets.list()
    await opened.dataSets.readDigests(join(folder, 'hashes.npy'), 2)
    for (const { id } of await opened.models.list()) await opened.models.training(id)
    await opened.studies.damages()
    for (const { id } of await opened.studies.list()) await opened.studies.plan(id)
    const results = join(opened.folder, 'results')
    for (const file of existsSync(results) ? filesBelow(results) : []) {
      const key = /([0-9a-f]{64})\.json$/.exec(file)?.[1]
      if (key !== undefined) await opened.results.inspect(key, 'npz')
      if (file.endsWith('.safetensors')) decodeSafetensors(await readRegular(join(results, file)))
    }
  },
}

/** Arrays of results, which are read in one way (`decodeNpz`) by all that summarise or show them. */
const FILES: Readonly<Record<string, () => Uint8Array>> = {
  'pairing.npz': () =>
    encodeNpz({
      f_mix: { shape: [2], dtype: 'float64', data: Float64Array.of(0, 1) },
      predicted: { shape: [2, 2], dtype: 'int16', data: Int16Array.of(0, 1, 1, 0) },
      confidence: { shape: [2, 2], dtype: 'float32', data: Float32Array.of(0.5, 0.5, 0.25, 1) },
      ...Object.fromEntries(
        ['low', 'high', 'label_low', 'label_high'].map((name) => [
          name,
          { shape: [2], dtype: 'int32' as const, data: Int32Array.of(0, 1) },
        ]),
      ),
    }),
  'spectra.npz': () =>
    encodeSpectra(
      {
        index: Int32Array.of(0),
        label: Int32Array.of(1),
        target: Int32Array.of(2),
        distance: Float64Array.of(0.5),
        height: 2,
        width: 2,
        power: new Float32Array(4),
      },
      new Float64Array(4),
    ),
  'answers.npz': () =>
    encodeAnswers({
      predicted: Int32Array.of(1, 2),
      confidence: Float32Array.of(0.5, 0.9),
      label: Int32Array.of(1, 3),
    }),
  'power.npz': () =>
    encodeCellSpectrum({
      height: 2,
      width: 2,
      power: new Float64Array(4),
      thresholds: [0.5],
      cumulative: Float64Array.of(1),
    }),
  'block.npz': () =>
    encodeNpz({
      ...Object.fromEntries(
        ['index', 'label', 'target'].map((name) => [
          name,
          { shape: [1], dtype: 'int32' as const, data: Int32Array.of(1) },
        ]),
      ),
      status: { shape: [1], dtype: 'uint8', data: Uint8Array.of(0) },
      distance: { shape: [1], dtype: 'float64', data: Float64Array.of(0.5) },
      perturbed: { shape: [1, 2, 2, 1], dtype: 'float32', data: new Float32Array(4) },
    }),
}

/** What units of populations leave for those behind them, and for looking. */
const TENSORS: typeof FILES = {
  'tuning.safetensors': () =>
    encodeTuning({ curves: Float32Array.of(0, 1, 2, 3), orientation: Int32Array.of(0, 5) }),
  'maximal.safetensors': () =>
    encodeMaximal(1, {
      height: 2,
      width: 2,
      side: 2,
      images: Float32Array.of(0, 1, 2, 3),
      powers: Float32Array.of(0, 1, 2, 3),
    }),
  'products.safetensors': () =>
    encodeSafetensors(
      new Map([
        ['products', { shape: [2, 2], dtype: 'float32' as const, data: Float32Array.of(1, 0.5, 0.5, 1) }],
        ['images', { shape: [2], dtype: 'int32' as const, data: Int32Array.of(0, 3) }],
      ]),
    ),
  'similarities.safetensors': () =>
    encodeSafetensors(
      new Map([
        ['similarities', { shape: [2, 2], dtype: 'float32' as const, data: Float32Array.of(1, 0.5, 0.5, 1) }],
        ['indices', { shape: [2], dtype: 'int32' as const, data: Int32Array.of(0, 3) }],
      ]),
    ),
}

const results: FuzzedReader = {
  name: 'arrays of results',
  opens: [
    'studies/corruption/look/answers.ts',
    'studies/corruption/spectrum-file.ts',
    'studies/hybrid/look/stored-answers.ts',
    'studies/attack/block-file.ts',
    'studies/evaluation/answers-file.ts',
    'studies/comparison/sizes.ts',
    'studies/corruption/means.ts',
    'studies/hybrid/stored-pairings.ts',
    'studies/neural/maximal-file.ts',
    'studies/neural/products-file.ts',
    'studies/neural/tuning-file.ts',
    'studies/sweep/similarities-file.ts',
    'studies/spectrum/spectra-file.ts',
    'studies/sweep/accuracy.ts',
    'studies/hybrid/window/pairs.ts',
  ],
  share: 60,
  make(folder) {
    mkdirSync(folder, { recursive: true })
    const files = { ...FILES, ...TENSORS }
    for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes())
    return Object.keys(files)
  },
  async read(folder) {
    await readPairing([join(folder, 'pairing.npz')])
    await readSpectra(join(folder, 'spectra.npz'))
    await readMeanPower(join(folder, 'spectra.npz'))
    await readBlock(join(folder, 'block.npz'))
    await readProducts(join(folder, 'products.safetensors'))
    await readSimilarities(join(folder, 'similarities.safetensors'))
    await readTuning(join(folder, 'tuning.safetensors'), 2, 2)
    await readMaximal(join(folder, 'maximal.safetensors'), 1)
    await readAnswers(join(folder, 'answers.npz'))
    await readCellPower(join(folder, 'power.npz'))
  },
}

export const projectReaders: FuzzedReader[] = [project, results]
