/** Images in one folder with a table of their classes: read as the table says, or refused; never one class in silence. */
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { detectFormat, noticesOf } from '../../src-main/datasets/detect'
import { findDataSet } from '../../src-main/datasets/find'
import { openDataSet } from '../../src-main/datasets/open'
import { tableRows, textOf } from '../../src-main/datasets/table-text'
import type { DataSetSpecification } from '../../src-main/datasets/specification'
import type { DataSet } from '../../src-main/datasets/data-set'
import { in255ths, png, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()
/** Image i is gray i in all of its pixels, so that what is read says which image it is. */
const images: Buffer[] = []

beforeAll(async () => {
  for (let i = 0; i < 12; i++) images.push(await png([i]))
})

/** Puts images that are called by their numbers, and texts. */
function make(name: string, names: Record<string, number>, texts: Record<string, string>): string {
  const root = join(folder, name)
  for (const [path, i] of Object.entries(names)) put(join(root, path), images[i]!)
  for (const [path, text] of Object.entries(texts)) put(join(root, path), text)
  return root
}

/** `images/a0.png` … */
function some(place: string, count = 6, ending = '.png'): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${place}${i}${ending}`, i]))
}

async function opened(root: string, more: Partial<DataSetSpecification> = {}): Promise<DataSet> {
  const found = await findDataSet(root)
  const labelFile = found.labels?.labelFile ?? undefined
  return await openDataSet({
    ...specification(found.path, found.format),
    ...(labelFile ? { labelFile } : {}),
    ...more,
  })
}

/** The class of each image by its number. */
async function classes(data: DataSet): Promise<Record<number, string>> {
  const all = await data.read(Int32Array.from({ length: data.count }, (_, i) => i))
  const size = all.length / data.count
  return Object.fromEntries(
    [...data.labels].map((label, i) => [in255ths(all.subarray(i * size), 1)[0]!, data.classNames[label]!]),
  )
}

const DOGS = 'dog cat dog bird cat dog'.split(' ')
const RIGHT = Object.fromEntries(DOGS.map((name, i) => [i, name]))
const rows = (line: (i: number, name: string) => string): string =>
  DOGS.map((name, i) => line(i, name) + '\n').join('')

describe('a table beside images', () => {
  it.each<[string, string, string, string, string]>([
    [
      'beside the folder',
      'images/',
      '.png',
      'labels.csv',
      'filename,label\n' + rows((i, n) => `${i}.png,${n}`),
    ],
    [
      'in the folder',
      'images/',
      '.png',
      'images/labels.csv',
      'filename,label\n' + rows((i, n) => `${i}.png,${n}`),
    ],
    ['among the images', '', '.png', 'labels.csv', 'filename,label\n' + rows((i, n) => `${i}.png,${n}`)],
    ['without titles', 'images/', '.png', 'labels.csv', rows((i, n) => `${i}.png,${n}`)],
    [
      'with the class first',
      'images/',
      '.png',
      'labels.csv',
      'class,file\n' + rows((i, n) => `${n},${i}.png`),
    ],
    ['of tabs', 'images/', '.png', 'labels.tsv', 'filename\tlabel\n' + rows((i, n) => `${i}.png\t${n}`)],
    [
      'of semicolons',
      'images/',
      '.png',
      'labels.csv',
      'filename;label\r\n' + rows((i, n) => `${i}.png;${n}`),
    ],
    ['of blanks', 'images/my image ', '.png', 'labels.txt', rows((i, n) => `my image ${i}.png ${n}`)],
    ['of Kaggle', 'train/', '.jpg', 'trainLabels.csv', 'id,label\n' + rows((i, n) => `${i},${n}`)],
    [
      'of paths of another computer',
      'images/',
      '.png',
      'l.csv',
      'path,label\n' + rows((i, n) => `/home/me/images/${i}.png,${n}`),
    ],
    [
      'with more columns',
      'im/',
      '.png',
      'm.csv',
      'id,image_id,dx,where\n' + rows((i, n) => `L${i},${i},${n},"back, upper"`),
    ],
    [
      'of one column for each class',
      'im/',
      '.png',
      'truth.csv',
      'image,dog,cat,bird\n' +
        rows(
          (i, n) => `${i},${['dog', 'cat', 'bird'].map((each) => (each === n ? '1.0' : '0.0')).join(',')}`,
        ),
    ],
    [
      'from a spreadsheet',
      'images/',
      '.png',
      'labels.csv',
      '\uFEFFfilename,label\r\n' + rows((i, n) => `"${i}.png","${n}"`),
    ],
  ])('says the classes %s', async (name, place, ending, file, text) => {
    const root = make(name, some(place, 6, ending), { [file]: text })
    expect(await findDataSet(root)).toMatchObject({
      format: 'image-table',
      labels: { labelFile: file, problem: null },
    })
    const data = await opened(root)
    expect(await classes(data)).toEqual(RIGHT)
    expect(data.classNames).toEqual(
      name.includes('one column') ? ['dog', 'cat', 'bird'] : ['bird', 'cat', 'dog'],
    )
  })

  it('has numbers as labels, which no image without its ending is taken for', async () => {
    const root = make('numbers', some('images/'), {
      'labels.csv': 'filename,label\n' + rows((i) => `${i}.png,${i % 3}`),
    })
    const data = await opened(root)
    expect(data.classNames).toEqual(['0', '1', '2'])
    expect(await classes(data)).toEqual({ 0: '0', 1: '1', 2: '2', 3: '0', 4: '1', 5: '2' })
    // Counted from one, it is still files that can be hashed.
    put(join(root, 'labels.csv'), 'filename,label\n' + rows((i) => `${i}.png,${(i % 3) + 1}`))
    const fromOne = await opened(root, { firstLabel: 1 })
    expect(await classes(fromOne)).toEqual({ 0: '1', 1: '2', 2: '3', 3: '1', 4: '2', 5: '3' })
    expect(fromOne.files?.list.count).toBe(6)
  })

  it("takes Kaggle's train for what train.csv names, though test has images of the same names", async () => {
    const tests = { 'test/0.jpg': 7, 'test/1.jpg': 8 }
    const root = make(
      'kaggle',
      { ...some('train/', 6, '.jpg'), ...tests },
      {
        'train.csv': 'id,label\n' + rows((i, n) => `${i},${n}`),
        'sample_submission.csv': 'id,label\n0,cat\n1,cat\n',
      },
    )
    expect(await classes(await opened(root))).toEqual(RIGHT)
  })

  it('has parts where tables are called so, with the classes of all of them', async () => {
    const root = make('parts', some('images/'), {
      'train.csv': 'filename,label\n0.png,dog\n1.png,cat\n2.png,dog\n',
      'test.csv': 'filename,label\n3.png,bird\n4.png,cat\n',
    })
    expect(await findDataSet(root)).toMatchObject({
      format: 'image-table',
      splits: ['train', 'test'],
      labels: null,
    })
    expect(await classes(await opened(root, { split: 'test' }))).toEqual({ 3: 'bird', 4: 'cat' })
    expect((await opened(root, { split: 'train' })).classNames).toEqual(['bird', 'cat', 'dog'])
    const notices = await noticesOf({ ...specification(root, 'image-table'), split: 'train' })
    expect(notices[0]).toMatch(
      /says the classes of 3 images, by its column "label". 3 images beside them .* left aside/,
    )
  })

  it.each([
    ['split', 'train', 'test'],
    ['Subset', 'TRAINING', 'Testing'],
  ])('has parts where a column "%s" tells them apart', async (title, first, second) => {
    const part = (i: number): string => (i < 4 ? first : second)
    const root = make(`column-${title}`, some('images/'), {
      'labels.csv': `filename,label,${title}\n` + rows((i, n) => `${i}.png,${n},${part(i)}`),
    })
    const found = await findDataSet(root)
    expect(found.splits).toEqual(['train', 'test'])
    const [train, test] = [await opened(root, { split: 'train' }), await opened(root, { split: 'test' })]
    expect(await classes(train)).toEqual({ 0: 'dog', 1: 'cat', 2: 'dog', 3: 'bird' })
    expect(await classes(test)).toEqual({ 4: 'cat', 5: 'dog' })
    expect(test.classNames).toEqual(['bird', 'cat', 'dog'])
    const words = await noticesOf({ ...specification(root, 'image-table'), split: 'test' })
    expect(words.join(' ')).toContain(`2 images of "test", by its column "label". Its column "${title}" says`)
  })

  it('is read whole, with a word, where it was added before its parts were read', async () => {
    const root = make('column-before', some('images/'), {
      'labels.csv': 'filename,label,split\n' + rows((i, n) => `${i}.png,${n},${i < 4 ? 'train' : 'val'}`),
    })
    const before = { ...specification(root, 'image-table'), labelFile: 'labels.csv' }
    expect((await openDataSet(before)).count).toBe(6)
    expect((await noticesOf(before)).join(' ')).toMatch(/has seen those that are for testing/)
  })

  it.each([
    ['Usage', (i: number) => ['Training', 'PublicTest', 'PrivateTest'][i % 3]!],
    ['split', (i: number) => String(i % 3)],
    ['partition', (i: number) => (i === 5 ? 'holdout' : 'train')],
  ])('whose words are none that are known is named: column "%s"', async (title, part) => {
    const root = make(`column-unread-${title}`, some('images/'), {
      'labels.csv': `filename,label,${title}\n` + rows((i, n) => `${i}.png,${n},${part(i)}`),
    })
    expect((await opened(root)).count).toBe(6)
    const told = { ...specification(root, 'image-table'), labelFile: 'labels.csv' }
    expect((await noticesOf(told)).join(' ')).toMatch(
      new RegExp(`"${title}" may say of which part each image is and is not read`),
    )
  })

  it('is never taken for the class', async () => {
    const root = make('column-alone', some('images/'), {
      'labels.csv': 'filename,split\n' + rows((i) => `${i}.png,${i < 4 ? 'train' : 'test'}`),
    })
    await expect(findDataSet(root)).rejects.toThrow(/none of its columns is the class/)
  })

  it('with one image in two parts is refused', async () => {
    const root = make('column-twice', some('images/'), {
      'labels.csv': 'filename,label,split\n' + rows((i, n) => `${i}.png,${n},train`) + '0.png,dog,test\n',
    })
    await expect(findDataSet(root)).rejects.toThrow(/"images\/0.png" in two parts \(train and test\)/)
  })

  it('lies in each part as Hugging Face has it', async () => {
    const texts = Object.fromEntries(
      ['train', 'test'].map((part) => [
        `${part}/metadata.csv`,
        'file_name,label\n' + rows((i, n) => `${i}.png,${n}`),
      ]),
    )
    const root = make('hugging', { ...some('train/'), ...some('test/') }, texts)
    for (const split of ['train', 'test']) {
      const data = await opened(root, { split })
      expect(await classes(data)).toEqual(RIGHT)
      expect(data.files!.list.path(0)).toBe(`${split}/0.png`)
    }
  })

  it('is asked for where there are several', async () => {
    const text = 'filename,label\n' + rows((i, n) => `${i}.png,${n}`)
    const root = make('several', some('images/'), {
      'first.csv': text,
      'second.csv': text.replaceAll('dog', 'wolf'),
    })
    const { labels } = await findDataSet(root)
    expect(labels?.labelFile).toBeNull()
    expect(labels?.problem).toMatch(/several tables of classes \("first.csv", "second.csv"\): say which/)
    expect((await opened(root, { labelFile: 'second.csv' })).classNames).toEqual(['bird', 'cat', 'wolf'])
    await expect(opened(root, { labelFile: 'first.csv', classFile: 'x.txt' })).rejects.toThrow(
      /leave out --class-file/,
    )
  })

  it('changes what the data set is: other labels, another hash', async () => {
    const root = make('hash', some('images/'), {
      'labels.csv': 'filename,label\n' + rows((i, n) => `${i}.png,${n}`),
    })
    const before = (await opened(root)).hash
    put(join(root, 'labels.csv'), 'filename,label\n' + rows((i) => `${i}.png,${DOGS[(i + 1) % 6]!}`))
    expect((await opened(root)).hash).not.toBe(before)
  })

  it.each<[string, string, RegExp]>([
    [
      'names what is not there',
      'filename,label\n' + rows((i, n) => `${i}.png,${n}`) + '9.png,cat\n',
      /it names "9.png", which is not there/,
    ],
    [
      'names an image twice',
      'filename,label\n' + rows((i, n) => `${i}.png,${n}`) + '0.png,cat\n',
      /names the image "images\/0.png" twice with different/,
    ],
    [
      'has no class',
      'filename,width,height\n' + rows((i) => `${i}.png,8,8`),
      /none of its columns \(width, height\) is called label/,
    ],
    [
      'may have two',
      'filename,label,category\n' + rows((i, n) => `${i}.png,${n},${n}`),
      /more than one of its columns may be the class/,
    ],
    [
      'leaves one empty',
      'filename,label\n' + rows((i, n) => `${i}.png,${i === 2 ? '' : n}`),
      /gives the image "images\/2.png" no class/,
    ],
    [
      'is uneven',
      'filename,label\n' + rows((i, n) => `${i}.png,${n}`) + '1.png\n',
      /its line 8 has 1 fields/,
    ],
  ])('that %s is refused, and no class is made of the folder', async (name, text, why) => {
    const root = make(`wrong-${name}`, some('images/'), { 'labels.csv': text })
    await expect(findDataSet(root)).rejects.toThrow(why)
    await expect(findDataSet(root)).rejects.toThrow(/one folder, "images", which is the name of no class/)
  })

  it.each(['images', 'train', 'train_images', 'JPEGImages'])(
    'missing, images in "%s" are of no class of that name',
    async (name) => {
      const root = make(`alone-${name}`, some(`${name}/`), {})
      await expect(findDataSet(root)).rejects.toThrow(
        /put a table|a table labels.csv with the columns filename,label|--format/,
      )
      expect(await findDataSet(root, 'image-folder')).toMatchObject({ format: 'image-folder' })
    },
  )

  it('missing, both parts of images of all classes are refused', async () => {
    const root = make('both', { ...some('train/images/'), ...some('val/images/') }, {})
    await expect(findDataSet(root)).rejects.toThrow(/which is the name of no class/)
  })

  it('does not matter beside class folders', async () => {
    const root = make(
      'sorted',
      { 'cat/0.png': 0, 'dog/1.png': 1 },
      { 'labels.csv': 'filename,label\n0.png,dog\n1.png,cat\n' },
    )
    expect(await detectFormat(root)).toEqual({ format: 'image-folder', splits: [] })
  })
})

describe('the text of a table', () => {
  it.each<[string, string[][]]>([
    [
      'a,"b, ""c""\nd"\r\n\n1,2\n',
      [
        ['a', 'b, "c"\nd'],
        ['1', '2'],
      ],
    ],
    [
      'a b c\n d  e \n',
      [
        ['a b', 'c'],
        ['d', 'e'],
      ],
    ],
    ['a\tb,c\n', [['a', 'b,c']]],
    ['alone\n', [['alone']]],
  ])('%j is taken apart', (text, expected) => expect(tableRows(text)).toEqual(expected))

  it('is what spreadsheets write', () => {
    expect(textOf(Buffer.from('\uFEFFÄ,1', 'utf16le'))).toBe('Ä,1')
    expect(textOf(Buffer.from('Ä,1', 'latin1'))).toBe('Ä,1')
    expect(textOf(Buffer.from('Ä,1'))).toBe('Ä,1')
  })
})

describe('a table beside several folders', () => {
  const six = Array.from({ length: 6 }, (_, i) => `${i}.png`)
  const placed = (place: (i: number) => string): Record<string, number> =>
    Object.fromEntries(six.map((name, i) => [`${place(i)}/${name}`, i]))

  it('of the pieces of one download is read, and without it they are no classes', async () => {
    const pieces = placed((i) => `HAM_images_part_${i < 3 ? 1 : 2}`)
    const table = `image_id,dx,age\n${rows((i, name) => `${i},${name},${40 + i}`)}`
    expect(await classes(await opened(make('pieces', pieces, { 'HAM_metadata.csv': table })))).toEqual(RIGHT)
    const bare = make('pieces without a table', pieces, {})
    await expect(findDataSet(bare)).rejects.toThrow(/names are those of no class.*--format image-folder/)
    expect((await findDataSet(bare, 'image-folder')).format).toBe('image-folder')
  })

  it('says which of them it leaves aside', async () => {
    const root = make(
      'beside',
      { ...placed(() => 'Test'), 'Train/dog/7.png': 7, 'Train/cat/8.png': 8 },
      { 'Test.csv': `Path,ClassId\n${rows((i) => `Test/${i}.png,${i % 3}`)}` },
    )
    const found = await findDataSet(root)
    expect(found.format).toBe('image-table')
    const notices = await noticesOf(specification(found.path, found.format))
    expect(notices.join(' ')).toMatch(/images in "Train" are left aside.*add that folder by itself/)
  })

  it('may be JSON, of one object or one a line', async () => {
    const lines = rows((i, name) => JSON.stringify({ file_name: `${i}.png`, label: name, size: [4, 4] }))
    const names = Object.fromEntries(six.map((name, i) => [name, i]))
    expect(await classes(await opened(make('lines', names, { 'metadata.jsonl': lines })))).toEqual(RIGHT)
    const object = JSON.stringify(Object.fromEntries(DOGS.map((name, i) => [`${i}.png`, name])))
    const inImages = placed(() => 'images')
    expect(await classes(await opened(make('object', inImages, { 'labels.json': object })))).toEqual(RIGHT)
    const boxes = make('boxes', inImages, { 'boxes.json': JSON.stringify({ images: [1], categories: [2] }) })
    await expect(findDataSet(boxes)).rejects.toThrow(
      /"boxes.json" beside them does not say them: it is no table/,
    )
  })

  it('is missing where class folders lie beside lists: that the lists are not read is said', async () => {
    const food = make('food', { 'images/pie/0.png': 0, 'images/soup/1.png': 1 }, { 'meta/train.json': '{}' })
    const found = await findDataSet(food)
    expect(found.path).toBe(join(food, 'images'))
    expect(found.notices.join(' ')).toMatch(/class folders are those in "images".*\(meta\) is not read/)
    const birds = make(
      'birds',
      { 'images/jay/0.png': 0, 'images/owl/1.png': 1 },
      { 'train_test_split.txt': '1 0\n' },
    )
    expect((await findDataSet(birds)).notices.join(' ')).toMatch(
      /"train_test_split.txt" says is not read: all images are one part/,
    )
    const pets = make(
      'pets',
      placed(() => 'images'),
      { 'annotations/list.txt': '#' },
    )
    await expect(findDataSet(pets)).rejects.toThrow(/all its images in one folder, "images"/)
  })
})
