/** Targets: derangements, their CSV, and the sentences for what cannot be. */
import { expect, it } from 'vitest'
import { assignTargets } from '../../src-main/attacks/targets'
import { targetsFromCsv, targetsToCsv } from '../../src-main/attacks/targets-csv'

const labels = Int32Array.from({ length: 300 }, (_, i) => (i * i + (i >> 3)) % 5)

const histogram = (classes: Int32Array): number[] =>
  [0, 1, 2, 3, 4].map((k) => classes.filter((c) => c === k).length)

it.each(['element-wise', 'class-wise'] as const)(
  '%s targets differ from every label and follow the seed',
  (mode) => {
    const targets = assignTargets(labels, 5, mode, 0)
    expect(targets.some((target, i) => target === labels[i])).toBe(false)
    expect(assignTargets(labels, 5, mode, 0)).toEqual(targets)
    const others = [1, 2, 3, 4, 5, 6].map((seed) => assignTargets(labels, 5, mode, seed).join())
    expect(others.every((other) => other === targets.join())).toBe(false)
  },
)

it('element-wise targets keep the class histogram, class-wise ones have one target per class', () => {
  expect(histogram(assignTargets(labels, 5, 'element-wise', 3))).toEqual(histogram(labels))
  const byClass = assignTargets(labels, 5, 'class-wise', 3)
  for (const k of [0, 1, 2, 3, 4]) {
    expect(new Set(byClass.filter((_, i) => labels[i] === k)).size).toBe(1)
  }
})

it('two balanced classes are exchanged', () => {
  const two = Int32Array.from([0, 1, 1, 0])
  expect(Array.from(assignTargets(two, 2, 'element-wise', 0))).toEqual([1, 0, 0, 1])
  expect(Array.from(assignTargets(two, 2, 'class-wise', 0))).toEqual([1, 0, 0, 1])
})

it('says when there are no such targets', () => {
  expect(() => assignTargets(Int32Array.from([0, 0, 0, 1]), 2, 'element-wise', 0)).toThrow(
    'class 0 holds 3 of 4 images, more than half. Use class-wise targets',
  )
  expect(() => assignTargets(Int32Array.from([0]), 1, 'class-wise', 0)).toThrow('need at least two classes')
})

it('targets survive CSV', () => {
  const chosen = {
    indices: Int32Array.from([7, 2]),
    targets: Int32Array.from([(labels[7]! + 1) % 5, (labels[2]! + 2) % 5]),
  }
  expect(targetsFromCsv(targetsToCsv(chosen), labels, 5)).toEqual(chosen)
  expect(targetsFromCsv(`\uFEFFimage, target\r\n7 ,${chosen.targets[0]}\r\n\r\n`, labels, 5).indices).toEqual(
    Int32Array.from([7]),
  )
})

it.each([
  ['low,high\n1,2\n', "Line 1 of the targets file is 'low,high': it must be the header 'image,target'."],
  [
    'image,target\n',
    "There are no targets after the header of the targets file: give one 'image,target' per line.",
  ],
  [
    'image,target\n1\n',
    "Line 2 of the targets file is '1': it must hold an image index and a class index, 'image,target'.",
  ],
  ['image,target\nx,1\n', "Line 2 of the targets file: the image index 'x' is not a whole number."],
  [
    'image,target\n300,1\n',
    "Line 2 of the targets file: the image index '300' does not exist: the data set has the images 0 to 299.",
  ],
  [
    'image,target\n1,5\n',
    "Line 2 of the targets file: the target '5' does not exist: the data set has the classes 0 to 4.",
  ],
  [
    `image,target\n0,${labels[0]}\n`,
    `Line 2 of the targets file gives image 0 the target ${labels[0]}, which is its own class: choose another one.`,
  ],
  [
    `image,target\n0,${(labels[0]! + 1) % 5}\n0,${(labels[0]! + 2) % 5}\n`,
    'Line 3 of the targets file names image 0, which line 2 has named already: name each image once.',
  ],
])('refuses %j', (text, sentence) => {
  expect(() => targetsFromCsv(text, labels, 5)).toThrow(sentence)
})
