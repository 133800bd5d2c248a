/** Axes of responses, reliabilities and spectra of weights, against NumPy (test/golden/make_neural.py). */
import { describe, expect, it } from 'vitest'
import {
  ColumnCorrelation,
  noiseCeiling,
  repeatsOf,
  spearmanBrown,
  splitRepeats,
  timesOfHalves,
} from '../../src-main/neural/noise-ceiling'
import {
  axisReliability,
  criticalCorrelation,
  reliableDimensions,
} from '../../src-main/neural/reliable-dimensions'
import {
  centreResponses,
  centredLike,
  randomAxes,
  responseAxes,
  scoresOn,
} from '../../src-main/neural/response-axes'
import { WeightSpectra, leftOut, weightedProfile } from '../../src-main/neural/weight-spectrum'
import { generator } from '../../src-main/random/generator'
import { describeDevices } from '../support/devices'
import { goldenJson, goldenTensors, relativeError } from '../support/golden'

const numbers = goldenJson('neural.json') as Record<
  string,
  { explained: number[]; participation: number }
> & {
  halves: { correlation: number[]; whole: number[]; critical: number }
}
const arrays = goldenTensors('neural.safetensors')
const values = (name: string): Float32Array => Float32Array.from(arrays.get(name)!.data)

describeDevices('the axes of responses', () => {
  it.each([
    ['wide', 'none', 24, 30],
    ['wide', 'sd', 24, 30],
    ['tall', 'none', 40, 12],
    ['tall', 'sd', 40, 12],
  ] as const)(
    'of a %s matrix (scaling %s) are the singular vectors of NumPy',
    async (name, scaling, images, neurons) => {
      const centred = centreResponses(values(`svd.${name}.r`), images, neurons, scaling)
      const found = await responseAxes(centred, 5)
      const expected = numbers[`svd ${name} ${scaling}`]!
      expect(relativeError(found.explained, expected.explained)).toBeLessThan(1e-5)
      expect(found.participation / expected.participation).toBeCloseTo(1, 5)
      const axes = values(`svd.${name}.${scaling}.axes`)
      for (let k = 0; k < 5; k++) {
        let product = 0
        for (let n = 0; n < neurons; n++) product += found.axes[k * neurons + n]! * axes[k * neurons + n]!
        // The sign of a singular vector is nobody's.
        expect(Math.abs(product)).toBeCloseTo(1, 4)
      }
      const scores = await scoresOn(found.axes, 5, centred.values, neurons)
      const variance = Array.from({ length: 5 }, (_, k) => {
        let sum = 0
        for (let i = 0; i < images; i++) sum += scores[i * 5 + k]! ** 2
        return sum
      })
      const total = centred.values.reduce((sum, value) => sum + value * value, 0)
      expect(
        relativeError(
          variance.map((each) => each / total),
          expected.explained,
        ),
      ).toBeLessThan(1e-5)
    },
  )

  it('of a random rotation are orthonormal and share the variance evenly on average', async () => {
    const stream = generator(1, 'responses')
    const [images, neurons] = [60, 40]
    const centred = centreResponses(
      Float32Array.from({ length: images * neurons }, () => stream.normal()),
      images,
      neurons,
      'none',
    )
    const { axes, explained } = await randomAxes(centred, neurons, 3)
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [5, 17],
    ] as const) {
      let product = 0
      for (let n = 0; n < neurons; n++) product += axes[a * neurons + n]! * axes[b * neurons + n]!
      expect(product).toBeCloseTo(a === b ? 1 : 0, 5)
    }
    expect(explained.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4)
  })

  it('treat other responses as those that they were found in, and a silent neuron as nothing', () => {
    const centred = centreResponses(Float32Array.of(1, 5, 3, 5), 2, 2, 'sd')
    expect(centred.silent).toBe(1)
    expect([...centredLike(centred, Float32Array.of(3, 7))].map((value) => Math.fround(value))).toEqual([
      Math.fround(Math.SQRT1_2),
      0,
    ])
  })
})

describe('reliability', () => {
  const [a, b] = [values('halves.a'), values('halves.b')]

  it('of columns is NumPy’s correlation, corrected by Spearman and Brown', () => {
    const pairs = new ColumnCorrelation(4)
    pairs.add(a.slice(0, 80), b.slice(0, 80))
    pairs.add(a.slice(80), b.slice(80))
    const found = pairs.correlations()
    expect(relativeError(found, numbers.halves.correlation)).toBeLessThan(1e-9)
    // A correlation of 0 or below has no reliability: 2c/(1 + c) of it would be none.
    expect([...found].map((correlation) => spearmanBrown(correlation, 2))).toEqual(
      numbers.halves.whole.map((whole, n) =>
        numbers.halves.correlation[n]! > 0 ? (expect.closeTo(whole, 9) as number) : null,
      ),
    )
    for (const times of [2, 3]) {
      for (const none of [-1, -0.999, -0.2, 0, NaN]) expect(spearmanBrown(none, times)).toBeNull()
      expect(spearmanBrown(1, times)).toBe(1)
    }
  })

  it('of an odd number of repeats is of all of them, though halves leave one out', () => {
    // Signal 1 and noise 1 in each repeat: one agrees with another by 1/2, and 3/4 of the mean of three is reliable.
    expect(spearmanBrown(1 / 2, timesOfHalves([3, 3, 3]))).toBeCloseTo(3 / 4, 12)
    // Halves of two of five: 2/3; of the mean of five 5/6.
    expect(spearmanBrown(2 / 3, timesOfHalves([5]))).toBeCloseTo(5 / 6, 12)
    expect(timesOfHalves([2, 4, 10])).toBe(2)
    // Noise over images 1/2 (1 + 1/2) beside 1/2 (1/3 + 1/4): 1/(1 + 3/4) agree, and 1/(1 + 7/24) is reliable.
    expect(spearmanBrown(4 / 7, timesOfHalves([3, 4]))).toBeCloseTo(24 / 31, 12)
    expect(repeatsOf([0, 3, 4, 8, 8], [0, 1, 2, 3])).toEqual([3, 4])
  })

  it('of axes is told from noise by the critical correlation of so many images', () => {
    expect(criticalCorrelation(50)).toBeCloseTo(numbers.halves.critical, 6)
    const found = axisReliability([{ first: a, second: b }], 4)
    expect(found.map(({ correlation }) => correlation)).toEqual(
      numbers.halves.correlation.map((value) => expect.closeTo(value, 6) as number),
    )
    // Of several splits the mean of the correlations.
    const both = axisReliability(
      [
        { first: a, second: b },
        { first: a, second: a },
      ],
      4,
    )
    both.forEach(({ correlation }, k) =>
      expect(correlation).toBeCloseTo((numbers.halves.correlation[k]! + 1) / 2, 6),
    )
    expect(reliableDimensions(found)).toBe(found.findIndex(({ reliable }) => !reliable))
  })

  // Of the mean of n, signal 1 beside noise 1/n: n / (n + 1) is reliable.
  it.each([
    [4, 150, 0.8],
    [3, 600, 0.75],
  ])(
    'of halves of %i repeats comes near what signal and noise give, and is 0 for noise that does not agree and for a neuron that never responds',
    async (repeats, images, expected) => {
      const stream = generator(2, 'recording')
      const signal = Float64Array.from({ length: images }, () => stream.normal())
      const firstTrial = Int32Array.from({ length: images + 1 }, (_, i) => i * repeats)
      // Signal and noise of variance 1 each; noise alone; nothing.
      const trials = Float32Array.from({ length: images * repeats * 3 }, (_, i) => {
        const [trial, neuron] = [Math.floor(i / 3), i % 3]
        const noise = stream.normal()
        return neuron === 0 ? signal[Math.floor(trial / repeats)]! + noise : neuron === 1 ? noise : 0
      })
      const { reliability, images: repeated } = (await noiseCeiling({
        ...{ neurons: 3, images, firstTrial },
        readTrials: (from, count) => Promise.resolve(trials.slice(from * 3, (from + count) * 3)),
      }))!
      expect(repeated).toBe(images)
      expect(Math.abs(reliability[0]! - expected)).toBeLessThan(0.06)
      expect(Math.abs(reliability[1]!)).toBeLessThan(0.25)
      expect(reliability[2]).toBe(0)
    },
  )

  it('stays within [0, 1] with the fewest images, whatever the splits: correlations are averaged before they are corrected', async () => {
    const [images, neurons] = [3, 400]
    const stream = generator(4, 'noise')
    const trials = Float32Array.from({ length: images * 2 * neurons }, () => stream.normal())
    const recording = {
      ...{ neurons, images, firstTrial: Int32Array.of(0, 2, 4, 6) },
      readTrials: (from: number, count: number) =>
        Promise.resolve(trials.slice(from * neurons, (from + count) * neurons)),
    }
    const { reliability, correlation, splits } = (await noiseCeiling(recording))!
    expect(reliability.every((r) => r >= 0 && r <= 1)).toBe(true)
    for (let n = 0; n < neurons; n += 37) {
      // Written out: the mean over the splits of the correlation of three pairs.
      let sum = 0
      for (let split = 0; split < splits; split++) {
        const [a, b] = (['first', 'second'] as const).map((half) =>
          Array.from({ length: images }, (_, i) => {
            const [repeat] = splitRepeats(2, 0, split, i)![half]
            return trials[(2 * i + repeat!) * neurons + n]!
          }),
        )
        const centred = (x: number[]): number[] => x.map((v) => v - x.reduce((s, w) => s + w, 0) / images)
        const dot = (x: number[], y: number[]): number => x.reduce((s, v, i) => s + v * y[i]!, 0)
        const [x, y] = [centred(a!), centred(b!)]
        sum += dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))
      }
      const c = sum / splits
      expect(correlation[n]).toBeCloseTo(c, 5)
      expect(reliability[n]).toBeCloseTo(c > 0 ? (2 * c) / (1 + c) : 0, 5)
    }
  })

  it('needs two repeats of an image, and leaves an odd one out', () => {
    expect(splitRepeats(1, 0, 0, 0)).toBeNull()
    const { first, second } = splitRepeats(5, 0, 0, 7)!
    expect([first.length, second.length]).toEqual([2, 2])
    expect(new Set([...first, ...second]).size).toBe(4)
    expect(splitRepeats(5, 0, 0, 7)).toEqual({ first, second })
  })
})

describe('the spectrum of a weight image', () => {
  const SIDE = 32
  const grating = (cycles: number): Float64Array =>
    Float64Array.from(
      { length: SIDE * SIDE },
      (_, p) => Math.cos((2 * Math.PI * cycles * (p % SIDE)) / SIDE) + 4,
    )
  const spectra = new WeightSpectra(SIDE, SIDE)

  it('of a grating lies at its frequency, within the estimator’s step, whatever its mean', () => {
    const { halfPower, proportions, thresholds } = spectra.profile(grating(6))
    const step = thresholds[1]! - thresholds[0]!
    expect(Math.abs(halfPower! - 6 / SIDE)).toBeLessThanOrEqual(step)
    expect(proportions.at(-1)).toBeCloseTo(1, 12)
  })

  it('of several is weighted by their variance, and missing for an empty one', () => {
    const profiles = [
      spectra.profile(grating(3)),
      spectra.profile(grating(10)),
      spectra.profile(new Float64Array(SIDE * SIDE)),
    ]
    expect(profiles[2]!.halfPower).toBeNull()
    const mixed = weightedProfile(profiles, [0.75, 0.25, 5])!
    const between = mixed.thresholds.findIndex((threshold) => threshold > 6 / SIDE)
    expect(mixed.proportions[between]).toBeCloseTo(0.75, 9)
    expect(weightedProfile([profiles[2]!], [1])).toBeNull()
  })

  it('says nothing of a component that is not reliable, or that pixels do not predict', () => {
    const profile = spectra.profile(grating(3))
    expect(leftOut(profile, true, 0.2, 0.1)).toBeNull()
    expect(leftOut(profile, false, 0.2, 0.1)).toBe('not reliable')
    expect(leftOut(profile, true, 0, -0.1)).toBe('not linear')
    expect(leftOut(profile, true, 0.2, 0.2)).toBe('not linear')
    expect(leftOut(profile, true, -0.1, -0.2)).toBe('not linear')
    expect(leftOut(spectra.profile(new Float64Array(SIDE * SIDE)), true, 0.2, 0.1)).toBe('no power')
  })
})
