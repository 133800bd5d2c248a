/** Computes tuning curves and maximal images of some neurons (neural N.3). */
import { carriedCount } from '../../contract/kinds/neural/carried'
import { UserError } from '../../contract/errors'
import { pixelsPerDegree, squareSide } from '../../contract/population'
import { ORIENTATIONS, gratingGrid } from '../../neural/gratings'
import { imagePower, spectralPeak, spectrumSide } from '../../neural/image-spectrum'
import { maximalImages } from '../../neural/maximal-image'
import { readCurve } from '../../neural/tuning-curve'
import { encodeMaximal } from './maximal-file'
import { readTuning } from './tuning-file'
import type { MaximalNeuron } from '../../contract/kinds/neural/results'
import type { MaximalTask } from '../../contract/kinds/neural/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'

export async function runMaximal(task: MaximalTask, context: UnitContext): Promise<UnitOutcome> {
  const { file } = task.population
  const { image } = file
  const grid = gratingGrid({ pixelsPerDegree: pixelsPerDegree(file), side: squareSide(file) }, null)
  const { curves, orientation } = await readTuning(task.curves, grid.frequencies.length, file.neurons)
  const population = await context.population(task.population, task.neurons)
  try {
    const { responder } = population
    if (!responder) throw new Error('A recording answers no made images.')
    const found = await maximalImages(responder, task, (done) =>
      context.progress({ work: done * task.neurons.length, imagesPerSecond: null, label: null }),
    )
    const pixels = image.height * image.width
    const side = spectrumSide(image)
    const powers = new Float32Array(task.neurons.length * side * side)
    const neurons = task.neurons.map((neuron, i): MaximalNeuron => {
      const own = found.images.subarray(i * pixels, (i + 1) * pixels)
      if (!Number.isFinite(found.responses[i]!) || !own.every(Number.isFinite))
        throw new UserError(
          'input',
          `Neuron ${neuron} of "${file.id}" answers its image with no finite number: ask for a smaller --norm.`,
        )
      const power = imagePower(own, image)
      powers.set(power, i * side * side)
      const peak = spectralPeak(own, power, image)
      const curve = grid.frequencies.map((_, f) => curves[f * file.neurons + neuron]!)
      const { interpolated, halfWidth, lowPass } = readCurve(grid.frequencies, curve, carriedCount(grid))
      const shown = own.reduce((count, value) => count + Number(isShown(value * image.sd + image.mean)), 0)
      return {
        neuron,
        curve,
        preferred: interpolated,
        halfWidth,
        lowPass,
        orientation: (orientation[neuron]! * 180) / ORIENTATIONS,
        response: found.responses[i]!,
        gray: found.gray[i]!,
        late: found.late[i]!,
        norm: Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)),
        outside: 1 - shown / pixels,
        peak: peak && { ...peak, frequency: peak.frequency / grid.cyclesPerPixel },
      }
    })
    const count = task.neurons.length
    const { height, width } = image
    const arrays = await context.writeArrays(
      encodeMaximal(count, { height, width, side, images: found.images, powers }),
    )
    return { data: { neurons }, arrays }
  } finally {
    await population.close()
  }
}

const isShown = (gray: number): boolean => gray >= 0 && gray <= 255
