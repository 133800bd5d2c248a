/** σ from the weights of a blur: kernels computed here from the definition (methods A.3), in float32 and rounder. */
import { describe, expect, it } from 'vitest'
import { recogniseBlur } from '../../../src-main/networks/recognition/front-end-blur'

/** blur-net's own loop: exp(−(x² + y²) / 2σ²) over a square, divided by its sum, on the diagonal of [C, C, k, k]. */
function blurNetWeight(sigma: number, channels: number, half = Math.ceil(2.5 * sigma)) {
  const side = 2 * half + 1
  const kernel: number[] = []
  for (let y = -half; y <= half; y++) {
    for (let x = -half; x <= half; x++) kernel.push(Math.exp(-(x * x + y * y) / (2 * sigma * sigma)))
  }
  const sum = kernel.reduce((all, value) => all + value)
  const values = new Float32Array(channels * channels * side * side)
  for (let c = 0; c < channels; c++) {
    values.set(
      kernel.map((value) => value / sum),
      (c * channels + c) * side * side,
    )
  }
  return { name: 'blur.weight', shape: [channels, channels, side, side], dtype: 'float32' as const, values }
}

describe('σ from a blur’s weights', () => {
  it.each([
    0.5, 0.6, 0.8, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 2.5, 3, 4.5, 5, 6.5, 9, 14, 15, 20,
  ])('σ = %f px of the sweeps comes back exactly', (sigma) => {
    for (const channels of [1, 3]) {
      expect(recogniseBlur(blurNetWeight(sigma, channels))).toMatchObject({ sigma })
    }
  })

  it('comes back when the kernel was summed in float32', () => {
    const kernel = blurNetWeight(1.5, 3)
    const sum = kernel.values.slice(0, 81).reduce((all, value) => Math.fround(all + value), 0)
    kernel.values = kernel.values.map((value) => Math.fround(value / sum))
    expect(recogniseBlur(kernel)).toMatchObject({ sigma: 1.5 })
  })

  it('comes back from half precision', () => {
    const kernel = blurNetWeight(1.5, 1)
    const rounded = kernel.values.map((value) => Math.round(value * 2 ** 14) / 2 ** 14)
    expect(recogniseBlur({ ...kernel, dtype: 'float16', values: rounded })).toMatchObject({ sigma: 1.5 })
  })

  it('takes a depthwise kernel, too', () => {
    const { values, ...rest } = blurNetWeight(2, 1)
    const three = Float32Array.from([...values, ...values, ...values])
    expect(recogniseBlur({ ...rest, shape: [3, 1, 11, 11], values: three })).toMatchObject({ sigma: 2 })
  })

  it('says where wrap-around is known and where it is taken for granted', () => {
    const kernel = blurNetWeight(1.5, 3)
    expect(recogniseBlur({ ...kernel, paddingMode: 'circular' })).toMatchObject({
      reason: expect.stringContaining('the module pads with wrap-around') as string,
    })
    expect(recogniseBlur(kernel)).toMatchObject({
      reason: expect.stringContaining('taken for granted') as string,
    })
  })

  it('refuses padding with zeros (blur-net 0.2)', () => {
    expect(recogniseBlur({ ...blurNetWeight(1.5, 3), paddingMode: 'zeros' })).toEqual({
      refused: expect.stringContaining('pads with zeros') as string,
    })
  })

  it('refuses another extent', () => {
    expect(recogniseBlur(blurNetWeight(1.5, 3, 5))).toEqual({
      refused: expect.stringContaining('has 9×9 values (2⌈2.5 σ⌉ + 1), this one 11×11') as string,
    })
  })

  it.each<[string, (values: Float32Array) => void]>([
    ['a value beside the diagonal', (values) => (values[81 + 40] = 1e-3)],
    ['another σ in one channel', (values) => values.set(blurNetWeight(1.4, 1).values, 4 * 81)],
    ['a sum that is not 1', (values) => values.forEach((value, at) => (values[at] = value * 1.01))],
    ['a corner that is not a Gaussian’s', (values) => (values[0] = values[0]! + 1e-3)],
    ['NaN', (values) => (values[40] = NaN)],
    ['a mean filter', (values) => values.fill(1 / 81)],
  ])('refuses %s', (_, change) => {
    const kernel = blurNetWeight(1.5, 3)
    change(kernel.values)
    expect(recogniseBlur(kernel)).toHaveProperty('refused')
  })

  it.each([[[3, 3, 9]], [[3, 3, 9, 7]], [[3, 3, 8, 8]], [[3, 2, 9, 9]], [[]]])(
    'refuses the shape %j',
    (shape) => {
      const count = shape.reduce((all, side) => all * side, 1)
      const kernel = {
        name: 'blur.weight',
        shape,
        dtype: 'float32' as const,
        values: new Float32Array(count).fill(0.1),
      }
      expect(recogniseBlur(kernel)).toHaveProperty('refused')
    },
  )
})
