/** The most similar layer without a winner's bias, and what its interval is made of, written out again from the answers. */
import { describe, expect, it } from 'vitest'
import {
  chooseLayer,
  halvesOfImages,
  layerOnHalves,
  similaritiesWithin,
} from '../../src-main/neural/chosen-layer'
import { pairCorrelation, resampledCorrelation, similaritiesOf } from '../../src-main/neural/similarity'
import { generator } from '../../src-main/random/generator'
import type { LayerOnHalves } from '../../src-main/neural/chosen-layer'

const IMAGES = 24
type Answers = number[][]

function noise(seed: number, name: string, images = IMAGES, neurons = 15): Answers {
  const stream = generator(seed, name)
  return Array.from({ length: images }, () => Array.from({ length: neurons }, () => stream.normal()))
}

/** Products of the rows, with the mean over all of them taken from every column. */
function products(rows: Answers): Float64Array {
  const means = rows[0]!.map((_, n) => rows.reduce((sum, row) => sum + row[n]!, 0) / rows.length)
  const centred = rows.map((row) => row.map((value, n) => value - means[n]!))
  return Float64Array.from(
    centred.flatMap((a) => centred.map((b) => a.reduce((sum, value, n) => sum + value * b[n]!, 0))),
  )
}

describe('halves of the images', () => {
  it('are every image once, drawn by the seed', () => {
    const [first, second] = halvesOfImages(9, 3)
    expect([first.length, second.length]).toEqual([5, 4])
    expect([...first, ...second].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(halvesOfImages(9, 3)).toEqual([first, second])
    expect(halvesOfImages(9, 4)).not.toEqual([first, second])
  })

  it('have the similarities of their own answers alone, with a mean of their own', () => {
    const rows = noise(1, 'answers').map((row, i) => row.map((value) => value + (i % 2 === 0 ? 5 : 0)))
    const some = Int32Array.of(1, 2, 5, 8, 13, 21)
    const own = products([...some].map((i) => rows[i]!))
    const found = similaritiesWithin(products(rows), IMAGES, some, 'A')
    const expected = similaritiesOf({ images: some.length, values: own }, 'A')
    found.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 9))
  })
})

describe('what an interval is made of', () => {
  it('are the correlations without each image, as if it had never been there', () => {
    const [a, b] = [products(noise(2, 'a')), products(noise(2, 'b'))]
    const { leftOut, value, resampled } = resampledCorrelation(a, b, IMAGES, 0)
    expect(value).toBeCloseTo(pairCorrelation(a, b, IMAGES), 12)
    expect(resampled).toHaveLength(500)
    for (const out of [0, 7, 23]) {
      const kept = Array.from({ length: IMAGES }, (_, i) => i).filter((i) => i !== out)
      const without = (m: Float64Array): number[] => kept.flatMap((i) => kept.map((j) => m[i * IMAGES + j]!))
      expect(leftOut[out]).toBeCloseTo(pairCorrelation(without(a), without(b), IMAGES - 1), 10)
    }
  })
})

describe('the most similar layer', () => {
  const fixed = (value: number) => ({
    value,
    resampled: Float64Array.of(value),
    leftOut: Float64Array.of(value),
  })
  const layer = (name: string, first: number, second: number) => ({
    ...{ name, halves: [fixed(first), fixed(second)] as LayerOnHalves },
  })

  it('is chosen on one half and told on the other, both ways', () => {
    const found = chooseLayer([layer('early', 0.1, 0.5), layer('middle', 0.4, 0.3), layer('late', 0.2, 0.2)])
    // Middle is best on the first half: 0.3 on the second. Early is best on the second: 0.1 on the first.
    expect(found.rsa).toBeCloseTo(0.2, 12)
    expect(found.layers).toEqual(['middle', 'early'])
  })

  it('of many that have nothing to do with the population is around nought, where the highest is far above', () => {
    const [runs, count] = [25, 20]
    let [highest, chosen] = [0, 0]
    for (let run = 0; run < runs; run++) {
      const population = products(noise(run, 'population'))
      const halves = halvesOfImages(IMAGES, run)
      const within = [
        similaritiesWithin(population, IMAGES, halves[0], 'P'),
        similaritiesWithin(population, IMAGES, halves[1], 'P'),
      ] as const
      const whole = similaritiesOf({ images: IMAGES, values: population }, 'P')
      const layers = Array.from({ length: count }, (_, k) => {
        const own = products(noise(run, `layer ${k}`))
        const on = layerOnHalves(within, own, IMAGES, halves, 'L', run)
        return {
          name: `${k}`,
          halves: on,
          all: pairCorrelation(whole, similaritiesOf({ images: IMAGES, values: own }, 'L'), IMAGES),
        }
      })
      highest += Math.max(...layers.map(({ all }) => all)) / runs
      chosen += chooseLayer(layers).rsa / runs
    }
    expect(highest).toBeGreaterThan(0.08)
    expect(Math.abs(chosen)).toBeLessThan(0.03)
  })
})
