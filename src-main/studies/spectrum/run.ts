/** Computes the spectra of one model's perturbations from the blocks of its attack. */
import { asJson } from '../../contract/json'
import { perturbationSpectra } from '../../frequency/perturbation-spectrum'
import { readBlock } from '../attack/block-file'
import { asSpectra, encodeSpectra } from './spectra-file'
import { summarise } from './summarise-spectra'
import type { SpectrumTask } from '../../contract/kinds/spectrum/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { DataSet } from '../../datasets/data-set'
import type { StoredBlock } from '../attack/block-file'
import type { UnitContext } from '../context'
import type { StoredSpectrumData } from '../../contract/kinds/spectrum/units'
import type { StoredSpectra } from './spectra-file'

export async function runSpectrum(task: SpectrumTask, context: UnitContext): Promise<UnitOutcome> {
  const data = await context.data(task.images)
  const parts: StoredSpectra[] = []
  let images = 0
  for (const path of task.blocks) {
    const block = await readBlock(path)
    images += block.index.length
    parts.push(await spectraOf(block, data))
    context.progress({ work: images * 2, imagesPerSecond: null, label: null })
  }
  const spectra = joined(parts)
  const { meanPower, ...summary } = summarise(asSpectra(spectra), task.points, task.bootstrap)
  const { height, width } = spectra
  const found: StoredSpectrumData = { ...summary, without: images - summary.images, height, width }
  const arrays = await context.writeArrays(
    encodeSpectra(spectra, meanPower ?? new Float64Array(height * width).fill(NaN)),
  )
  return { data: asJson(found), arrays }
}

/** Of the perturbations that were found: an image that is a target already has none. */
async function spectraOf(block: StoredBlock, data: DataSet): Promise<StoredSpectra> {
  const { height, width, channels } = block.shape
  const rows = Int32Array.from(block.index.keys()).filter((row) => block.status[row] === 'found')
  const chosen = (values: Int32Array): Int32Array => rows.map((row) => values[row]!)
  const index = chosen(block.index)
  const length = height * width * channels
  const perturbed = new Float32Array(rows.length * length)
  rows.forEach((row, i) =>
    perturbed.set(block.perturbed.subarray(row * length, (row + 1) * length), i * length),
  )
  const power =
    rows.length === 0
      ? new Float32Array(0)
      : Float32Array.from(
          (await perturbationSpectra(await data.read(index), perturbed, { height, width, channels })).power,
        )
  return {
    index,
    label: chosen(block.label),
    target: chosen(block.target),
    distance: Float64Array.from(rows, (row) => block.distance[row]!),
    height,
    width,
    power,
  }
}

function joined(parts: readonly StoredSpectra[]): StoredSpectra {
  const { height, width } = parts[0]!
  const all = <T extends Int32Array | Float32Array | Float64Array>(
    empty: new (length: number) => T,
    of: (part: StoredSpectra) => T,
  ): T => {
    const values = new empty(parts.reduce((sum, part) => sum + of(part).length, 0))
    let place = 0
    for (const part of parts) {
      values.set(of(part), place)
      place += of(part).length
    }
    return values
  }
  return {
    index: all(Int32Array, (part) => part.index),
    label: all(Int32Array, (part) => part.label),
    target: all(Int32Array, (part) => part.target),
    distance: all(Float64Array, (part) => part.distance),
    height,
    width,
    power: all(Float32Array, (part) => part.power),
  }
}
