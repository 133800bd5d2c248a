import { describe, expect, it } from 'vitest'
import {
  PUBLISHED_NORMS,
  addBasis,
  fourierBasis,
  halfPlane,
  mirroredDirection,
  randomSigns,
  wholeMap,
} from '../../src-main/frequency/fourier-basis'
import { PlaneSpectrum } from '../../src-main/frequency/plane-spectrum'

const SIZES = [
  [8, 8],
  [7, 7],
  [6, 9],
] as const

describe('the basis images', () => {
  it.each(SIZES)('of %i×%i have norm 1 and power at their place and its mirror only', (height, width) => {
    const transform = new PlaneSpectrum(height, width)
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const basis = fourierBasis(height, width, { row, column })
        const norm = basis.reduce((sum, value) => sum + value * value, 0)
        expect(norm).toBeCloseTo(1, 5)
        const power = new Float64Array(height * width)
        transform.addPower(basis, 0, 1, power)
        const other = mirroredDirection(height, width, { row, column })
        const places = new Set(
          [{ row, column }, other].map(
            (place) =>
              ((place.row - Math.floor(height / 2) + height) % height) * width +
              ((place.column - Math.floor(width / 2) + width) % width),
          ),
        )
        // Parseval: the power sums to height·width, all of it at the two places (or the one that is its own mirror).
        for (let i = 0; i < power.length; i++)
          expect(power[i]).toBeCloseTo(places.has(i) ? (height * width) / places.size : 0, 3)
        expect(fourierBasis(height, width, other)).toEqual(basis)
      }
    }
  })

  it('agree with numpy: real(ifft2(ifftshift(.5 + .5i at (1, 2), its conjugate mirrored))) · √(hw), 4×4', () => {
    // numpy: cos θ − sin θ over 4 with θ = 2π(−y)/4 (row 1 is −1, column 2 is 0).
    const basis = fourierBasis(4, 4, { row: 1, column: 2 })
    const wanted = [0.25, 0.25, -0.25, -0.25]
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 4; x++) expect(basis[4 * y + x]).toBeCloseTo(wanted[y]!, 6)
  })
})

describe('the half that is measured', () => {
  it('has a half of the places and the few that are their own mirrors', () => {
    expect(halfPlane(32, 32).length).toBe((32 * 32 + 4) / 2)
    expect(halfPlane(7, 7).length).toBe((49 + 1) / 2)
  })

  it('makes the whole map, symmetric', () => {
    const half = halfPlane(6, 6)
    const map = wholeMap(
      6,
      6,
      half.map((_, i) => i + 1),
    )
    expect(map.every((value) => value > 0)).toBe(true)
    for (let row = 0; row < 6; row++)
      for (let column = 0; column < 6; column++) {
        const other = mirroredDirection(6, 6, { row, column })
        expect(map[row * 6 + column]).toBe(map[other.row * 6 + other.column])
      }
    expect(() => wholeMap(6, 6, [1])).toThrow(RangeError)
  })
})

describe('perturbing', () => {
  it('adds ε with a random sign per image and channel, and clips', () => {
    const direction = { row: 3, column: 6 }
    const basis = fourierBasis(8, 8, direction)
    const images = new Float32Array(2 * 64 * 3).fill(0.5)
    const signs = Float32Array.from([1, -1, 1, -1, -1, 1])
    addBasis(images, basis, 3, 0.8, signs)
    for (let n = 0; n < 2; n++) {
      for (let c = 0; c < 3; c++) {
        let norm = 0
        for (let p = 0; p < 64; p++) {
          const added = images[n * 192 + p * 3 + c]! - 0.5
          expect(added).toBeCloseTo(0.8 * signs[3 * n + c]! * basis[p]!, 6)
          norm += added * added
        }
        expect(Math.sqrt(norm)).toBeCloseTo(0.8, 5)
      }
    }
    addBasis(images, basis, 3, 100, signs)
    expect(images.every((value) => value >= 0 && value <= 1)).toBe(true)
  })

  it('has seeded signs, about half of each', () => {
    const signs = Array.from({ length: 400 }, (_, i) => [
      ...randomSigns(1, { row: 2, column: 5 }, i, 3),
    ]).flat()
    expect(signs.every((sign) => Math.abs(sign) === 1)).toBe(true)
    // 1,200 fair coins: five standard deviations are 173.
    expect(Math.abs(signs.reduce((sum, sign) => sum + sign, 0))).toBeLessThan(173)
    expect(randomSigns(1, { row: 2, column: 5 }, 9, 3)).toEqual(randomSigns(1, { row: 2, column: 5 }, 9, 3))
    expect(PUBLISHED_NORMS).toEqual({ 'CIFAR-10': 4, ImageNet: 15.7 })
  })
})
