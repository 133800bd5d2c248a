/** The spectrum of a picture, from the numbers that it is drawn from. Needs no device. */
import { PlaneSpectrum } from '../../frequency/plane-spectrum'
import { spectrumMaps } from '../../frequency/spectrum-maps'
import type { PictureSpectrum } from '../../contract/images/picture-spectrum'
import type { Drawn } from '../../studies/job'

/** Of the whole power: what is below it is rounding of the transform, not of the image. */
const ROUNDING = 1e-26

export function pictureSpectrum({ pixels, shape }: Drawn): PictureSpectrum {
  const { height, width, channels } = shape
  const power = new Float64Array(height * width)
  const spectrum = new PlaneSpectrum(height, width)
  for (let channel = 0; channel < channels; channel++) spectrum.addPower(pixels, channel, channels, power)
  const whole = power.reduce((sum, value) => sum + value, 0)
  const meanPower = power.map((value) => (value > whole * ROUNDING ? value / channels : 0))
  meanPower[0] = NaN
  const [map] = spectrumMaps([{ height, width, meanPower }], 'panel')
  return {
    height,
    width,
    // To six digits: more than any screen shows, and half the text.
    values: map!.values.map((value) => (value === null ? null : Number((value / Math.LN10).toPrecision(6)))),
    meanPixel: pixels.reduce((sum, value) => sum + value, 0) / pixels.length,
  }
}
