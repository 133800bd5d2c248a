/** Computes tuning curves and maximal images of some neurons (neural N.3). */
import { carriedCount } from '../../contract/kinds/neural/carried'
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { UserError } from '../../contract/errors'
import { pixelsPerDegree, squareSide } from '../../contract/population'
import { readRegular } from '../../files/regular'
import { ORIENTATIONS, gratingGrid } from '../../neural/gratings'
import { imagePower, spectralPeak, spectrumSide } from '../../neural/image-spectrum'
import { maximalImages } from '../../neural/maximal-image'
import { readCurve } from '../../neural/tuning-curve'
import { MAXIMAL, readStoredCurves } from './stored-products'
import type { MaximalNeuron } from '../../contract/kinds/neural/results'
import type { MaximalTask } from '../../contract/kinds/neural/tasks'
import type { UnitOutcome } from '../../contract/tasks'
import type { UnitContext } from '../context'

export async function runMaximal(task: MaximalTask, context: UnitContext): Promise<UnitOutcome> {
  const { file } = task.population
  const { image } = file
  const grid = gratingGrid({ pixelsPerDegree: pixelsPerDegree(file), side: squareSide(file) }, null)
  const { curves, orientation } = readStoredCurves(
    decodeSafetensors(await readRegular(task.curves)).entries,
    grid.frequencies.length,
    file.neurons,
    task.curves,
  )
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
    const arrays = await context.writeArrays(
      encodeSafetensors(
        new Map([
          [
            MAXIMAL.images,
            { shape: [count, image.height, image.width], dtype: 'float32' as const, data: found.images },
          ],
          [MAXIMAL.powers, { shape: [count, side, side], dtype: 'float32' as const, data: powers }],
        ]),
      ),
    )
    return { data: { neurons }, arrays }
  } finally {
    await population.close()
  }
}

const isShown = (gray: number): boolean => gray >= 0 && gray <= 255
