/** Writes what a population answers to images, batch by batch: memory does not grow with their number. */
import { basename } from 'node:path'
import { UserError } from '../../contract/errors'
import { openDataSet } from '../../datasets/open'
import { flush } from '../../devices/step'
import * as tf from '../../devices/tf'
import { openPopulation } from '../../neural/open-population'
import { openArrayFile } from '../../neural/arrays/array-file'
import { batchOf } from '../../neural/respond'
import { imageFile } from '../../neural/image-file'
import { shownImages } from '../../neural/shown-images'
import { writeForParent } from '../../project/write-atomically'
import type { PopulationRequestOf } from '../../contract/neural'
import type { Tensor4D } from '../../devices/tf'
import type { OpenedPopulation, Responder } from '../../neural/population'

type Request = PopulationRequestOf<'respond'>

/** Images in the population's space, batch by batch. */
interface Shown {
  count: number
  remarks: string[]
  /** Call it in tf.tidy. */
  batch(from: number, count: number): Promise<() => Tensor4D>
  close(): Promise<void>
}

export async function respond(
  request: Request,
  useDevice: (device: string, threads: number | null) => Promise<void>,
  progress: (done: number) => void,
): Promise<{ shape: number[]; remarks: string[] }> {
  await useDevice(request.device, request.threads)
  const opened = await openPopulation(request.population)
  try {
    const { responder, recording } = opened
    if (recording) {
      if (request.images !== null)
        throw new UserError(
          'usage',
          `"${opened.file.id}" is a recording, which has responses to its own ${recording.images} images only: ask it without --dataset and --input.`,
        )
      await writeForParent(
        request.outputPath,
        npyOf(
          recording.images,
          recording.neurons,
          (from, count) => recording.readMeans(from, count),
          256,
          progress,
        ),
      )
      return {
        shape: [recording.images, recording.neurons],
        remarks: ['Means over the trials of each image.'],
      }
    }
    if (request.images === null)
      throw new UserError(
        'usage',
        'Say which images it is shown: --dataset of the project, or --input with a .npy file.',
      )
    const shown = await shownOf(request.images, opened)
    try {
      const batch = batchOf(responder!)
      const answers = (from: number, count: number): Promise<Float32Array> =>
        answersTo(responder!, shown, from, count, batch)
      await writeForParent(
        request.outputPath,
        npyOf(shown.count, responder!.neurons, answers, batch, progress),
      )
      return { shape: [shown.count, responder!.neurons], remarks: shown.remarks }
    } finally {
      await shown.close()
    }
  } finally {
    await opened.close()
  }
}

async function answersTo(
  responder: Responder,
  shown: Shown,
  from: number,
  count: number,
  batch: number,
): Promise<Float32Array> {
  const images = await shown.batch(from, count)
  const answer = tf.tidy(() => {
    const own = images()
    // Another size of the last batch would be compiled anew.
    const full =
      count === batch
        ? own
        : tf.concat<Tensor4D>([own, tf.zeros([batch - count, own.shape[1], own.shape[2], 1])], 0)
    return responder.responses(full)
  })
  flush()
  const values = (await answer.data()) as Float32Array
  answer.dispose()
  return values.slice(0, count * responder.neurons)
}

async function shownOf(images: NonNullable<Request['images']>, { file }: OpenedPopulation): Promise<Shown> {
  if ('dataSet' in images) {
    const data = await openDataSet(images.dataSet)
    return {
      count: Math.min(data.count, images.limit ?? data.count),
      remarks: [],
      batch: async (from, count) => {
        const values = await data.read(Array.from({ length: count }, (_, i) => from + i))
        return () =>
          shownImages(tf.tensor4d(values, [count, data.height, data.width, data.channels]), file.image)
      },
      close: () => data.close(),
    }
  }
  const array = await openArrayFile(images.input)
  try {
    const { count, remarks, read } = await imageFile(
      array,
      `"${basename(images.input)}"`,
      images.values,
      file.image,
    )
    return { count, remarks, batch: read, close: () => array.close() }
  } catch (error) {
    await array.close()
    throw error
  }
}

/** A .npy file of float32 [rows, columns], in pieces. */
async function* npyOf(
  rows: number,
  columns: number,
  read: (from: number, count: number) => Promise<Float32Array>,
  step: number,
  progress: (done: number) => void,
): AsyncGenerator<Uint8Array> {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`
  const total = Math.ceil((10 + text.length + 1) / 64) * 64
  const head = Buffer.alloc(total, 0x20)
  head.write('\x93NUMPY\x01\x00', 0, 'latin1')
  head.writeUInt16LE(total - 10, 8)
  head.write(text, 10, 'latin1')
  head[total - 1] = 10
  yield head
  for (let from = 0; from < rows; from += step) {
    const values = await read(from, Math.min(step, rows - from))
    for (const value of values)
      if (!Number.isFinite(value))
        throw new UserError(
          'input',
          `The population answers with ${value}: its weights, or the images, are damaged.`,
        )
    yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    progress(Math.min(rows, from + step))
  }
}
