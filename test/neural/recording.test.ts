/** From arrays to a stored recording and back: order of trials, what is missing, what is silent, and what has to be asked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { streamSafetensors } from '../../src-main/checkpoints/safetensors-stream'
import { assembleRecording } from '../../src-main/neural/recording/assemble'
import { neuronCounts } from '../../src-main/neural/recording/array-named'
import { imageAxes, responseAxes } from '../../src-main/neural/recording/axes'
import { imagesOfRows } from '../../src-main/neural/recording/read-recording'
import { readSensoriumFolder } from '../../src-main/neural/recording/sensorium-folder'
import { openRecording } from '../../src-main/neural/recording/stored-recording'
import type { AssembledRecording, RecordingParts } from '../../src-main/neural/recording/assemble'
import type { PopulationFile } from '../../src-main/contract/population'
import type { NumberArray } from '../../src-main/neural/arrays/number-array'
import type { Recording } from '../../src-main/neural/population'

const folder = mkdtempSync(join(tmpdir(), 'halfpower-recording-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Rows of [repeats, neurons]. */
function parts(rows: number[][][], more: Partial<RecordingParts> = {}): RecordingParts {
  const repeats = rows[0]!.length
  const neurons = rows[0]![0]!.length
  const images = more.imageOfRow ? Math.max(...more.imageOfRow) + 1 : rows.length
  return {
    trials: {
      rows: rows.length,
      repeats,
      neurons,
      read: (from, count) => Promise.resolve(Float32Array.from(rows.slice(from, from + count).flat(2))),
    },
    imageOfRow: null,
    pictures: {
      images,
      height: 1,
      width: 2,
      isUint8: true,
      read: (from, count) =>
        Promise.resolve(
          Float32Array.from({ length: 2 * count }, (_, i) => 10 * (from + Math.floor(i / 2)) + (i % 2)),
        ),
    },
    storesPictures: true,
    dropNaN: false,
    standard: { mean: 1, sd: 2 },
    ...more,
  }
}

let files = 0
async function stored(assembled: AssembledRecording): Promise<Recording> {
  const path = join(folder, `content-${++files}.safetensors`)
  const pieces: Uint8Array[] = []
  for await (const piece of streamSafetensors(assembled.tensors)) pieces.push(Uint8Array.from(piece))
  writeFileSync(path, Buffer.concat(pieces))
  const { neurons, image } = assembled
  return await openRecording(path, { id: 'p', neurons, image } as PopulationFile, null)
}

const NaN3 = [NaN, NaN, NaN]

describe('a recording', () => {
  it('keeps trials by image, whatever their order, with the images in their standardised space', async () => {
    const rows = [[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 0]], [[3, 3, 3]]]
    const assembled = await assembleRecording(parts(rows, { imageOfRow: Int32Array.of(2, 0, 2, 1) }))
    expect(assembled).toMatchObject({ neurons: 3, images: 3, trials: 4, repeats: { least: 1, most: 2 } })
    const recording = await stored(assembled)
    expect([...recording.firstTrial]).toEqual([0, 1, 2, 4])
    expect([...(await recording.readTrials(0, 4))]).toEqual([4, 5, 6, 3, 3, 3, 1, 2, 3, 7, 8, 0])
    expect([...(await recording.readMeans(2, 1))]).toEqual([4, 5, 1.5])
    expect([...(await recording.readImages(1, 2))]).toEqual([4.5, 5, 9.5, 10])
    await recording.close()
  })

  it('counts repeats without any number as not recorded, and images without any as not shown', async () => {
    const rows = [
      [[1, 2, 3], NaN3],
      [NaN3, NaN3],
      [
        [4, 4, 4],
        [5, 6, 7],
      ],
    ]
    const assembled = await assembleRecording(parts(rows))
    expect(assembled).toMatchObject({ images: 2, trials: 3 })
    expect(assembled.remarks.join(' ')).toMatch(
      /3 of 6 trials have no number at all.*1 of 3 images have no responses/s,
    )
    const recording = await stored(assembled)
    expect([...(await recording.readImages(0, 2))]).toEqual([-0.5, 0, 9.5, 10])
    await recording.close()
  })

  it('refuses rows with NaN in a sentence, or leaves them out when that was said', async () => {
    const rows = [[[1, 2, 3]], [[1, NaN, 3]], [[3, 4, 5]]]
    await expect(assembleRecording(parts(rows))).rejects.toThrow(
      /1 of 3 rows .* the first is row 1, counted from 0, with 1 of 3 neurons.*--drop-nan/,
    )
    expect(await assembleRecording(parts(rows, { dropNaN: true }))).toMatchObject({ images: 2, trials: 2 })
  })

  it('sets aside neurons that never respond, and says which', async () => {
    const assembled = await assembleRecording(parts([[[0, 2, 7]], [[0, 3, 7]]]))
    expect(assembled.neurons).toBe(1)
    expect(assembled.remarks.join(' ')).toMatch(/2 of 3 neurons never respond .*: 0, 2, counted from 0/)
    await expect(assembleRecording(parts([[[0, 2]], [[0, 2]]]))).rejects.toThrow(/None of the neurons/)
  })
})

describe('which axis is what', () => {
  it('is proved by the number of images, or asked', () => {
    expect(responseAxes([6, 5], 6, null, 'it')).toEqual(['images', 'neurons'])
    // Of three axes the number of neurons proves the rest.
    expect(responseAxes([6, 2, 5], 6, null, 'it', 'images', [5])).toEqual(['images', 'repeats', 'neurons'])
    expect(responseAxes([6, 2, 5], 6, null, 'it', 'images', [2])).toEqual(['images', 'neurons', 'repeats'])
    expect(responseAxes([5, 2, 6], 6, null, 'it', 'images', [5, 9])).toEqual(['neurons', 'repeats', 'images'])
    expect(responseAxes([5, 6], 6, ['neurons', 'images'], 'it')).toEqual(['neurons', 'images'])
  })

  it.each<[number[], number, RegExp]>([
    [[5, 6], 6, /looks transposed.*--axes neurons,images/],
    [[6, 6], 6, /more than one/],
    [[6, 5], 8, /there are 8 images: none of its axes/],
    [[6], 6, /has 1 axes/],
    [
      [6, 50, 4],
      6,
      /--axes images,repeats,neurons \(50 repeats of 4 neurons\) or --axes images,neurons,repeats/,
    ],
    [[6, 2, 5], 6, /2 repeats of 5 neurons\) or --axes images,neurons,repeats \(5 repeats of 2 neurons\)/],
    [[5, 2, 6], 6, /axis 3 has the 6 images.*--axes repeats,neurons,images/],
  ])('%j for %d images is refused', (shape, images, words) => {
    expect(() => responseAxes(shape, images, null, 'it')).toThrow(words)
  })

  it('neurons are counted by lists of them, and by nothing else', () => {
    const array = (name: string, ...shape: number[]): NumberArray => ({
      ...{ name, shape, dtype: 'float32', order: 'C' },
      readSlab: () => Promise.resolve(new Float32Array()),
    })
    const responses = array('responses of cells', 6, 2, 5)
    const arrays = [
      responses,
      array('unit_ids', 5),
      array('cell depth', 1, 7),
      array('stimulus', 2),
      array('cells', 3, 4),
    ]
    expect(neuronCounts({ arrays }, responses)).toEqual([5, 7])
    // A word of the name, not a part of another one.
    const named = ['heroic', 'communities', 'unitary', 'neuronIds', 'cell_type', '/units/id', 'ROIs']
    expect(neuronCounts({ arrays: named.map((name, i) => array(name, 11 + i)) }, responses)).toEqual([
      ...[14, 15, 16, 17],
    ])
  })

  it('what was said must fit', () => {
    expect(() => responseAxes([6, 5], 6, ['neurons', 'images'], 'it')).toThrow(
      /responses to 5 images, and there are 6/,
    )
    expect(() => responseAxes([6, 5], 6, ['neurons', 'neurons'], 'it')).toThrow(/does not name/)
  })

  it('of images is asked where MATLAB leaves two orders', () => {
    expect(imageAxes([6, 4, 5], 'C', [6, 9], null, 'it')).toEqual(['images', 'height', 'width'])
    expect(imageAxes([4, 5, 6], 'F', [6, 9], null, 'it')).toEqual(['height', 'width', 'images'])
    expect(imageAxes([6, 1, 4, 5], 'C', [6], null, 'it')).toEqual(['images', 'channels', 'height', 'width'])
    expect(() => imageAxes([6, 4, 6], 'F', [6, 9], null, 'it')).toThrow(/2 ways.*--image-axes/)
    expect(() => imageAxes([4, 5, 6], 'C', [6, 9], null, 'it')).toThrow(/no order of axes/)
  })

  it('an index of images begins at 0 or 1, or that is asked', () => {
    const of = (values: number[], blank: number | null = null): number[] => [
      ...imagesOfRows(Float32Array.from(values), 3, { firstIndex: null, blank }, 'it').imageOfRow,
    ]
    expect(of([0, 2])).toEqual([0, 2])
    expect(of([1, 3])).toEqual([0, 2])
    expect(() => of([1, 2])).toThrow(/--first-index/)
    expect(() => of([0, 3])).toThrow(/does not belong/)
    expect(() => of([0.5])).toThrow(/says 0.5/)
    expect(of([-1, 0, 2, -1], -1)).toEqual([-1, 0, 2, -1])
    expect(of([NaN, 0, 2], NaN)).toEqual([-1, 0, 2])
    expect(() => of([-1, 0, 2])).toThrow(/-1 stands for no image \(then say --blank -1\)/)
    expect(() => of([NaN, 0, 2])).toThrow(/no number \(NaN\) for trial 0.*--blank nan/)
    expect(() => of([0, 2], -1)).toThrow(/no trial with -1.*from 0 to 2/)
  })

  it('trials without an image are left out, and what was measured there changes nothing', async () => {
    const rows = [[[1, 7]], [[9, 8]], [[2, 7]], [[NaN, 1]]]
    const assembled = await assembleRecording(parts(rows, { imageOfRow: Int32Array.of(0, -1, 1, -1) }))
    expect(assembled).toMatchObject({ images: 2, trials: 2, neurons: 1 })
  })
})

describe('a folder of the Sensorium data', () => {
  const home = join(folder, 'session')
  const put = (name: string, shape: number[], data: Float32Array): void => {
    mkdirSync(join(home, name, '..'), { recursive: true })
    writeFileSync(join(home, name), encodeNpy({ shape, dtype: 'float32', data }))
  }
  for (const [trial, image] of [5, 9, 5, 7].entries()) {
    put(`data/responses/${trial}.npy`, [2], Float32Array.of(trial + 1, 10 * trial))
    put(`data/images/${trial}.npy`, [1, 2, 3], new Float32Array(6).fill(image))
  }
  put('meta/trials/frame_image_id.npy', [4], Float32Array.of(5, 9, 5, 7))
  put('meta/statistics/responses/all/std.npy', [2], Float32Array.of(2, 0.001))
  const words = ['train', 'test', 'train', 'train']
  const letters = Buffer.alloc(4 * 5 * 4)
  words.forEach((word, i) =>
    [...word].forEach((letter, k) => letters.writeUInt32LE(letter.charCodeAt(0), 4 * (5 * i + k))),
  )
  const header = "{'descr': '<U5', 'fortran_order': False, 'shape': (4,), }".padEnd(117) + '\n'
  const head = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1')
  writeFileSync(join(home, 'meta/trials/tiers.npy'), Buffer.concat([head, Buffer.from(header), letters]))

  it('has repeats by the id of their image, and responses divided by their SD, which is not too small', async () => {
    const read = await readSensoriumFolder(home, null)
    expect([...read.imageOfRow!]).toEqual([0, 1, 0, 2])
    const floor = 0.01 * ((2 + Math.fround(0.001)) / 2)
    const values = await read.trials.read(1, 2)
    expect(values[0]).toBeCloseTo(1, 6)
    expect(values[1]).toBeCloseTo(10 / floor, 3)
    expect([...(await read.pictures.read(2, 1))]).toEqual([7, 7, 7, 7, 7, 7])
    expect(read.remarks.join(' ')).toMatch(/train \(3 trials\), test \(1 trials\)/)
  })

  it('of one tier, or a sentence which tiers there are', async () => {
    expect((await readSensoriumFolder(home, 'train')).trials.rows).toBe(3)
    await expect(readSensoriumFolder(home, 'live')).rejects.toThrow(/no tier "live": it has train/)
  })
})
