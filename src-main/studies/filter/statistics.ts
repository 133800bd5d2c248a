/**
 * Pixel values and power of natural images, of what the filters make of them, and of hybrids: what the figure
 * shows that says how far each is from natural (methods C.6). Needs no model.
 */
import { asJson } from '../../contract/json'
import { mixingFrequency } from '../../contract/units'
import { imageBatches } from '../../datasets/batches'
import { subset } from '../../datasets/subset'
import { FrequencyFilter } from '../../frequency/low-and-high-pass'
import { HybridMixer } from '../../frequency/hybrid-images'
import { HISTOGRAM_BINS, addToHistogram } from '../../frequency/image-distances'
import { pairImages } from '../../frequency/pairing'
import { meanPowerSpectrum } from '../../frequency/power-spectrum'
import { chosenImages } from '../context'
import { filteredDataSet, hybridDataSet } from './filtered-data-set'
import type { ImageStatisticsTask } from '../../contract/kinds/filter/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { UnitContext } from '../context'
import type { MeasuredSet, StatisticsData } from '../../contract/kinds/filter/units'

/** As meanPowerSpectrum reads: one shape for histograms and spectra. */
const BATCH = 50

export async function runImageStatistics(
  task: ImageStatisticsTask,
  context: UnitContext,
): Promise<UnitOutcome> {
  const data = await chosenImages(context, task.images)
  const natural = await measureSet(data)
  const found: StatisticsData = {
    images: data.count,
    frequencies: natural.frequencies,
    sets:
      task.cutOff === null
        ? { kind: 'natural', all: natural.set, halves: [await half(data, 0), await half(data, 1)] }
        : await atCutOff(data, task.cutOff, task.seed),
  }
  return { data: asJson(found), arrays: null }
}

async function half(data: DataSet, from: 0 | 1): Promise<MeasuredSet> {
  // A single image has no second half: it stands for both.
  const count = Math.max(1, Math.floor((data.count + 1 - from) / 2))
  const indices = Int32Array.from({ length: count }, (_, i) => Math.min(data.count - 1, from + 2 * i))
  return (await measureSet(subset(data, indices))).set
}

async function atCutOff(data: DataSet, cutOff: number, seed: number): Promise<StatisticsData['sets']> {
  const frequency = mixingFrequency(cutOff)
  const filter = new FrequencyFilter(data.height)
  const mixer = new HybridMixer(data.height)
  const mask = filter.mask(frequency)
  const step = Math.min(BATCH, data.count)
  try {
    // Pairs come in ascending order of their low image: every image is a low one once.
    const pairs = pairImages(data.labels, seed)
    const high = new Int32Array(data.count)
    pairs.low.forEach((low, i) => (high[low] = pairs.high[i]!))
    const set = async (view: DataSet): Promise<MeasuredSet> => (await measureSet(view)).set
    return {
      kind: 'cut-off',
      hybrid: await set(hybridDataSet(data, mixer, high, mask, step)),
      'low-pass': await set(filteredDataSet(data, filter, 'low-pass', mask, step)),
      'high-pass': await set(filteredDataSet(data, filter, 'high-pass', mask, step)),
    }
  } finally {
    mask.dispose()
    mixer.dispose()
    filter.dispose()
  }
}

async function measureSet(data: DataSet): Promise<{ frequencies: number[]; set: MeasuredSet }> {
  const all = Int32Array.from({ length: data.count }, (_, i) => i)
  const { frequencies, power } = await meanPowerSpectrum(data, all)
  const counts = new Float64Array(HISTOGRAM_BINS)
  const length = data.height * data.width * data.channels
  for await (const { images, count } of imageBatches(data, all, Math.min(BATCH, data.count)))
    addToHistogram(images.subarray(0, count * length), counts)
  return { frequencies: [...frequencies], set: { histogram: [...counts], power: [...power] } }
}
