/**
 * What studies store for those behind them, given to its codec alone: blocks of results, and what a result says of the
 * computer that it comes from. Who reads them goes through arrays side by side, so those must be of one length.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintInWords, fingerprintSchema } from '../../../src-main/contract/fingerprint'
import { foreignStates } from '../../../src-main/jobs/continuity'
import { ResultStore } from '../../../src-main/project/results'
import { decodeBlock, decodeDistances, encodeBlock } from '../../../src-main/studies/attack/block-file'
import { decodeCell, encodeCell } from '../../../src-main/studies/corruption/cell-file'
import {
  decodeBlockPairs,
  decodeHybridBlock,
  encodeHybridBlock,
} from '../../../src-main/studies/hybrid/block-file'
import { encodeSpectra, readSpectra } from '../../../src-main/studies/spectrum/spectra-file'
import type { AttackedImage } from '../../../src-main/contract/kinds/attack/study'
import type { Fingerprint } from '../../../src-main/contract/fingerprint'
import type { Unit } from '../../../src-main/studies/study'
import type { FuzzedReader } from './reader'

const image = (index: number): AttackedImage => ({
  ...{ index, label: 1, target: 2, status: 'found', distance: 0.5, largest: 0.25, percentile99: 0.25 },
  ...{ margin: 0.1, confidence: 0.6, prediction: 2, clean: { confidence: 0.9, prediction: 1 } },
  ...{ queries: 3, forward: 2, backward: 1, foundBy: 'first' },
})

export const BLOCKS: Readonly<Record<string, () => Uint8Array>> = {
  'hybrid.npz': () =>
    encodeHybridBlock({
      fMix: Float64Array.of(0.1, 0.2),
      predicted: Int16Array.of(0, 1, 1, 0),
      confidence: Float32Array.of(0.5, 0.5, 0.25, 1),
      ...{ low: Int32Array.of(0, 1), high: Int32Array.of(1, 0) },
      ...{ labelLow: Int32Array.of(0, 1), labelHigh: Int32Array.of(1, 0) },
    }),
  'cell.npz': () =>
    encodeCell({
      predicted: Int16Array.of(0, 1),
      confidence: Float32Array.of(0.5, 1),
      ...{ label: Int16Array.of(0, 1), index: Int32Array.of(0, 1) },
    }),
  'block.npz': () =>
    encodeBlock([image(0), image(1)], ['first'], new Float32Array(8), { height: 2, width: 2, channels: 1 }),
  'spectra.npz': () =>
    encodeSpectra(
      {
        ...{ index: Int32Array.of(0, 1), label: Int32Array.of(1, 1), target: Int32Array.of(2, 2) },
        ...{ distance: Float64Array.of(0.5, 0.5), height: 2, width: 2, power: new Float32Array(8) },
      },
      new Float64Array(4),
    ),
}

/** A defect where the arrays of a block are not of the lengths that it says. */
function lengths(what: string, count: number, ...arrays: readonly { length: number }[]): void {
  for (const { length } of arrays)
    if (length !== count) throw new Error(`${what}: an array of ${length}, where there are ${count}.`)
}

const blocks: FuzzedReader = {
  name: 'blocks of results',
  opens: ['studies/spectrum/spectra-file.ts'],
  share: 24,
  make(folder) {
    for (const [file, bytes] of Object.entries(BLOCKS)) writeFileSync(join(folder, file), bytes())
    return Object.keys(BLOCKS)
  },
  async read(folder) {
    const bytes = (file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)))
    const hybrid = decodeHybridBlock(bytes('hybrid.npz'), 'hybrid.npz')
    lengths('pairs', hybrid.low.length, hybrid.high, hybrid.labelLow, hybrid.labelHigh)
    lengths('answers', hybrid.low.length * hybrid.fMix.length, hybrid.predicted, hybrid.confidence)
    const pairs = decodeBlockPairs(bytes('hybrid.npz'), 'hybrid.npz')
    lengths('pairs alone', pairs.low.length, pairs.high)
    const cell = decodeCell(bytes('cell.npz'), 'cell.npz')
    lengths('cell', cell.index.length, cell.label, cell.predicted, cell.confidence)
    const sizes = decodeDistances(bytes('block.npz'), 'block.npz')
    lengths('sizes', sizes.index.length, sizes.target, sizes.distance)
    const { shape, ...block } = decodeBlock(bytes('block.npz'), '"block.npz"')
    const { index, label, target, status, distance, perturbed } = block
    lengths('block', index.length, label, target, status, distance)
    lengths('images', index.length * shape.height * shape.width * shape.channels, perturbed)
    for (const each of status) if (typeof each !== 'string') throw new Error('A status that there is not.')
    const spectra = await readSpectra(join(folder, 'spectra.npz'))
    lengths('spectra', spectra.index.length, spectra.label, spectra.target, spectra.distance)
    lengths('powers', spectra.index.length * spectra.height * spectra.width, spectra.power)
  },
}

const KEYS = ['a', 'b'].map((sign) => sign.repeat(64))
const HERE: Fingerprint = {
  ...{ device: 'onnxruntime-webgpu', version: '1.30.0', block: null, threads: 1, processor: 'x64, some' },
  ...{ accelerator: 'PCI 1002:73bf, amdgpu, Vulkan by libvulkan_radeon.so (2 libraries, 1f2e3d4c)' },
}
const UNITS = KEYS.map((key, i): Unit => ({
  ...{ key, label: `block ${i}`, inputs: {}, work: 1, needs: KEYS.slice(0, i) },
  ...{ arrays: 'safetensors', temporary: true, task: { kind: 'train' } as Unit['task'] },
}))

const provenance: FuzzedReader = {
  name: 'what a result says of its computer',
  opens: ['project/results.ts'],
  share: 24,
  make(folder) {
    const below = join('results', KEYS[0]!.slice(0, 2))
    mkdirSync(join(folder, below), { recursive: true })
    const state = Buffer.from('the state that training left')
    writeFileSync(join(folder, below, `${KEYS[0]}.safetensors`), state)
    const sha256 = createHash('sha256').update(state).digest('hex')
    const file = join(below, `${KEYS[0]}.json`)
    const result = {
      ...{
        format: 'halfpower result',
        version: 1,
        key: KEYS[0],
        kind: 'train',
        inputs: {},
        data: { epochs: [], best: { epoch: 1, loss: 1 } },
      },
      arrays: { file: `${KEYS[0]}.safetensors`, bytes: state.length, sha256 },
      provenance: { ...HERE, onProcessor: ['MaxPool', 'Slice'], batch: 4 },
    }
    writeFileSync(join(folder, file), JSON.stringify(result))
    return [file]
  },
  async read(folder) {
    const results = new ResultStore({ folder, readOnlyBecause: 'It is tried.' })
    const found = await results.read(KEYS[0]!)
    if (found?.provenance) {
      fingerprintSchema.parse(found.provenance)
      if (!/^[^\n]{3,}$/.test(fingerprintInWords(found.provenance))) throw new Error('No words of one line.')
    }
    await results.inspect(KEYS[0]!, 'safetensors')
    const foreign = await foreignStates(results, UNITS, new Set([KEYS[0]!]), () => Promise.resolve(HERE))
    for (const { sentence } of foreign)
      if (!/^\S[^\n]{10,4000}\.$/.test(sentence)) throw new Error(`No sentence: ${sentence.slice(0, 200)}`)
  },
}

export const storedReaders: FuzzedReader[] = [blocks, provenance]
