/** Folders as they are unpacked: parts by other names, singles around them, what systems leave behind. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDataSet } from '../../src-main/datasets/find'
import { partOfName } from '../../src-main/datasets/names'
import { openDataSet } from '../../src-main/datasets/open'
import { png, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
let image: Buffer
let number = 0

beforeAll(async () => {
  image = await png([1, 2, 3])
})

/** A folder with an image at each of these paths. */
function make(...paths: string[]): string {
  const root = join(folder, String(number++))
  for (const path of paths) put(join(root, path), image)
  return root
}

describe('the name of a part', () => {
  it.each([
    ['Training', 'train'],
    ['TRAIN', 'train'],
    ['seg_train', 'train'],
    ['training_set', 'train'],
    ['train-images', 'train'],
    ['Testing', 'test'],
    ['test_set', 'test'],
    ['Val', 'val'],
    ['dev', 'val'],
    ['validate', 'val'],
    ['Eval', 'val'],
    ['evaluation', 'val'],
    ['TrainingSet', 'train'],
    ['ValidationSet', 'val'],
    ['valid', 'valid'],
    ['validation', 'validation'],
  ])('%s is %s', (name, part) => expect(partOfName(name)).toBe(part))
  it.each(['trains', 'car', 'images', 'train_test', 'training_masks', 'constructor'])('%s is none', (name) =>
    expect(partOfName(name)).toBeUndefined(),
  )
})

describe('a folder of images', () => {
  it.each([
    [
      ['Training/a/1.png', 'Training/b/1.png', 'Testing/a/1.png', 'Testing/b/1.png'],
      ['train', 'test'],
    ],
    [
      ['Test/a/1.png', 'Test/b/1.png', 'Train/a/1.png', 'Train/b/1.png', 'Val/a/1.png', 'Val/b/1.png'],
      ['train', 'val', 'test'],
    ],
    [
      [
        'seg_train/seg_train/a/1.png',
        'seg_train/seg_train/b/1.png',
        'seg_test/seg_test/a/1.png',
        'seg_test/seg_test/b/1.png',
      ],
      ['train', 'test'],
    ],
    [
      [
        'archive/data/training_set/a/1.png',
        'archive/data/training_set/b/1.png',
        'archive/data/test_set/a/1.png',
        'archive/data/test_set/b/1.png',
      ],
      ['train', 'test'],
    ],
    [['seg_train/a/1.png', 'seg_train/b/1.png'], ['train']],
  ])('has the parts of %j', async (paths, splits) => {
    const path = make(...paths)
    const found = await findDataSet(path)
    expect(found).toMatchObject({ format: 'image-folder', splits })
    for (const split of splits) {
      const data = await openDataSet(specification(found.path, 'image-folder', { split }))
      expect(data).toMatchObject({ count: 2, classNames: ['a', 'b'] })
    }
  })

  it('is found in the one folder around it', async () => {
    const path = make('outer/inner/a/1.png', 'outer/inner/b/1.png')
    const found = await findDataSet(path)
    expect(found.splits).toEqual([])
    expect((await openDataSet(specification(found.path, 'image-folder'))).classNames).toEqual(['a', 'b'])
  })

  it('leaves out what desktops, disks and notebooks leave behind, and says what else it leaves aside', async () => {
    const path = make(
      'a/1.png',
      'b/1.png',
      ...[
        '@eaDir',
        '$RECYCLE.BIN',
        'lost+found',
        'System Volume Information',
        '.ipynb_checkpoints',
        '__MACOSX',
        '#recycle',
      ].map((name) => `${name}/1.png`),
    )
    put(join(path, 'a/Thumbs.db'), 'x')
    put(join(path, 'a/@eaDir/1.png/thumb.jpg'), 'x')
    put(join(path, 'b/.DS_Store'), 'x')
    expect((await findDataSet(path)).notices).toEqual([
      'Left out with the images in them, because systems leave such folders behind: #recycle, $RECYCLE.BIN, .ipynb_checkpoints, @eaDir, System Volume Information, __MACOSX, lost+found.',
    ])
    expect(await openDataSet(specification(path, 'image-folder'))).toMatchObject({
      count: 2,
      classNames: ['a', 'b'],
    })
    const parts = make('train/a/1.png', 'test/a/1.png', 'seg_pred/1.png')
    expect((await findDataSet(parts)).notices[0]).toMatch(/Left aside.*: seg_pred\./)
  })

  it('takes no parts with images right in them for classes', async () => {
    const flat = make('cifar/train/1_frog.png', 'cifar/train/2_cat.png', 'cifar/test/1_cat.png')
    await expect(findDataSet(flat)).rejects.toThrow(
      /"test" and "train" with images right in them, which are parts and no classes.*one folder for each class/,
    )
    expect(await findDataSet(flat, 'image-folder')).toMatchObject({ format: 'image-folder' })
    // One such name among others is a class of vehicles or of exams.
    const vehicles = make('bus/1.png', 'train/1.png', 'ship/1.png')
    expect(await findDataSet(vehicles)).toMatchObject({ format: 'image-folder', splits: [] })
  })

  it('says how parts within classes are to be sorted, and what becomes of them otherwise', async () => {
    const path = make(...['cat', 'dog'].flatMap((name) => [`${name}/train/1.png`, `${name}/test/2.png`]))
    await expect(findDataSet(path)).rejects.toThrow(
      /parts within its classes \(cat\/test, cat\/train, …\).*\(test\/cat, train\/cat, …\).*--format image-folder/,
    )
    expect((await findDataSet(path, 'image-folder')).notices.join('')).toMatch(
      /images in "test", "train" of each class are one part together/,
    )
  })

  it('asks which, where it holds several data sets or a part twice', async () => {
    const parted = make(
      'mine/train/a/1.png',
      'mine/test/a/1.png',
      'yours/train/b/1.png',
      'yours/test/b/1.png',
    )
    await expect(findDataSet(parted)).rejects.toThrow(
      /holds several data sets \(".*mine", ".*yours"\): add one of them/,
    )
    const alike = make('old/a/1.png', 'old/b/1.png', 'new/a/1.png', 'new/b/1.png')
    await expect(findDataSet(alike)).rejects.toThrow(
      /holds several data sets \(new, old\).*say which part each is.*--folder "new=train" --folder "old=test"/,
    )
    const said = await findDataSet(alike, undefined, { new: 'train', old: 'test' })
    expect(said.splits).toEqual(['train', 'test'])
    expect(await findDataSet(alike, 'image-folder')).toMatchObject({ format: 'image-folder' })
    await expect(findDataSet(make('Training/a/1.png', 'train_set/a/1.png'))).rejects.toThrow(
      /two folders of the part train/,
    )
  })

  it('keeps a class that is called like a part among other classes', async () => {
    const path = make('training/1.png', 'walking/1.png')
    expect(await findDataSet(path)).toMatchObject({ splits: [] })
    expect(await findDataSet(make('training/x/1.png', 'walking/1.png', 'sitting/1.png'))).toMatchObject({
      splits: [],
    })
  })

  it('matches the classes of its parts by name', async () => {
    const path = make(
      ...['train/Bird/1.png', 'train/caf\u00e9/1.png', 'train/dog/1.png'],
      ...['val/bird/1.png', 'val/cafe\u0301/1.png', 'val/Dog/1.png'],
    )
    const val = await openDataSet(specification(path, 'image-folder', { split: 'val' }))
    expect(val.classNames).toEqual(['Bird', 'caf\u00e9', 'dog'])
    expect([...val.labels]).toEqual([0, 1, 2])
    expect((await findDataSet(path)).notices.join('')).toMatch(
      /folders of val are matched .*: "Dog" for "dog", "bird" for "Bird", "cafe\u0301" for "caf\u00e9"\./,
    )
    put(join(path, 'val/DOG/1.png'), image)
    await expect(openDataSet(specification(path, 'image-folder', { split: 'val' }))).rejects.toThrow(
      /"DOG" and "Dog", which both are "dog"/,
    )
  })

  it('says that names differ in case or Unicode form only', async () => {
    expect((await findDataSet(make('Cat/1.png', 'cat/1.png'))).notices[0]).toMatch(
      /"Cat" and "cat" differ in case, Unicode form, blanks or hyphens only/,
    )
    const blank = await findDataSet(make('cat/1.png', 'cat /1.png', '\u200bcat/1.png', 'dog/1.png'))
    expect(blank.notices[0]).toMatch(/"cat" and "cat " and "\\u\{200b\}cat" differ in/)
  })

  it.skipIf(process.platform !== 'linux')('says that a name is not UTF-8', async () => {
    const root = make('Wald/1.png')
    const foreign = Buffer.concat([Buffer.from(`${root}/Stra`), Buffer.from([0xdf]), Buffer.from('e')])
    mkdirSync(foreign)
    writeFileSync(Buffer.concat([foreign, Buffer.from('/1.png')]), image)
    await expect(findDataSet(root)).rejects.toThrow(/a name is not UTF-8 \("Stra\uFFFDe"\).*convmv/)
  })
})

describe('class folders that are numbers', () => {
  const names = Array.from({ length: 12 }, (_, i) => String(i))

  it('have two orders, of which the one of their numbers is usual', async () => {
    const path = make(...names.map((name) => `${name}/1.png`))
    const found = await findDataSet(path)
    expect(found.classOrders).toEqual(['numeric', 'text'])
    const text = await openDataSet(specification(path, 'image-folder'))
    expect(text.classNames.slice(0, 4)).toEqual(['0', '1', '10', '11'])
    const numeric = await openDataSet({ ...specification(path, 'image-folder'), classOrder: 'numeric' })
    expect(numeric.classNames).toEqual(names)
    expect(numeric.hash).not.toBe(text.hash)
  })

  it.each([
    [['s10', 's1', 's2'], ['s1', 's2', 's10'], 's1, s2, s10', 's1, s10, s2'],
    [
      ['class_1', 'class_2', 'class_10', 'class_11', 'class_12'],
      ['class_1', 'class_2', 'class_10', 'class_11', 'class_12'],
      'class_1, class_2, class_10, … class_12',
      'class_1, class_10, class_11, … class_2',
    ],
    [
      ['blank', 'cat', 'dot 0.25 deg', 'dot 0.5 deg', 'dot 10 deg', 'dot 2 deg'],
      ['blank', 'cat', 'dot 0.25 deg', 'dot 0.5 deg', 'dot 2 deg', 'dot 10 deg'],
      '… dot 0.5 deg, dot 2 deg, dot 10 deg',
      '… dot 0.5 deg, dot 10 deg, dot 2 deg',
    ],
    [['-10', '-2', '3'], ['-10', '-2', '3'], '', ''],
    [['-2', '-10', '3'].sort(), ['-10', '-2', '3'], '', ''],
  ])(
    'with other words, %j, are in the order of text, and that of the numbers is offered',
    async (names, order, numeric, text) => {
      const path = make(...names.map((name) => `${name}/1.png`))
      const found = await findDataSet(path)
      if (numeric === '') expect(found.classOrders).toBeNull()
      else expect(found).toMatchObject({ classOrders: ['text', 'numeric'], orderExamples: { numeric, text } })
      const data = await openDataSet({ ...specification(path, 'image-folder'), classOrder: 'numeric' })
      expect(data.classNames).toEqual(order)
      expect((await openDataSet(specification(path, 'image-folder'))).classNames).toEqual([...names].sort())
    },
  )

  it('without two orders are not asked about', async () => {
    for (const names of [
      ['n01440764', 'n02102040'],
      ['cat', 'dog'],
      ['1', '2', '9'],
      ['Boeing 707', 'DC-3'],
    ])
      expect(await findDataSet(make(...names.map((name) => `${name}/1.png`)))).toMatchObject({
        classOrders: null,
        notices: [],
      })
  })

  it('beyond U+FFFF come last, as Python sorts them', async () => {
    // python3 -c "print(sorted(['😀', 'ﬁ', '￥', 'a😀', 'aﬁ', 'z', '😀b', '𝒜']))"
    const sorted = ['aﬁ', 'a😀', 'z', 'ﬁ', '￥', '𝒜', '😀', '😀b']
    const path = make(...sorted.toReversed().map((name) => `${name}/1.png`))
    expect((await openDataSet(specification(path, 'image-folder'))).classNames).toEqual(sorted)
  })

  it('have one order where zeros make both the same', async () => {
    const path = make(...names.map((name) => `${name.padStart(2, '0')}/1.png`))
    expect(await findDataSet(path)).toMatchObject({ classOrders: null, notices: [] })
  })
})
