/**
 * The folder form of the Sensorium data (methods N.2): `data/{images,responses}/K.npy`, one file a trial, and
 * `meta/`. Trials with the same `frame_image_id` are repeats; responses are divided by their SD as the family does it.
 */
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UserError } from '../../contract/errors'
import { decodeNpy, npyNumbers } from '../../checkpoints/npy'
import { listFolder, readSmallFile } from '../../files/look'
import { readNpyText } from './npy-text'
import type { NpyArray } from '../../checkpoints/npy'
import type { ReadRecording } from './read-recording'
import type { ImageSource, TrialSource } from './sources'

/** SDs below this part of their mean do not divide: a neuron that hardly responds would be blown up. */
const SD_FLOOR = 0.01

export async function isSensoriumFolder(path: string): Promise<boolean> {
  return (await there(join(path, 'data', 'responses'))) && (await there(join(path, 'data', 'images')))
}

async function there(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}

/**
 * @param tier `train`, `validation`, `test` …; null: all
 * @throws UserError('input') naming the file that is missing or does not fit
 */
export async function readSensoriumFolder(path: string, tier: string | null): Promise<ReadRecording> {
  const name = `"${basename(path)}"`
  const all = await trialNumbers(join(path, 'data', 'responses'), name)
  const tiers = await optionalText(join(path, 'meta', 'trials', 'tiers.npy'))
  const counts = new Map<string, number>()
  for (const trial of all) counts.set(tiers?.[trial] ?? 'all', (counts.get(tiers?.[trial] ?? 'all') ?? 0) + 1)
  const list = [...counts].map(([each, count]) => `${each} (${count} trials)`).join(', ')
  const trials = tier === null ? all : all.filter((trial) => (tiers?.[trial] ?? 'all') === tier)
  if (trials.length === 0)
    throw new UserError('usage', `${name} has no tier "${tier ?? ''}": it has ${list}.`)
  const ids = await optionalNumbers(join(path, 'meta', 'trials', 'frame_image_id.npy'))
  const images = new Map<number, { index: number; trial: number }>()
  const imageOfRow = Int32Array.from(trials, (trial) => {
    const id = ids?.[trial] ?? trial
    const known = images.get(id)
    if (known) return known.index
    images.set(id, { index: images.size, trial })
    return images.size - 1
  })
  const shown = [...images.values()].map(({ trial }) => trial)
  const first = await readTrial(join(path, 'data', 'responses', `${trials[0]}.npy`))
  const sd = await optionalNumbers(join(path, 'meta', 'statistics', 'responses', 'all', 'std.npy'))
  return {
    trials: await responsesOf(path, trials, first.data.length, sd),
    imageOfRow,
    pictures: await picturesIn(path, shown),
    remarks: [
      `It holds ${list}; ${tier === null ? 'all are used' : `only ${tier} is used, as was said`}.`,
      ids === null
        ? 'It does not say which trials show the same image (meta/trials/frame_image_id.npy): every trial counts as an image of its own.'
        : `${trials.length} trials show ${shown.length} different images (frame_image_id).`,
      sd === null
        ? 'It has no SD of the responses (meta/statistics/responses/all/std.npy): they are used as they are.'
        : `Responses are divided by their SD, which counts as at least ${SD_FLOOR} of the mean SD.`,
    ],
  }
}

async function trialNumbers(folder: string, name: string): Promise<number[]> {
  const { files } = await listFolder(folder)
  const numbers = files.flatMap((file) => /^(\d{1,9})\.npy$/.exec(file)?.[1] ?? []).map(Number)
  if (numbers.length === 0)
    throw new UserError(
      'input',
      `${name} has no files 0.npy, 1.npy … in data/responses: it is no data set of the Sensorium form.`,
    )
  return numbers.sort((a, b) => a - b)
}

async function responsesOf(
  path: string,
  trials: readonly number[],
  neurons: number,
  sd: Float64Array | null,
): Promise<TrialSource> {
  if (sd !== null && sd.length !== neurons)
    throw new UserError(
      'input',
      `The statistics of the responses have ${sd.length} neurons, and the trials ${neurons}: they do not belong together.`,
    )
  const floor = sd === null ? 1 : (SD_FLOOR * sd.reduce((a, b) => a + b, 0)) / sd.length
  const factor = Float64Array.from({ length: neurons }, (_, n) =>
    sd === null ? 1 : 1 / Math.max(floor, sd[n]!),
  )
  return await Promise.resolve({
    rows: trials.length,
    repeats: 1,
    neurons,
    read: async (from: number, count: number) => {
      const values = new Float32Array(count * neurons)
      for (let row = 0; row < count; row++) {
        const file = `${trials[from + row]}.npy`
        const { data } = await readTrial(join(path, 'data', 'responses', file))
        if (data.length !== neurons)
          throw new UserError(
            'input',
            `data/responses/${file} has ${data.length} neurons, and the first trial ${neurons}.`,
          )
        for (let neuron = 0; neuron < neurons; neuron++)
          values[row * neurons + neuron] = Number(data[neuron]!) * factor[neuron]!
      }
      return values
    },
  })
}

async function picturesIn(path: string, trials: readonly number[]): Promise<ImageSource> {
  const read = async (trial: number): Promise<NpyArray> =>
    await readTrial(join(path, 'data', 'images', `${trial}.npy`))
  const first = await read(trials[0]!)
  const sides = first.shape.filter((side, axis) => !(axis === 0 && side === 1 && first.shape.length === 3))
  const [height, width] = sides
  if (sides.length !== 2 || height === undefined || width === undefined)
    throw new UserError(
      'input',
      `data/images/${trials[0]}.npy has the shape (${first.shape.join(', ')}), and images there are 1 × height × width.`,
    )
  return {
    images: trials.length,
    height,
    width,
    isUint8: first.dtype === 'uint8',
    read: async (from, count) => {
      const values = new Float32Array(count * height * width)
      for (let i = 0; i < count; i++) {
        const { data } = await read(trials[from + i]!)
        if (data.length !== height * width)
          throw new UserError(
            'input',
            `data/images/${trials[from + i]}.npy has ${data.length} pixels, and the first image ${height * width}.`,
          )
        for (let pixel = 0; pixel < data.length; pixel++)
          values[i * height * width + pixel] = Number(data[pixel]!)
      }
      return values
    },
  }
}

async function readTrial(path: string): Promise<NpyArray> {
  return decodeNpy(await readSmallFile(path), `"${basename(path)}"`)
}

async function optionalNumbers(path: string): Promise<Float64Array | null> {
  if (!(await there(path))) return null
  return Float64Array.from(npyNumbers(await readTrial(path), `"${basename(path)}"`))
}

async function optionalText(path: string): Promise<string[] | null> {
  return (await there(path)) ? readNpyText(await readSmallFile(path), `"${basename(path)}"`) : null
}
