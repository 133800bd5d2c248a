/** Simulated populations: drawn as their settings say, and tuned to what was drawn. */
import { beforeAll, describe, expect, it } from 'vitest'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { simulatedResponder } from '../../src-main/neural/simulated/responder'
import { simulationSettings } from '../../src-main/neural/simulated/settings'
import { drawUnits } from '../../src-main/neural/simulated/units'
import { shownImages } from '../../src-main/neural/shown-images'
import { fieldOfViewOf } from '../../src-main/neural/field-of-view'
import type { SimulationRequest } from '../../src-main/neural/simulated/settings'

beforeAll(async () => {
  await registerOnnxruntime()
  await tf.setBackend('onnxruntime')
})

const asked = (more: Partial<SimulationRequest> = {}): SimulationRequest => ({
  neurons: 300,
  cells: 'both',
  output: 'elu',
  seed: 0,
  ...more,
})

const column = (request: SimulationRequest, index: number): number[] => {
  const { shape, data } = drawUnits(simulationSettings(request)).get('units')!
  return Array.from({ length: shape[0]! }, (_, unit) => data[unit * shape[1]! + index]!)
}

describe('units', () => {
  it('have preferred frequencies whose log2 has the median and the SD that were asked', () => {
    const octaves = column(asked({ neurons: 20_000, preferred: 0.04, octaves: 0.5 }), 0).map((f) =>
      Math.log2(f / 0.04),
    )
    const mean = octaves.reduce((a, b) => a + b) / octaves.length
    const sd = Math.sqrt(octaves.reduce((sum, value) => sum + (value - mean) ** 2, 0) / octaves.length)
    expect(Math.abs(mean)).toBeLessThan(0.02)
    expect(Math.abs(sd - 0.5)).toBeLessThan(0.02)
  })

  it.each([300, 301, 1, 2])(
    'have the stated median, wherever pixels cut the frequencies off (%i units)',
    (neurons) => {
      // 0.8 of Nyquist is 0.2133 cycles/degree: 0.42 octaves above 0.16; half a cycle over the image is 0.0074.
      for (const preferred of [0.009, 0.04, 0.16, 0.21]) {
        const sorted = column(asked({ neurons, preferred, octaves: 1 }), 0).sort((a, b) => a - b)
        const middle = [sorted[Math.floor((neurons - 1) / 2)]!, sorted[Math.ceil((neurons - 1) / 2)]!]
        expect(middle).toEqual([Math.fround(preferred), Math.fround(preferred)])
        expect(sorted.at(-1)).toBeLessThanOrEqual((0.8 * 36) / (2 * 67.5))
        expect(sorted[0]).toBeGreaterThanOrEqual(0.999 * (0.5 / 67.5))
      }
    },
  )

  it('are on each side of the median as the log-normal is, cut off', () => {
    const octaves = column(asked({ neurons: 40_000, preferred: 0.16, octaves: 1 }), 0)
      .map((f) => Math.log2(f / 0.16))
      .sort((a, b) => a - b)
    const at = (share: number): number => octaves[Math.round(share * 40_000)]!
    // Below, Φ⁻¹(1/4) and Φ⁻¹(1/8) octaves; above, half of Φ(0.415) − 1/2 = 0.1609 lies below Φ⁻¹(0.58046) = 0.2030.
    expect(at(0.25)).toBeCloseTo(-0.6745, 1)
    expect(at(0.125)).toBeCloseTo(-1.1503, 1)
    expect(Math.abs(at(0.75) - 0.203)).toBeLessThan(0.01)
  })

  it('are the same for the same settings, and others for another seed', () => {
    expect(drawUnits(simulationSettings(asked()))).toEqual(drawUnits(simulationSettings(asked())))
    expect(column(asked(), 0)).not.toEqual(column(asked({ seed: 1 }), 0))
    // Another kind of cell draws no other frequencies.
    expect(column(asked(), 0)).toEqual(column(asked({ cells: 'simple' }), 0))
  })

  it('of the flat population are as many in each octave', () => {
    const found = column(asked({ preset: 'flat', neurons: 20_000 }), 0)
    const [low, high] = [1 / 67.5, (0.8 * 36) / (2 * 67.5)]
    const half = Math.sqrt(low * high)
    expect(found.filter((f) => f < half).length / found.length).toBeCloseTo(0.5, 1)
    expect(Math.min(...found)).toBeGreaterThanOrEqual(low * 0.999)
  })

  it('that pixels cannot carry are refused', () => {
    expect(() => simulationSettings(asked({ preferred: 0.3 }))).toThrow(
      /carries filters from .* to below 0.213/,
    )
    expect(() => simulationSettings(asked({ preset: 'cat-like' }))).toThrow(/mouse-like, macaque-like, flat/)
  })
})

describe('responses', () => {
  it('are largest for gratings near the preferred frequency and orientation; the best drive is the gain', async () => {
    const settings = simulationSettings(
      asked({ neurons: 60, preferred: 0.08, octaves: 0.3, cells: 'energy' }),
    )
    const units = drawUnits(settings)
    const { data } = units.get('units')!
    const responder = simulatedResponder(units, settings.source, settings.image, settings.fieldOfView)
    const perDegree = 36 / 67.5
    const best: number[] = []
    for (let unit = 0; unit < 60; unit++) {
      const [f, orientation] = [data[unit * 7]!, data[unit * 7 + 1]!]
      const grating = (octaves: number, turn: number): number[] =>
        Array.from({ length: 36 * 36 }, (_, i) => {
          const [x, y] = [i % 36, Math.floor(i / 36)]
          const along = x * Math.cos(orientation + turn) + y * Math.sin(orientation + turn)
          return Math.cos((2 * Math.PI * f * 2 ** octaves * along) / perDegree)
        })
      const images = tf.tensor4d(
        [grating(0, 0), grating(1.5, 0), grating(-1.5, 0), grating(0, Math.PI / 2)].flat(),
        [4, 36, 36, 1],
      )
      const answers = tf.tidy(() => tf.gather(responder.responses(images), [unit], 1))
      const [here, above, below, across] = await answers.data()
      tf.dispose([images, answers])
      expect(here, `unit ${unit}`).toBeGreaterThan(Math.max(above!, below!, across!))
      best.push(here!)
    }
    best.sort((a, b) => a - b)
    // ELU + 1 of a drive of 2 is 3; filters that the border cuts are a little off.
    expect(Math.abs(best[30]! - 3)).toBeLessThan(0.25)
    const gray = tf.tidy(() => responder.responses(tf.zeros([1, 36, 36, 1])))
    for (const value of await gray.data()) expect(value).toBeCloseTo(1, 2)
    gray.dispose()
    responder.dispose()
  })
})

describe('how images are shown', () => {
  it('a square one is as high as the image, centred, with mean gray around it', async () => {
    const space = { height: 36, width: 64, mean: 113, sd: 60 }
    const shown = tf.tidy(() => shownImages(tf.fill([2, 32, 32, 3], 200 / 255), space))
    expect(shown.shape).toEqual([2, 36, 64, 1])
    const row = (await shown.array())[1]![18]!.map(([value]) => value!)
    const inside = (0.9999 * 200 - 113) / 60
    expect(row.map((value) => Math.abs(value) > 1e-6)).toEqual(row.map((_, x) => x >= 14 && x < 50))
    expect(row[30]).toBeCloseTo(inside, 4)
    shown.dispose()
  })

  it('of the same size it is not resampled', async () => {
    const space = { height: 2, width: 3, mean: 51, sd: 25.5 }
    const shown = tf.tidy(() => shownImages(tf.tensor4d([0, 0.2, 0.4, 0.6, 0.8, 1], [1, 2, 3, 1]), space))
    expect([...(await shown.data())].map((value) => Math.round(1e4 * value) / 1e4)).toEqual([
      -2, 0, 2, 4, 6, 8,
    ])
    shown.dispose()
  })
})

describe('a field of view without a side', () => {
  it.each([
    [67.5, 'height'],
    [120.8, 'width'],
  ])('of %s degrees is that of the %s of the Sensorium images', (degrees, side) => {
    const { fieldOfView, remarks } = fieldOfViewOf(degrees, undefined, { height: 36, width: 64 }, true)
    expect(fieldOfView).toEqual({ degrees, along: side })
    expect(remarks[0]).toMatch(/0.53/)
  })

  it('is that of the shorter side elsewhere, and none is said to be none', () => {
    expect(fieldOfViewOf(100, undefined, { height: 50, width: 40 }, false).fieldOfView?.along).toBe('width')
    expect(fieldOfViewOf(undefined, undefined, { height: 50, width: 40 }, false)).toMatchObject({
      fieldOfView: null,
    })
  })
})
