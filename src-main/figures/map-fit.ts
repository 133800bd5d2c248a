/** The curves of the Map: through the blur series of the models that have a place on its axes. */
import type { MapPoint } from '../contract/window'
import { fitBlurSeries } from './blur-fit'
import type { BlurFits } from './blur-fit'
import type { MapFrequency } from './map-measures'
import { axesOf, place } from './map-points'
import type { MapOptions, Placed } from './map-points'

export function fitsOf(
  placed: readonly Placed[],
  { norm }: MapFrequency,
  { exactCurve = false }: MapOptions,
): BlurFits {
  const points = placed.map(({ point: { name, group, sigma, seed, series, seriesReason }, x, y }) => ({
    ...{ name, group, sigma, seed, series, seriesReason },
    x: x.value,
    y: y.value,
  }))
  return fitBlurSeries(points, norm === null ? 'f_rev' : 'f_0.5', exactCurve)
}

/** Whether there is a curve through exactly three σ, which is drawn only where it is asked for. */
export function exactCurveOffered(points: readonly MapPoint[], options: MapOptions): boolean {
  const { frequency } = axesOf(points, options)
  return fitsOf(place(points, options), frequency, options).exactOffered
}
