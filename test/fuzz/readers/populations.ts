/** Populations of neurons of every form, looked at and added as "neural add" does, and opened again. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { encodeNpz } from '../../../src-main/checkpoints/npz'
import { registerOnnxruntime } from '../../../src-main/devices/onnxruntime/register'
import * as tf from '../../../src-main/devices/tf'
import { addPopulation, simulatePopulation } from '../../../src-main/jobs/neural/add-population'
import { inspectPopulation } from '../../../src-main/jobs/neural/inspect-population'
import { openPopulation } from '../../../src-main/neural/open-population'
import { ROOT } from '../../support/root'
import type { PopulationRequestOf } from '../../../src-main/contract/neural'
import type { PopulationFile } from '../../../src-main/contract/population'
import type { FuzzedReader } from './reader'

const OPENS = [
  'jobs/neural/add-population.ts',
  'jobs/neural/inspect-population.ts',
  'neural/arrays/hdf5-library.ts',
]
const GOLDEN = join(ROOT, 'test/golden/neural')

type Choice = Omit<PopulationRequestOf<'add population'>['choice'], 'path'>

async function device(): Promise<void> {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
}

let written = 0

/** @param mutated relative to the folder; all is copied or written by `make` */
function population(
  name: string,
  share: number,
  make: (folder: string) => void,
  given: string,
  mutated: string[],
  choice: Choice,
): FuzzedReader {
  return {
    name: `population: ${name}`,
    opens: OPENS,
    share,
    make(folder) {
      make(folder)
      return mutated
    },
    async read(folder) {
      const path = join(folder, given)
      const contentPath = join(folder, `.content-${++written}`)
      await inspectPopulation(path)
      try {
        await addPopulation(
          {
            request: 'add population',
            choice: { path, ...choice },
            dataSet: null,
            contentPath,
            device: 'onnxruntime',
            threads: 1,
          },
          device,
        )
      } finally {
        rmSync(contentPath, { force: true })
      }
    },
  }
}

const golden = (file: string) => (folder: string) => cpSync(join(GOLDEN, file), join(folder, file))

export const populationReaders: FuzzedReader[] = [
  population('Sensorium', 20, golden('sensorium-plain.pth'), 'sensorium-plain.pth', ['sensorium-plain.pth'], {
    session: 'b',
    imageSize: { height: 12, width: 20 },
  }),
  population('MATLAB 5', 30, golden('v6.mat'), 'v6.mat', ['v6.mat'], {
    responses: 'trials',
    axes: ['images', 'repeats', 'neurons'],
    images: 'images',
    imageAxes: ['height', 'width', 'images'],
  }),
  population('packed MATLAB 5', 30, golden('v7.mat'), 'v7.mat', ['v7.mat'], {
    responses: 'session.data.resp',
    axes: ['neurons', 'images'],
    images: 'images',
    imageAxes: ['height', 'width', 'images'],
  }),
  population('MATLAB 7.3', 40, golden('v73.mat'), 'v73.mat', ['v73.mat'], {
    responses: 'trials',
    axes: ['images', 'repeats', 'neurons'],
    images: 'images',
    imageAxes: ['height', 'width', 'images'],
  }),
  ...(['cells-v6.mat', 'cells-v73.mat'] as const).map((file) =>
    population(`cells, ${file}`, 30, golden(file), file, [file], {
      responses: 'uneven',
      axes: ['repeats', 'neurons', 'images'],
      images: 'pictures',
      imageAxes: ['height', 'width', 'images'],
    }),
  ),
  population('HDF5', 40, golden('responses.h5'), 'responses.h5', ['responses.h5'], {
    responses: '/data/trials',
    axes: ['images', 'repeats', 'neurons'],
    images: '/images',
  }),
  population(
    '.npz',
    20,
    (folder) =>
      writeFileSync(
        join(folder, 'r.npz'),
        encodeNpz({
          responses: {
            shape: [4, 3],
            dtype: 'float32',
            data: Float32Array.from({ length: 12 }, (_, i) => i % 7),
          },
          images: { shape: [4, 5, 6], dtype: 'uint8', data: Uint8Array.from({ length: 120 }, (_, i) => i) },
        }),
      ),
    'r.npz',
    ['r.npz'],
    { responses: 'responses', images: 'images' },
  ),
  population(
    'Sensorium folder',
    30,
    (folder) => {
      const put = (name: string, shape: number[], data: Float32Array): void => {
        mkdirSync(join(folder, 's', name, '..'), { recursive: true })
        writeFileSync(join(folder, 's', name), encodeNpy({ shape, dtype: 'float32', data }))
      }
      for (const trial of [0, 1, 2]) {
        put(`data/responses/${trial}.npy`, [2], Float32Array.of(trial, 2 * trial))
        put(
          `data/images/${trial}.npy`,
          [1, 2, 3],
          Float32Array.from({ length: 6 }, (_, i) => i + trial),
        )
      }
      put('meta/trials/frame_image_id.npy', [3], Float32Array.of(5, 9, 5))
      put('meta/statistics/responses/all/std.npy', [2], Float32Array.of(2, 1))
    },
    's',
    [
      's/data/responses/1.npy',
      's/data/images/0.npy',
      's/meta/trials/frame_image_id.npy',
      's/meta/statistics/responses/all/std.npy',
    ],
    {},
  ),
  {
    name: 'population: stored content',
    opens: ['neural/open-population.ts'],
    share: 10,
    async make(folder) {
      const added = await simulatePopulation({
        request: 'simulate population',
        settings: { neurons: 3, cells: 'both', output: 'elu', seed: 0, size: 8 },
        contentPath: join(folder, 'content.safetensors'),
      })
      writeFileSync(join(folder, 'population.json'), JSON.stringify({ ...added, id: 'p' }))
      return ['content.safetensors']
    },
    async read(folder) {
      await device()
      const file = JSON.parse(readFileSync(join(folder, 'population.json'), 'utf8')) as PopulationFile
      const opened = await openPopulation({ path: join(folder, 'content.safetensors'), file })
      await opened.close()
    },
  },
]
