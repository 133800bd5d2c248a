/**
 * Hue, saturation and value of colours in [0,1], as scikit-image's rgb2hsv and hsv2rgb compute them.
 */

/** Replaces triples of red, green, blue by hue, saturation, value, in place. */
export function rgbToHsv(values: Float64Array): void {
  for (let i = 0; i < values.length; i += 3) {
    const red = values[i]!
    const green = values[i + 1]!
    const blue = values[i + 2]!
    const value = Math.max(red, green, blue)
    const range = value - Math.min(red, green, blue)
    let hue = 0
    if (range > 0) {
      // Where two are largest, the later one counts, as in scikit-image.
      if (blue === value) hue = 4 + (red - green) / range
      else if (green === value) hue = 2 + (blue - red) / range
      else hue = (green - blue) / range
      hue /= 6
      hue -= Math.floor(hue)
    }
    values[i] = hue
    values[i + 1] = range > 0 ? range / value : 0
    values[i + 2] = value
  }
}

/** The inverse of `rgbToHsv`, in place. */
export function hsvToRgb(values: Float64Array): void {
  for (let i = 0; i < values.length; i += 3) {
    const sixths = values[i]! * 6
    const saturation = values[i + 1]!
    const value = values[i + 2]!
    const sector = Math.floor(sixths)
    const f = sixths - sector
    const p = value * (1 - saturation)
    const q = value * (1 - f * saturation)
    const t = value * (1 - (1 - f) * saturation)
    const [red, green, blue] = SECTORS[sector % 6]!(value, p, q, t)
    values[i] = red
    values[i + 1] = green
    values[i + 2] = blue
  }
}

type Sector = (v: number, p: number, q: number, t: number) => [number, number, number]

const SECTORS: readonly Sector[] = [
  (v, p, _q, t) => [v, t, p],
  (v, p, q) => [q, v, p],
  (v, p, _q, t) => [p, v, t],
  (v, p, q) => [p, q, v],
  (v, p, _q, t) => [t, p, v],
  (v, p, q) => [v, p, q],
]
