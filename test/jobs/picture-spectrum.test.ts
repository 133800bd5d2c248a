import { describe, expect, it } from 'vitest'
import { imageSpectrumFigure, spectraRange } from '../../src-main/figures/image-spectrum'
import { pictureSpectrum } from '../../src-main/jobs/look/picture-spectrum'

const [HEIGHT, WIDTH] = [12, 16]

/** [height, width, channels] of a function of x, y and the channel. */
function drawn(channels: 1 | 3, at: (x: number, y: number, channel: number) => number) {
  const pixels = new Float32Array(HEIGHT * WIDTH * channels)
  for (let i = 0; i < pixels.length; i++) {
    const place = Math.floor(i / channels)
    pixels[i] = at(place % WIDTH, Math.floor(place / WIDTH), i % channels)
  }
  return { pixels, shape: { height: HEIGHT, width: WIDTH, channels } }
}

describe('the spectrum of a picture', () => {
  it('has the power of a grating at its two places, and nothing at DC', () => {
    // 3 cycles across, 2 down: amplitude A gives |F|² = (A·h·w/2)² at ±(3/16, 2/12).
    const grating = (x: number, y: number): number =>
      0.5 + 0.25 * Math.cos(2 * Math.PI * ((3 * x) / WIDTH + (2 * y) / HEIGHT))
    const found = pictureSpectrum(drawn(1, grating))
    expect(found).toMatchObject({ height: HEIGHT, width: WIDTH })
    expect(found.meanPixel).toBeCloseTo(0.5, 6)
    const at = (u: number, v: number): number | null =>
      found.values[(v + HEIGHT / 2) * WIDTH + u + WIDTH / 2]!
    const expected = Math.log10(((0.25 * HEIGHT * WIDTH) / 2) ** 2)
    expect(at(3, 2)).toBeCloseTo(expected, 5)
    expect(at(-3, -2)).toBeCloseTo(expected, 5)
    expect(at(0, 0)).toBeNull()
    // What float32 pixels are off by is 10 decades below.
    const others = found.values.filter((value, i) => value !== null && value < expected - 1 && i >= 0)
    expect(others.every((value) => value! < expected - 10)).toBe(true)
    expect(found.values.filter((value) => value !== null && value > expected - 10)).toHaveLength(2)
  })

  it('is the mean of the channels, and keeps the whole power', () => {
    const image = (x: number, y: number, channel: number): number =>
      ((x * 7 + y * 13 + channel * 5) % 17) / 17
    const { pixels, shape } = drawn(3, image)
    const { values, meanPixel } = pictureSpectrum({ pixels, shape })
    // Parseval: the power beside DC is N times the sum of squares about each channel's mean.
    let about = 0
    for (let channel = 0; channel < 3; channel++) {
      const plane = Array.from(pixels).filter((_, i) => i % 3 === channel)
      const own = plane.reduce((sum, value) => sum + value, 0) / plane.length
      about += plane.reduce((sum, value) => sum + (value - own) ** 2, 0)
    }
    const power = values.reduce<number>((sum, value) => sum + (value === null ? 0 : 10 ** value), 0)
    expect(power / ((HEIGHT * WIDTH * about) / 3)).toBeCloseTo(1, 4)
    expect(meanPixel).toBeCloseTo(pixels.reduce((sum, value) => sum + value, 0) / pixels.length, 6)
  })

  it('of one value is none, and the figure says so', () => {
    const flat = pictureSpectrum(drawn(1, () => 0.3))
    expect(flat.values.every((value) => value === null)).toBe(true)
    const range = spectraRange([flat])
    expect(range).toBeNull()
    const { layout } = imageSpectrumFigure(flat, { theme: 'light', what: 'a wall', range })
    expect(JSON.stringify(layout.annotations)).toContain('no power beside DC')
  })
})

it('draws f_y downwards, names DC and its colours, and writes both frequencies in cycles/pixel', () => {
  const spectrum = pictureSpectrum(drawn(1, (x) => x / WIDTH))
  const range = spectraRange([spectrum])
  const { data, layout, caption, csv } = imageSpectrumFigure(spectrum, {
    theme: 'light',
    what: 'a ramp',
    range,
  })
  const [high, low] = layout.yaxis!.range as [number, number]
  expect(high).toBeGreaterThan(low)
  expect(caption).toContain('DC, which is left out: the mean of the pixel values is 0.469')
  expect(JSON.stringify(data[0])).toContain('(log<sub>10</sub>)')
  const [head, first] = csv.split(/\r?\n/)
  expect(head).toBe('f_y (cycles/pixel),f_x (cycles/pixel),log10 of the power')
  expect(first!.startsWith('-0.5,-0.5,')).toBe(true)
})
