/**
 * Heat maps of mean power spectra (methods E): the logarithm, DC in the centre and empty, and the range of
 * the colours, either each panel's own (the paper's final figures) or one for all panels (its round-1 ones).
 */

export interface SpectrumMap {
  height: number
  width: number
  /** Natural logarithm of the mean power, DC shifted to [⌊height/2⌋, ⌊width/2⌋]; null where there is none (DC). */
  values: (number | null)[]
  /** Values of the first and the last colour. */
  range: { low: number; high: number }
}

export interface MeanSpectrum {
  height: number
  width: number
  /** [height, width], un-shifted, NaN at DC. */
  meanPower: Float64Array
}

/**
 * @param scale `panel`: each from its own smallest to its own largest value. `shared`: each lifted to begin at 0 (its
 *   smallest value), all with the largest range of any of them, so that equal colours are equal ratios of power
 */
export function spectrumMaps(spectra: readonly MeanSpectrum[], scale: 'panel' | 'shared'): SpectrumMap[] {
  const maps = spectra.map(({ height, width, meanPower }) => {
    const values = shiftedLogarithm(meanPower, height, width)
    const known = values.filter((value) => value !== null)
    return { height, width, values, low: Math.min(...known), high: Math.max(...known) }
  })
  if (scale === 'panel')
    return maps.map(({ height, width, values, low, high }) => ({
      height,
      width,
      values,
      range: { low, high },
    }))
  const high = Math.max(...maps.map((map) => map.high - map.low))
  return maps.map(({ height, width, values, low }) => ({
    height,
    width,
    values: values.map((value) => (value === null ? null : value - low)),
    range: { low: 0, high },
  }))
}

/** numpy.fft.fftshift of ln P; power 0 has no logarithm and is empty, as DC is. */
function shiftedLogarithm(power: Float64Array, height: number, width: number): (number | null)[] {
  const values: (number | null)[] = []
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      const row = (v + Math.ceil(height / 2)) % height
      const column = (u + Math.ceil(width / 2)) % width
      const value = Math.log(power[row * width + column]!)
      values.push(Number.isFinite(value) ? value : null)
    }
  }
  return values
}
