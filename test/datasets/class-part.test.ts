/** A data set of some classes of another one has the labels that they have there. */
import { describe, expect, it } from 'vitest'
import { withClasses } from '../../src-main/datasets/class-part'
import { selectedImages } from '../../src-main/datasets/subset'
import { memoryDataSet } from '../support/memory-data-set'

describe('some of the classes', () => {
  it('have the labels of the whole, and subsets balance them', () => {
    const data = memoryDataSet(12, 4, 1, 3)
    const classes = data.classNames.length
    const order = Array.from({ length: classes }, (_, label) => 2 * label + 1)
    const placed = withClasses(data, order, 2 * classes)
    expect([...placed.labels]).toEqual([...data.labels].map((label) => 2 * label + 1))
    expect(placed.classNames).toHaveLength(2 * classes)
    expect(placed.classNames[1]).toBe(data.classNames[0])
    expect(placed.hash).not.toBe(data.hash)
    const rule = { kind: 'class-balanced' as const, images: classes, seed: 0 }
    const chosen = selectedImages(placed, { rule, leftOut: [] }).map((index) => data.labels[index])
    expect(new Set(chosen).size).toBe(classes)
    expect(() => withClasses(data, [0], 3)).toThrow(/does not place/)
  })
})
