/** What each σ would do to some of the images, and to each frequency. */
import { UserError } from '../../../contract/errors'
import { cyclesPerPixel, pixelToImage, pixelToNyquist } from '../../../contract/units'
import { blurAmplitude, halfAmplitude } from '../../../networks/front-end/blur-image'
import { blurAddress } from '../../address-words'
import { partSource } from '../../part-source'
import type { InputOf } from '../../../contract/kinds/kinds'
import type { SweepPreview } from '../../../contract/kinds/sweep/window'
import type { Project } from '../../../project/project'

/** Points of the transfer function, from 0 to Nyquist. */
const POINTS = 101

export async function previewSweep(
  project: Project,
  { dataSet, split, sigmas, images }: InputOf<'sweep', 'sweep.preview'>,
): Promise<SweepPreview[]> {
  const { file, part } = await partSource(project, dataSet, split, ['train'])
  const beyond = images.find((index) => index >= part.images)
  if (beyond !== undefined)
    throw new UserError('usage', `There is no image ${beyond}: the part has ${part.images}, counted from 0.`)
  const frequencies = Array.from({ length: POINTS }, (_, i) => (0.5 * i) / (POINTS - 1))
  return sigmas.map((sigma) => {
    const half = halfAmplitude(sigma)
    return {
      sigma,
      urls: images.map((index) => blurAddress({ dataSet: file.id, split: part.split, index, sigma })),
      transfer: {
        frequencies,
        amplitude: frequencies.map((frequency) => blurAmplitude(sigma, cyclesPerPixel(frequency))),
      },
      halfAmplitude: half && {
        cyclesPerPixel: half,
        fractionOfNyquist: pixelToNyquist(half),
        cyclesPerImage: pixelToImage(half, file.height),
      },
    }
  })
}
