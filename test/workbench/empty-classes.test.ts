/** Classes without an image in a part: an accuracy of fewer classes, or labels of another data set. */
import { expect, it } from 'vitest'
import { emptyClassesWords } from '../../src-main/workbench/data-sets/notices'

const classNames = Array.from({ length: 19 }, (_, label) => String(label))

it('says which classes have no image in which part', () => {
  const even = classNames.map((_, label) => (label % 2 === 0 ? 3 : 0))
  const whole = classNames.map(() => 1)
  expect(emptyClassesWords([{ split: null, classNames, perClass: even }])).toEqual([
    'No image is of 9 of the 19 classes: "1", "3", "5", "7", "9" and 4 more.',
  ])
  const parts = [
    { split: 'train', classNames, perClass: whole },
    { split: 'test', classNames, perClass: [...whole.slice(0, 18), 0] },
  ]
  expect(emptyClassesWords(parts)).toEqual(['No image of "test" is of 1 of the 19 classes: "18".'])
})
