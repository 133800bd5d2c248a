/** Names of classes that files of models carry, as Ultralytics, torchvision, Hugging Face and people write them. */
import { describe, expect, it } from 'vitest'
import { classNamesIn } from '../../../src-main/networks/recognition/class-names-in-file'
import type { CheckpointValue } from '../../../src-main/checkpoints/checkpoint'

const NAMES = ['cat', "dog's", 'ice cream']
const found = (notes: Record<string, CheckpointValue>, classes = 3) => classNamesIn(notes, classes)?.names

describe('names of classes in a file', () => {
  it.each<[string, Record<string, CheckpointValue>]>([
    ['the metadata of Ultralytics', { names: `{0: 'cat', 1: "dog's", 2: 'ice cream'}` }],
    ['a dictionary in another order', { names: `{2: 'ice cream', 0: 'cat', 1: 'dog\\'s'}` }],
    ['a JSON list, as our own exports', { classes: JSON.stringify(NAMES) }],
    ['a JSON dictionary', { id2label: JSON.stringify({ 0: 'cat', 1: "dog's", 2: 'ice cream' }) }],
    ['a list of Python', { class_names: `['cat', "dog's", 'ice cream']` }],
    ['a list beside the weights', { epoch: 3, classes: NAMES }],
    [
      'class_to_idx of torchvision',
      { 'class_to_idx.ice cream': 2, 'class_to_idx.cat': 0, "class_to_idx.dog's": 1 },
    ],
    [
      'the same below',
      { 'model.idx_to_class.0': 'cat', 'model.idx_to_class.1': "dog's", 'model.idx_to_class.2': 'ice cream' },
    ],
  ])('are %s', (_, notes) => {
    expect(found(notes)).toEqual(NAMES)
  })

  it('may have dots in them', () => {
    expect(found({ 'class_to_idx.St. Bernard': 1, 'class_to_idx.cat': 0 }, 2)).toEqual(['cat', 'St. Bernard'])
  })

  it.each<[string, Record<string, CheckpointValue>]>([
    ['too few', { classes: ['cat', 'dog'] }],
    ['too many', { classes: ['a', 'b', 'c', 'd'] }],
    ['one twice', { classes: ['cat', 'cat', 'dog'] }],
    ['a number of classes', { classes: 3 }],
    ['numbers', { labels: [0, 1, 2] }],
    ['a place twice', { names: "{0: 'a', 0: 'b', 2: 'c'}" }],
    ['a place outside', { 'class_to_idx.a': 0, 'class_to_idx.b': 1, 'class_to_idx.c': 3 }],
    ['no text that we know', { names: 'cat and dog' }],
    ['a program', { names: "__import__('os').system('x')" }],
    ['nested', { names: "{0: ['a'], 1: ['b'], 2: ['c']}" }],
  ])('are not taken where they are %s', (_, notes) => {
    expect(found(notes)).toBeUndefined()
  })
})
