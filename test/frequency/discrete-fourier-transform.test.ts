import { execFileSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import {
  FourierTransform,
  fftFrequencies,
  fourierMatrices,
  imagesToPlanes,
  planesToImages,
  radiusGrid,
} from '../../src-main/frequency/discrete-fourier-transform'
import golden from '../golden/frequency.json'
import { largestDifference, pixels, useTestDevice } from './inputs'

beforeAll(useTestDevice)

const PYTHON = '/usr/bin/python3'
const numpyMissing = ((): string | null => {
  try {
    execFileSync(PYTHON, ['-c', 'import numpy'], { stdio: 'ignore' })
    return null
  } catch {
    return `${PYTHON} with numpy is not there`
  }
})()

interface Coefficients {
  real: Float32Array
  imaginary: Float32Array
}

function forward(values: Float32Array, n: number, height: number, width: number): Coefficients {
  const transform = new FourierTransform(height, width)
  const spectrum = transform.forward(tf.tensor3d(values, [n, height, width]))
  const result = {
    real: spectrum.real.dataSync<'float32'>(),
    imaginary: spectrum.imaginary.dataSync<'float32'>(),
  }
  tf.dispose(spectrum)
  transform.dispose()
  return result
}

/** The definition, as a sum in double precision. */
function naive(values: Float32Array, height: number, width: number): { real: number[]; imaginary: number[] } {
  const real: number[] = []
  const imaginary: number[] = []
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let re = 0
      let im = 0
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const angle = -2 * Math.PI * ((v * y) / height + (u * x) / width)
          re += values[y * width + x]! * Math.cos(angle)
          im += values[y * width + x]! * Math.sin(angle)
        }
      }
      real.push(re)
      imaginary.push(im)
    }
  }
  return { real, imaginary }
}

describe('FourierTransform', () => {
  const sizes: [number, number][] = [
    [1, 1],
    [1, 5],
    [2, 3],
    [7, 7],
    [9, 6],
    [13, 17],
    [32, 32],
  ]

  it.each(sizes)('is the sum of the definition, %i×%i', (height, width) => {
    const values = pixels(height * width, 7)
    const found = forward(values, 1, height, width)
    const wanted = naive(values, height, width)
    const scale = Math.sqrt(height * width)
    expect(largestDifference(found.real, wanted.real)).toBeLessThan(3e-6 * scale)
    expect(largestDifference(found.imaginary, wanted.imaginary)).toBeLessThan(3e-6 * scale)
  })

  it.each(golden.transforms)("is numpy's fft2 (golden), $height×$width", ({ height, width, ...wanted }) => {
    const found = forward(pixels(height * width, 3), 1, height, width)
    expect(largestDifference(found.real, wanted.real)).toBeLessThan(1e-5)
    expect(largestDifference(found.imaginary, wanted.imaginary)).toBeLessThan(1e-5)
  })

  it('of an impulse is flat, of a plane wave two points', () => {
    const impulse = new Float32Array(6 * 5)
    impulse[0] = 1
    const flat = forward(impulse, 1, 6, 5)
    expect(largestDifference(flat.real, new Float32Array(30).fill(1))).toBeLessThan(1e-6)
    expect(largestDifference(flat.imaginary, new Float32Array(30))).toBeLessThan(1e-6)

    // cos(2π(3y/64 + 5x/64)): half of 64² at (3, 5) and at (−3, −5).
    const wave = Float32Array.from({ length: 64 * 64 }, (_, i) =>
      Math.cos((2 * Math.PI * (3 * Math.floor(i / 64) + 5 * (i % 64))) / 64),
    )
    const wanted = new Float32Array(64 * 64)
    wanted[3 * 64 + 5] = 2048
    wanted[61 * 64 + 59] = 2048
    const found = forward(wave, 1, 64, 64)
    expect(largestDifference(found.real, wanted)).toBeLessThan(2e-3)
    expect(largestDifference(found.imaginary, new Float32Array(64 * 64))).toBeLessThan(2e-3)
  })

  it.each([
    [32, 32],
    [64, 64],
    [15, 31],
  ])('keeps the energy (Parseval), %i×%i, for each plane by itself', (height, width) => {
    const values = pixels(2 * height * width, 19)
    const found = forward(values, 2, height, width)
    for (const plane of [0, 1]) {
      const range: [number, number] = [plane * height * width, (plane + 1) * height * width]
      const energy = values.slice(...range).reduce((sum, v) => sum + v * v, 0)
      const im = found.imaginary.slice(...range)
      const power = found.real.slice(...range).reduce((sum, v, i) => sum + v * v + im[i]! ** 2, 0)
      expect(power / (height * width) / energy).toBeCloseTo(1, 5)
    }
  })

  it.each([
    [224, 224],
    [5, 64],
  ])('comes back, %i×%i, and leaves no tensors behind', (height, width) => {
    const before = tf.memory().numTensors
    const values = pixels(height * width, 23)
    const transform = new FourierTransform(height, width)
    const planes = tf.tensor3d(values, [1, height, width])
    const spectrum = transform.forward(planes)
    const back = transform.inverseReal(spectrum)
    expect(largestDifference(back.dataSync(), values)).toBeLessThan(3e-6)
    transform.dispose()
    tf.dispose([planes, spectrum, back])
    expect(tf.memory().numTensors).toBe(before)
  })

  it('takes the real part when the spectrum is not Hermitian', () => {
    const transform = new FourierTransform(2, 2)
    // i at (0,0) and 1 at (0,1): ifft2 = (i + (−1)^x)/4, whose real part is ±1/4.
    const back = transform.inverseReal({
      real: tf.tensor3d([0, 1, 0, 0], [1, 2, 2]),
      imaginary: tf.tensor3d([1, 0, 0, 0], [1, 2, 2]),
    })
    expect(largestDifference(back.dataSync(), [0.25, -0.25, 0.25, -0.25])).toBeLessThan(1e-7)
    transform.dispose()
  })

  it('is differentiable: the gradient of the power is 2·N²·x (Parseval)', () => {
    const transform = new FourierTransform(6, 4)
    const x = tf.tensor3d(pixels(24, 5), [1, 6, 4])
    const power = (planes: tf.Tensor3D): tf.Scalar => {
      const { real, imaginary } = transform.forward(planes)
      return tf.add(tf.sum(tf.square(real)), tf.sum(tf.square(imaginary)))
    }
    const gradient = tf.grad((planes) => power(planes as tf.Tensor3D))(x)
    expect(largestDifference(gradient.dataSync(), tf.mul(x, 48).dataSync())).toBeLessThan(1e-4)
    transform.dispose()
  })

  it.skipIf(numpyMissing)(
    `is numpy's fft2 at 64, 224 and 61×35 ${numpyMissing ? `(skipped: ${numpyMissing})` : ''}`,
    () => {
      const script = `
import json, numpy as np
out = []
for h, w in [(64, 64), (224, 224), (61, 35)]:
    i = np.arange(h * w, dtype=np.int64)
    f = np.fft.fft2((((i * 7919 + 7) % 997) / 996).reshape(h, w)).ravel()
    out.append({'height': h, 'width': w, 'real': f.real.tolist(), 'imaginary': f.imag.tolist()})
print(json.dumps(out))`
      const answer = execFileSync(PYTHON, ['-c', script], { maxBuffer: 2 ** 26, encoding: 'utf8' })
      const spectra = JSON.parse(answer) as {
        height: number
        width: number
        real: number[]
        imaginary: number[]
      }[]
      expect(spectra.length).toBe(3)
      for (const { height, width, real, imaginary } of spectra) {
        const found = forward(pixels(height * width, 7), 1, height, width)
        // Relative to the size of a typical coefficient, √(h·w)·rms; DC is h·w/2.
        const scale = Math.sqrt(height * width)
        expect(largestDifference(found.real.subarray(1), real.slice(1))).toBeLessThan(2e-5 * scale)
        expect(largestDifference(found.imaginary, imaginary)).toBeLessThan(2e-5 * scale)
        expect(found.real[0]! / real[0]!).toBeCloseTo(1, 5)
      }
    },
  )

  it('refuses sizes that are none', () => {
    expect(() => new FourierTransform(0, 4)).toThrow(RangeError)
    expect(() => new FourierTransform(4, 2.5)).toThrow(RangeError)
  })
})

describe('fourierMatrices', () => {
  it('are exact at the quarter turns of large sizes and unitary', () => {
    const { cosine, sine } = fourierMatrices(224)
    // k·m = 223·223 = 49729 = 222·224 + 1: the same angle as 1/224.
    expect(cosine[223 * 224 + 223]).toBe(Math.cos((2 * Math.PI) / 224))
    expect(sine[223 * 224 + 223]).toBe(Math.sin((2 * Math.PI) / 224))
    let product = 0
    for (let m = 0; m < 224; m++) {
      product += cosine[5 * 224 + m]! * cosine[9 * 224 + m]! + sine[5 * 224 + m]! * sine[9 * 224 + m]!
    }
    expect(Math.abs(product)).toBeLessThan(1e-11)
  })
})

describe('frequencies', () => {
  it('are those of numpy.fft.fftfreq', () => {
    expect([...fftFrequencies(4)]).toEqual([0, 0.25, -0.5, -0.25])
    expect([...fftFrequencies(5)]).toEqual([0, 0.2, 0.4, -0.4, -0.2])
    expect([...fftFrequencies(1)]).toEqual([0])
  })

  it('make a radius grid that ends at the corner of the spectrum', () => {
    const radius = radiusGrid(32, 32)
    expect(radius[0]).toBe(0)
    expect(Math.max(...radius)).toBe(Math.sqrt(0.5))
    expect(radiusGrid(4, 6)[1 * 6 + 2]).toBeCloseTo(Math.hypot(1 / 4, 2 / 6), 15)
    expect(radius.length).toBe(1024)
  })
})

describe('planes and images', () => {
  it('are each other’s inverse, and a plane is one channel', () => {
    for (const channels of [1, 3]) {
      const images = tf.tensor4d(pixels(2 * 4 * 5 * channels, 1), [2, 4, 5, channels])
      const planes = imagesToPlanes(images)
      expect(planes.shape).toEqual([2 * channels, 4, 5])
      expect([...planesToImages(planes, channels).dataSync()]).toEqual([...images.dataSync()])
      const last = tf.slice(images, [1, 0, 0, channels - 1], [1, 4, 5, 1])
      expect([...tf.slice(planes, [2 * channels - 1, 0, 0], [1, 4, 5]).dataSync()]).toEqual([
        ...last.dataSync(),
      ])
    }
  })
})
