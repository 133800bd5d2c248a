/** Ridge regression with generalised cross-validation, against NumPy's normal equations (test/golden/make_neural.py). */
import { describe, expect, it } from 'vitest'
import { decomposePixels, ridge } from '../../src-main/neural/ridge'
import { goldenJson, goldenTensors, relativeError } from '../support/golden'

const numbers = goldenJson('neural.json') as Record<
  string,
  { criterion: number; strength: number; freedom: number; eigenvalues: number[] }
>
const arrays = goldenTensors('neural.safetensors')
const values = (name: string): Float32Array => arrays.get(name)!.data as Float32Array

describe.each([
  ['tall', 60, 24],
  ['wide', 30, 35],
] as const)('ridge regression on a %s matrix of %i images of %i pixels', (name, images, pixels) => {
  const decomposition = decomposePixels(values(`ridge.${name}.x`), images, pixels)

  it('takes the images apart as NumPy does', () => {
    expect(relativeError(decomposition.eigenvalues, numbers[`ridge ${name}`]!.eigenvalues)).toBeLessThan(1e-9)
    const { components, eigenvalues } = decomposition
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) {
        let product = 0
        for (let p = 0; p < pixels; p++) product += components[a * pixels + p]! * components[b * pixels + p]!
        expect(product).toBeCloseTo(a === b ? 1 : 0, 9)
      }
    expect(eigenvalues.length).toBe(Math.min(images - 1, pixels))
  })

  it.each([0, 1])('finds the strength, the criterion and the weights of target %i', (column) => {
    const expected = numbers[`ridge ${name} ${column}`]!
    const y = values(`ridge.${name}.y`)
    const found = ridge(
      decomposition,
      Float64Array.from({ length: images }, (_, i) => y[i * 2 + column]!),
    )
    expect(found.strength / expected.strength).toBeCloseTo(1, 9)
    expect(found.criterion / expected.criterion).toBeCloseTo(1, 7)
    expect(found.degreesOfFreedom / expected.freedom).toBeCloseTo(1, 7)
    expect(relativeError(found.weights, values(`ridge.${name}.${column}.weights`))).toBeLessThan(1e-6)
  })
})

describe('ridge regression', () => {
  it('finds no pixels behind what pixels have nothing to do with', () => {
    const images = 40
    const x = Float64Array.from({ length: images * 5 }, (_, i) => Math.sin(i * i))
    const y = Float64Array.from({ length: images }, (_, i) => Math.cos(7 * i * i))
    const { explained, degreesOfFreedom } = ridge(decomposePixels(x, images, 5), y)
    expect(explained).toBeLessThan(0.2)
    expect(degreesOfFreedom).toBeLessThan(6)
  })
})
