/** Representational similarity and kernel alignment, against NumPy and SciPy (test/golden/make_neural.py). */
import { describe, expect, it } from 'vitest'
import { Gram } from '../../src-main/neural/gram'
import {
  kernelAlignment,
  pairCorrelation,
  representationalSimilarity,
  similaritiesOf,
  unbiasedKernelAlignment,
} from '../../src-main/neural/similarity'
import { generator } from '../../src-main/random/generator'
import { describeDevices } from '../support/devices'
import { goldenJson, goldenTensors, relativeError } from '../support/golden'

interface Golden {
  rsa: number
  weighted: number
  cka: number
  unbiased: number
  resampled: number
  drawn: number[]
}

const IMAGES = 24
const golden = (goldenJson('neural.json') as { similarity: Golden }).similarity
const arrays = goldenTensors('neural.safetensors')
const values = (name: string): Float32Array => arrays.get(`similarity.${name}`)!.data as Float32Array

async function gramOf(answers: Float32Array, weights?: Float32Array): Promise<Gram> {
  const gram = new Gram(IMAGES)
  await gram.add(answers, answers.length / IMAGES, weights)
  return gram
}

describeDevices('similarities of answers to the same images', () => {
  it('are those of NumPy', async () => {
    const [first, second] = [await gramOf(values('first')), await gramOf(values('second'))]
    const [a, b] = [similaritiesOf(first, 'A'), similaritiesOf(second, 'B')]
    expect(relativeError(a, values('s'))).toBeLessThan(1e-6)
    expect(pairCorrelation(a, b, IMAGES)).toBeCloseTo(golden.rsa, 6)
    expect(kernelAlignment(first.values, second.values)).toBeCloseTo(golden.cka, 6)
    expect(unbiasedKernelAlignment(first.values, second.values, IMAGES)).toBeCloseTo(golden.unbiased, 6)
    const weighted = similaritiesOf(await gramOf(values('first'), values('weights')), 'A')
    expect(pairCorrelation(weighted, b, IMAGES)).toBeCloseTo(golden.weighted, 6)
  })

  it('do not depend on how the neurons are cut into blocks', async () => {
    const whole = values('first')
    const neurons = whole.length / IMAGES
    const gram = new Gram(IMAGES)
    for (const [from, to] of [
      [0, 7],
      [7, 8],
      [8, neurons],
    ] as const) {
      const block = Float32Array.from({ length: IMAGES * (to - from) }, (_, i) => {
        return whole[Math.floor(i / (to - from)) * neurons + from + (i % (to - from))]!
      })
      await gram.add(block, to - from)
    }
    expect(relativeError(gram.values, (await gramOf(whole)).values)).toBeLessThan(1e-6)
  })
})

describe('the interval of a similarity', () => {
  const matrix = (answers: Float32Array): Float64Array => {
    const neurons = answers.length / IMAGES
    const means = Array.from({ length: neurons }, (_, n) => {
      let sum = 0
      for (let i = 0; i < IMAGES; i++) sum += answers[i * neurons + n]! / IMAGES
      return sum
    })
    const products = new Float64Array(IMAGES * IMAGES)
    for (let i = 0; i < IMAGES; i++)
      for (let j = 0; j < IMAGES; j++)
        for (let n = 0; n < neurons; n++)
          products[i * IMAGES + j]! +=
            (answers[i * neurons + n]! - means[n]!) * (answers[j * neurons + n]! - means[n]!)
    return similaritiesOf({ images: IMAGES, values: products }, 'A')
  }
  const [a, b] = [matrix(values('first')), matrix(values('second'))]

  it('counts a resample as SciPy does, pairs of an image with itself left out', () => {
    const counts = new Uint32Array(IMAGES)
    for (const image of golden.drawn) counts[image]! += 1
    expect(pairCorrelation(a, b, IMAGES, counts)).toBeCloseTo(golden.resampled, 9)
  })

  it('is around the value, is the same for the same seed, and covers nought for answers that have nothing in common', () => {
    const found = representationalSimilarity(a, b, IMAGES, 3)
    expect(found.low).toBeLessThan(golden.rsa)
    expect(found.high).toBeGreaterThan(golden.rsa)
    expect(representationalSimilarity(a, b, IMAGES, 3)).toEqual(found)
    const stream = generator(5, 'answers of nothing')
    const noise = (): Float64Array =>
      matrix(Float32Array.from({ length: IMAGES * 40 }, () => stream.normal()))
    const covered = Array.from({ length: 10 }, () => representationalSimilarity(noise(), noise(), IMAGES))
    expect(covered.filter(({ low, high }) => low < 0 && high > 0).length).toBeGreaterThanOrEqual(7)
  })

  it('is refused in a sentence where an image is answered with the mean answer', () => {
    expect(() =>
      similaritiesOf({ images: 2, values: [0, 0, 0, 1] as never }, 'The layer "section1"'),
    ).toThrow('The layer "section1" answers image 0 exactly as the mean of the 2 images')
  })
})
