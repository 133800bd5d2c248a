/** Ridge regression with generalised cross-validation, against NumPy's normal equations (test/golden/make_neural.py). */
import { describe, expect, it } from 'vitest'
import { generator } from '../../src-main/random/generator'
import { decomposePixels, explainedByChance, ridge } from '../../src-main/neural/ridge'
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

  it('of noise is above 0 by chance too often, above permuted noise in 1 case of 20, and of pixels far above both', () => {
    const [images, pixels, cases] = [60, 64, 240]
    const stream = generator(3, 'noise')
    const noise = (count: number): Float64Array => Float64Array.from({ length: count }, () => stream.normal())
    const x = noise(images * pixels)
    const taken = decomposePixels(x, images, pixels)
    const targets = Array.from({ length: cases }, () => noise(images))
    const found = targets.map((target) => ridge(taken, target).explained)
    const chance = targets.map((target) => explainedByChance(taken, target, stream))
    const share = (above: (i: number) => boolean): number => found.filter((_, i) => above(i)).length / cases
    expect(share((i) => found[i]! > 0)).toBeGreaterThan(0.1)
    // Binomial: 0.05 ± 3 · 0.014.
    expect(share((i) => found[i]! > chance[i]!)).toBeLessThan(0.093)
    expect(share((i) => found[i]! > chance[i]!)).toBeGreaterThan(0.008)
    const seen = Float64Array.from({ length: images }, (_, i) => x[i * pixels]! + x[i * pixels + 1]!)
    expect(ridge(taken, seen).explained).toBeGreaterThan(explainedByChance(taken, seen, stream) + 0.1)
  })
})
