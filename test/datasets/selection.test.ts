/** Which images a measurement takes: on labels sorted by class, as a folder of class folders has them. */
import { describe, expect, it } from 'vitest'
import { classShares, randomImages, selectedImages, trainingImages } from '../../src-main/datasets/subset'
import { generator } from '../../src-main/random/generator'
import { splitForTraining } from '../../src-main/training/train'
import type { SelectionRule } from '../../src-main/contract/images/selection'

/** Labels in the order of the class folders. @param counts images of each class */
function sorted(counts: readonly number[]): { labels: Int32Array; classNames: string[] } {
  return {
    labels: Int32Array.from(counts.flatMap((count, label) => Array<number>(count).fill(label))),
    classNames: counts.map((_, label) => `class ${label}`),
  }
}

function perClass(counts: readonly number[], chosen: readonly number[]): number[] {
  const { labels } = sorted(counts)
  return counts.map((_, label) => chosen.filter((index) => labels[index] === label).length)
}

const balanced = (images: number, seed = 0): SelectionRule => ({ kind: 'class-balanced', images, seed })
const none = { leftOut: [] }

describe('a class-balanced choice', () => {
  it('takes as many of each class where the first images are of one', () => {
    const counts = Array<number>(10).fill(100)
    const chosen = selectedImages(sorted(counts), { rule: balanced(100), ...none })
    expect(perClass(counts, chosen)).toEqual(Array(10).fill(10))
    expect(new Set(chosen).size).toBe(100)
    const first = selectedImages(sorted(counts), { rule: { kind: 'first', images: 100 }, ...none })
    expect(perClass(counts, first)).toEqual([100, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  })

  it('is as equal as the numbers allow: no image could be moved to a class that has fewer', () => {
    for (let trial = 0; trial < 200; trial++) {
      const random = generator(trial, 'counts of a test')
      const counts = Array.from({ length: 1 + random.integer(12) }, () => random.integer(30))
      const total = counts.reduce((sum, count) => sum + count, 0)
      if (total === 0) continue
      const images = 1 + random.integer(total)
      const rule = { kind: 'class-balanced', images, seed: trial } as const
      const taken = perClass(counts, selectedImages(sorted(counts), { rule, ...none }))
      expect(taken.reduce((sum, count) => sum + count, 0)).toBe(images)
      const most = Math.max(...taken)
      taken.forEach((count, label) => {
        if (count < most - 1) expect(count).toBe(counts[label])
      })
      expect(classShares(counts, rule)).toEqual(taken)
    }
  })

  it('of so many per class takes what is there where a class has fewer', () => {
    const counts = [5, 0, 40, 12]
    const rule = { kind: 'per class', images: 10, seed: 3 } as const
    expect(perClass(counts, selectedImages(sorted(counts), { rule, ...none }))).toEqual([5, 0, 10, 10])
    expect(classShares(counts, rule)).toEqual([5, 0, 10, 10])
  })

  it('begins with a smaller one of the same seed, and is another one with another seed', () => {
    const data = sorted([30, 30, 30])
    const ten = selectedImages(data, { rule: balanced(10), ...none })
    expect(selectedImages(data, { rule: balanced(50), ...none }).slice(0, 10)).toEqual(ten)
    expect(selectedImages(data, { rule: balanced(10, 1), ...none })).not.toEqual(ten)
  })
})

describe('images that models were trained on', () => {
  const counts = [40, 40, 40]
  const splits = [
    { limit: null, validationFraction: 0.25, seed: 0 },
    { limit: null, validationFraction: 0.25, seed: 1 },
  ]

  it('are those of the split that training itself makes, of all models together', () => {
    const trained = splits.flatMap(({ seed, validationFraction }) => [
      ...splitForTraining(120, { validationFraction }, seed).train,
    ])
    const kept = selectedImages(sorted(counts), { rule: { kind: 'all' }, leftOut: splits })
    expect(kept).toEqual(Array.from({ length: 120 }, (_, i) => i).filter((i) => !trained.includes(i)))
    expect(kept.length).toBeGreaterThan(0)
    for (const rule of [balanced(6), { kind: 'first', images: 6 } as const]) {
      const chosen = selectedImages(sorted(counts), { rule, leftOut: splits })
      expect(chosen).toHaveLength(6)
      expect(chosen.filter((index) => trained.includes(index))).toEqual([])
    }
  })

  it('are found of a training on a part of the images, too', () => {
    const given = randomImages(120, 60)
    const { train } = splitForTraining(60, { validationFraction: 0.1 }, 7)
    expect(trainingImages(120, [{ limit: 60, validationFraction: 0.1, seed: 7 }])).toEqual(
      new Set([...train].map((place) => given[place])),
    )
  })
})
