/** A stored recording, read by range (assemble.ts makes its file); images of a data set come from there. */
import { UserError } from '../../contract/errors'
import { openByteSource } from '../../checkpoints/byte-source'
import {
  LENGTH_BYTES,
  parseSafetensorsHeader,
  safetensorsHeaderLength,
} from '../../checkpoints/safetensors-header'
import { SCALARS } from '../../checkpoints/scalar-types'
import { readValues } from '../../checkpoints/values'
import { openDataSet } from '../../datasets/open'
import { GRAY } from './sources'
import type { ByteSource } from '../../checkpoints/byte-source'
import type { PlacedTensor } from '../../checkpoints/safetensors-header'
import type { PopulationChoice, PopulationFile } from '../../contract/population'
import type { DataSet } from '../../datasets/data-set'
import type { Recording } from '../population'

/**
 * @param shown opens the data set whose images were shown; null: the recording has its own
 * @throws UserError('input') where its parts do not fit each other
 */
export async function openRecording(
  path: string,
  file: PopulationFile,
  shown: PopulationChoice['shown'] | null,
): Promise<Recording> {
  const source = await openByteSource(path)
  try {
    const tensors = await tensorsOf(source)
    const damaged = (): UserError =>
      new UserError(
        'project',
        `The content of the population "${file.id}" does not fit what it says of itself: remove the population and add it again.`,
      )
    const find = (name: string, dtype: string): PlacedTensor => {
      const found = tensors.get(name)
      if (found?.dtype !== dtype) throw damaged()
      return found
    }
    const responses = find('responses', 'float32')
    const [trials = 0, neurons = 0] = responses.shape
    const starts = await rangeOf(source, find('first_trial', 'int32'))
    const firstTrial = Int32Array.from(starts)
    const images = firstTrial.length - 1
    const rising = firstTrial.every((start, i) => (i === 0 ? start === 0 : start > firstTrial[i - 1]!))
    if (responses.shape.length !== 2 || neurons !== file.neurons || !rising || firstTrial.at(-1) !== trials)
      throw damaged()
    const readTrials = (from: number, count: number): Promise<Float32Array> =>
      rangeOf(source, responses, from * neurons, count * neurons)
    const pictures = tensors.get('images')
    const { height, width, mean, sd } = file.image
    if (pictures && pictures.shape.join() !== [images, height, width].join()) throw damaged()
    const readImages = pictures
      ? async (from: number, count: number) =>
          (await rangeOf(source, pictures, from * height * width, count * height * width)).map(
            (value) => (value - mean) / sd,
          )
      : shownReader(file, shown, Int32Array.from(await rangeOf(source, find('image_index', 'int32'))))
    return {
      neurons,
      images,
      trials,
      firstTrial,
      image: file.image,
      readImages: (from, count) => readImages(from, count),
      readTrials,
      readMeans: async (from, count) => {
        const means = new Float32Array(count * neurons)
        for (let i = 0; i < count; i++) {
          const first = firstTrial[from + i]!
          const repeats = firstTrial[from + i + 1]! - first
          const values = await readTrials(first, repeats)
          for (let neuron = 0; neuron < neurons; neuron++) {
            let sum = 0
            for (let repeat = 0; repeat < repeats; repeat++) sum += values[repeat * neurons + neuron]!
            means[i * neurons + neuron] = sum / repeats
          }
        }
        return means
      },
      close: async () => {
        if ('close' in readImages) await readImages.close()
        await source.close()
      },
    }
  } catch (error) {
    await source.close()
    throw error
  }
}

async function tensorsOf(source: ByteSource): Promise<Map<string, PlacedTensor>> {
  const first = await source.read(0, Math.min(LENGTH_BYTES, source.size))
  const length = safetensorsHeaderLength(first, source.size, source.name)
  const start = LENGTH_BYTES + length
  const { tensors } = parseSafetensorsHeader(
    await source.read(LENGTH_BYTES, length),
    source.size - start,
    source.name,
  )
  return new Map(
    tensors.map((each) => [each.name, { ...each, begin: start + each.begin, end: start + each.end }]),
  )
}

function rangeOf(
  source: ByteSource,
  { begin, end, dtype, name }: PlacedTensor,
  from = 0,
  count?: number,
): Promise<Float32Array> {
  const { size } = SCALARS[dtype]
  const all = (end - begin) / size
  const wanted = count ?? all - from
  if (from < 0 || wanted < 0 || from + wanted > all)
    throw new RangeError(`"${name}" has no values ${from} … ${from + wanted - 1}.`)
  return readValues(source, begin + from * size, dtype, wanted, `"${name}" in ${source.name}`)
}

type ImageReader = ((from: number, count: number) => Promise<Float32Array>) & { close(): Promise<void> }

/** Images of the data set, opened when they are first wanted. */
function shownReader(
  file: PopulationFile,
  shown: PopulationChoice['shown'] | null,
  index: Int32Array,
): ImageReader {
  let opened: Promise<DataSet> | undefined
  const read = async (from: number, count: number): Promise<Float32Array> => {
    if (!shown)
      throw new UserError(
        'input',
        `The images of the population "${file.id}" are those of a data set that is not open here.`,
      )
    opened ??= openDataSet(shown)
    const data = await opened
    const batch = await data.read(Array.from({ length: count }, (_, i) => index[from + i]!))
    return standardised(batch, data, file)
  }
  return Object.assign(read, {
    close: async () => {
      if (opened) await (await opened).close()
    },
  })
}

function standardised(images: Float32Array, { channels }: DataSet, { image }: PopulationFile): Float32Array {
  const pixels = images.length / channels
  return Float32Array.from({ length: pixels }, (_, i) => {
    const at = i * channels
    const gray =
      channels === 1
        ? images[at]!
        : GRAY[0] * images[at]! + GRAY[1] * images[at + 1]! + GRAY[2] * images[at + 2]!
    return (255 * gray - image.mean) / image.sd
  })
}
