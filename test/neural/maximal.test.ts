/** The images that drive neurons most: gradients against PyTorch, images against the filters of units that are known. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import { readRegular } from '../../src-main/files/regular'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { readCurve } from '../../src-main/neural/tuning-curve'
import { imagePower, spectralPeak, spectrumSide } from '../../src-main/neural/image-spectrum'
import { maximalImages, responseGradients } from '../../src-main/neural/maximal-image'
import { usualNorm } from '../../src-main/neural/maximal-norm'
import { sensoriumResponder } from '../../src-main/neural/sensorium/responder'
import { simulatedResponder } from '../../src-main/neural/simulated/responder'
import { columnsOf, rowsOf } from '../../src-main/neural/some-neurons'
import { goldenTensors } from '../support/golden'
import {
  MOUSE_FOLDER,
  MOUSE_IMAGE,
  hasMouseModel,
  ifMouseModel,
  readMouseModel,
} from '../support/mouse-model'
import type { Responder } from '../../src-main/neural/population'

beforeAll(async () => {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
})

describe.skipIf(!hasMouseModel)(`single neurons of the public mouse model ${ifMouseModel}`, () => {
  it('have the responses and gradients of PyTorch, whether they are cut out of the content or picked', async () => {
    const { state, source } = await readMouseModel()
    const golden = goldenTensors('maximal.safetensors')
    const wanted = golden.get('gradient')!.data as Float32Array
    const chosen = [0, 1234, 5000, 7775]
    const input = decodeNpy(await readRegular(join(MOUSE_FOLDER, 'sensorium-input.npy'))).data as Float32Array
    const cut = sensoriumResponder(rowsOf(state, 'sensorium', chosen), source, MOUSE_IMAGE)
    const picked = columnsOf(sensoriumResponder(state, source, MOUSE_IMAGE), chosen)
    for (const responder of [cut, picked]) {
      const images = tf.tensor4d(input.slice(0, 4 * 36 * 64), [4, 36, 64, 1])
      const found = await responseGradients(responder, images).data<'float32'>()
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const error = found.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i]!)), 0)
      expect(largest).toBeGreaterThan(0.001)
      expect(error / largest).toBeLessThan(1e-4)
      const own = await tf.sum(tf.mul(responder.responses(images), tf.eye(4)), 1).data()
      own.forEach((value, i) => expect(value).toBeCloseTo(Number(golden.get('response')!.data[i]), 4))
      responder.dispose()
    }
  })

  it('answer their images far more than gray, and the norm is kept', async () => {
    const { state, source } = await readMouseModel()
    const responder = sensoriumResponder(rowsOf(state, 'sensorium', [17, 402, 3000]), source, MOUSE_IMAGE)
    const before = tf.memory().numTensors
    const found = await maximalImages(responder, { norm: 12, steps: 60, seed: 0 })
    expect(tf.memory().numTensors).toBe(before)
    for (let n = 0; n < 3; n++) {
      const own = found.images.subarray(n * 2304, (n + 1) * 2304)
      expect(Math.sqrt(own.reduce((sum, value) => sum + value * value, 0))).toBeLessThan(12.001)
      expect(found.responses[n]! / found.gray[n]!).toBeGreaterThan(2)
    }
    responder.dispose()
  })
})

const DEGREES = 45
const SIDE = 32
/** frequency (cycles/degree), orientation, phase, x, y, energy, bandwidth (octaves). */
const UNITS = [
  [0.08, 0.4, 0.3, 0.5, 0.5, 0, 1.5],
  [0.12, 1.6, 1.2, 0.4, 0.6, 0, 1.5],
  [0.2, 2.7, 2.5, 0.6, 0.45, 0, 1.5],
  [0.12, 0.9, 0, 0.5, 0.5, 1, 1.5],
]

function simulated(output: 'elu' | 'squared'): Responder {
  const state = new Map([
    ['units', { shape: [UNITS.length, 7], dtype: 'float32' as const, data: Float32Array.from(UNITS.flat()) }],
  ])
  const source = {
    ...{ kind: 'simulated' as const, preset: null, preferred: 0.1, octaves: 1, bandwidth: 1.5 },
    ...{ cells: 'both' as const, output, seed: 0 },
  }
  const image = { height: SIDE, width: SIDE, mean: 113, sd: 60 }
  return simulatedResponder(state, source, image, { degrees: DEGREES, along: 'height' })
}

/** From the formula of a Gabor filter (methods N.8): the carrier under a Gaussian, without a mean. */
function filter(
  [f, orientation, phase, x, y, , octaves]: readonly number[],
  quadrature: number,
): Float64Array {
  const cycles = (f! * DEGREES) / SIDE
  const sigma = ((Math.sqrt(Math.log(2) / 2) / Math.PI) * (2 ** octaves! + 1)) / (2 ** octaves! - 1) / cycles
  const at = (i: number): [number, number] => [
    (i % SIDE) - (x! * SIDE - 0.5),
    Math.floor(i / SIDE) - (y! * SIDE - 0.5),
  ]
  const envelope = Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [u, v] = at(i)
    return Math.exp(-(u ** 2 + v ** 2) / (2 * sigma ** 2))
  })
  const values = envelope.map((weight, i) => {
    const [u, v] = at(i)
    const along = u * Math.cos(orientation!) + v * Math.sin(orientation!)
    return weight * Math.cos(2 * Math.PI * cycles * along + phase! - quadrature)
  })
  const share = values.reduce((a, b) => a + b) / envelope.reduce((a, b) => a + b)
  return values.map((value, i) => value - share * envelope[i]!)
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!
    aa += a[i]! ** 2
    bb += b[i]! ** 2
  }
  return ab / Math.sqrt(aa * bb)
}

describe.each(['elu', 'squared'] as const)('the maximal images of simulated units (output %s)', (output) => {
  const images = async (seed: number): Promise<Float32Array[]> => {
    const responder = simulated(output)
    const { images: all, late } = await maximalImages(responder, {
      ...{ norm: usualNorm({ height: SIDE, width: SIDE }), steps: 200, seed },
    })
    expect(Math.max(...late)).toBeLessThan(0.01)
    responder.dispose()
    return UNITS.map((_, n) => all.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE))
  }

  it('are the filters of simple cells, and lie in the plane of the two filters of an energy cell', async () => {
    const found = await images(3)
    for (let n = 0; n < 3; n++) expect(cosine(found[n]!, filter(UNITS[n]!, 0))).toBeGreaterThan(0.99)
    const [even, odd] = [filter(UNITS[3]!, 0), filter(UNITS[3]!, Math.PI / 2)]
    const [a, b] = [cosine(found[3]!, even), cosine(found[3]!, odd)]
    // The two are all but perpendicular.
    expect(Math.hypot(a, b)).toBeGreaterThan(0.99)
  })

  it('have the peak of their spectrum at the preferred frequency and orientation', async () => {
    const found = await images(0)
    found.forEach((image, n) => {
      const sides = { height: SIDE, width: SIDE }
      const peak = spectralPeak(image, imagePower(image, sides), sides)!
      const [frequency, orientation] = UNITS[n]! as [number, number]
      // Without its mean the peak of a filter of so few waves lies half a per cent higher.
      expect(Math.abs((peak.frequency * SIDE) / DEGREES / frequency - 1)).toBeLessThan(0.01)
      const apart = Math.abs(peak.orientation! - (orientation * 180) / Math.PI)
      expect(Math.min(apart, 180 - apart)).toBeLessThan(5)
    })
  })

  it('are the same bits again, and another start ends at the same filter', async () => {
    const [one, again, other] = [await images(1), await images(1), await images(2)]
    one.forEach((image, n) => {
      expect(Buffer.from(image.slice().buffer).equals(Buffer.from(again[n]!.slice().buffer))).toBe(true)
      if (n < 3) expect(cosine(image, other[n]!)).toBeGreaterThan(0.99)
    })
  })
})

it('the preferred frequency of a curve lies lower: the parabola is in log f, a Gabor filter’s curve is symmetric in f', () => {
  // SD of the filter's spectrum for 1.5 octaves between half heights, as a share of its carrier.
  const sd = (2 ** 1.5 - 1) / (2 ** 1.5 + 1) / Math.sqrt(2 * Math.log(2))
  const grid = [0.01, 0.014, 0.02, 0.028, 0.04, 0.057, 0.08, 0.113, 0.16, 0.2, 0.25]
  const shares = Array.from({ length: 100 }, (_, i) => {
    const carrier = 0.02 * (0.113 / 0.02) ** (i / 99)
    const curve = grid.map((f) => Math.exp(-((f / carrier - 1) ** 2) / (2 * sd ** 2)))
    return readCurve(grid, curve).interpolated / carrier
  })
  // NumPy's polyfit on the same curves: mean 0.9604, from 0.939 to 0.986.
  expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeCloseTo(0.96, 2)
  expect(Math.min(...shares)).toBeCloseTo(0.939, 2)
  expect(Math.max(...shares)).toBeCloseTo(0.986, 2)
})

describe('the spectrum of an image', () => {
  it('has its peak where a wave has it, between coefficients, and knows an image without a wave', () => {
    const sides = { height: 36, width: 64 }
    const wave = Float64Array.from({ length: 36 * 64 }, (_, i) => {
      const [x, y] = [i % 64, Math.floor(i / 64)]
      return (
        Math.exp(-((x - 30) ** 2 + (y - 18) ** 2) / 72) * Math.cos(2 * Math.PI * (0.1037 * x + 0.0813 * y))
      )
    })
    const power = imagePower(wave, sides)
    expect(power).toHaveLength(spectrumSide(sides) ** 2)
    // Parseval: the padded square has the power of the image.
    const energy = wave.reduce((sum, value) => sum + value * value, 0)
    expect(power.reduce((sum, value) => sum + value, 0) / (128 * 128 * energy)).toBeCloseTo(1, 5)
    const peak = spectralPeak(wave, power, sides)!
    expect(peak.frequency).toBeCloseTo(Math.hypot(0.1037, 0.0813), 3)
    expect(peak.orientation).toBeCloseTo((Math.atan2(0.0813, 0.1037) * 180) / Math.PI, 0)
    const blob = Float64Array.from(wave, (_, i) => Math.exp(-(((i % 64) - 30) ** 2) / 72))
    expect(spectralPeak(blob, imagePower(blob, sides), sides)).toEqual({ frequency: 0, orientation: null })
    expect(spectralPeak(new Float64Array(2304), imagePower(new Float64Array(2304), sides), sides)).toBeNull()
  })
})
