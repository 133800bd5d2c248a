/** Images that would be left out because of their names, and folders that are several things at once. */
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDataSet } from '../../src-main/datasets/find'
import { png, put, temporaryFolder } from './temporary'

const folder = temporaryFolder()
let number = 0
const kinds: Record<string, Buffer> = {}

beforeAll(async () => {
  kinds.png = await png([1, 2, 3])
  kinds.jpeg = await sharp(kinds.png).jpeg().toBuffer()
  kinds.gif = await sharp(kinds.png).gif().toBuffer()
  kinds.bmp = Buffer.concat([
    Buffer.from('BM'),
    Buffer.from([70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]),
    Buffer.alloc(56),
  ])
  kinds.text = Buffer.from('not an image')
})

/** A folder with a file of a kind at each of these paths. */
function make(files: Record<string, string>): string {
  const root = join(folder, String(number++))
  for (const [path, kind] of Object.entries(files)) put(join(root, path), kinds[kind]!)
  return root
}

describe('images that their names hide', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'without endings',
      { 'cat/0001': 'png', 'dog/0001': 'png' },
      /"cat\/0001", have no ending .* \(here .png\), and add/,
    ],
    [
      'of other endings',
      { 'cat/1.jfif': 'jpeg', 'dog/1.jfif': 'jpeg' },
      /"cat\/1.jfif", have no ending .* \(here .jpg\)/,
    ],
    [
      'in parts',
      { 'train/cat/1': 'png', 'train/dog/1': 'png', 'test/cat/1': 'png' },
      /"cat\/1", have no ending/,
    ],
    [
      'among others',
      { 'cat/1.png': 'png', 'cat/2': 'png', 'dog/1.png': 'png' },
      /"cat\/2", .*--format image-folder to leave them out/,
    ],
    ['in one class of several', { 'cat/1': 'png', 'dog/1.png': 'png' }, /"cat\/1", have no ending/],
    [
      'of kinds that are not decoded',
      { 'cat/1.gif': 'gif', 'dog/1.gif': 'gif' },
      /"cat\/1.gif", are of a kind that is not read/,
    ],
    [
      'of such a kind, without endings',
      { 'cat/1': 'bmp', 'dog/1': 'bmp' },
      /"cat\/1", are of a kind that is not read/,
    ],
    [
      'of such a kind among others',
      { 'cat/1.png': 'png', 'cat/2.dat': 'gif', 'dog/1.png': 'png' },
      /"cat\/2.dat", are of a kind/,
    ],
    [
      'of NumPy',
      { 'cat/1.npy': 'text', 'dog/1.npy': 'text' },
      /folders of arrays \(cat\/1.npy\).*one .npz file/,
    ],
  ])('are named where they are %s', async (_, files, sentence) => {
    await expect(findDataSet(make(files))).rejects.toThrow(sentence)
  })

  it('are left out where that is said', async () => {
    const root = make({ 'cat/1.png': 'png', 'cat/2': 'png', 'dog/1.png': 'png' })
    expect(await findDataSet(root, 'image-folder')).toMatchObject({ format: 'image-folder' })
  })

  it('are not what lies beside images as a text or a file of a program', async () => {
    const root = make({
      'cat/1.png': 'png',
      'cat/1.txt': 'text',
      'cat/notes': 'text',
      'dog/1.png': 'png',
      'dog/1.jpg.bak': 'text',
    })
    expect(await findDataSet(root)).toMatchObject({ format: 'image-folder', notices: [] })
  })
})

describe('a part beside others', () => {
  it('that is flat is left aside, and said', async () => {
    const root = make({
      'train/cat/1.png': 'png',
      'train/dog/1.png': 'png',
      'val/1.png': 'png',
      'val/2.png': 'png',
    })
    const found = await findDataSet(root)
    expect(found.splits).toEqual(['train'])
    expect(found.notices).toEqual([
      '"val" is left aside, because its images do not lie in class folders: sort them, or add that folder by itself where a list says their classes.',
    ])
  })

  it('has no parts of its own, whatever was said of it', async () => {
    const files: Record<string, string> = {}
    for (const set of ['one', 'two'])
      for (const part of ['train', 'test'])
        for (const name of ['cat', 'dog']) files[`${set}/${part}/${name}/1.png`] = 'png'
    const root = make(files)
    await expect(findDataSet(root, undefined, { one: 'train', two: 'test' })).rejects.toThrow(
      /has parts of its own \(test, train\), so it is not the part train/,
    )
    expect(await findDataSet(root, undefined, { two: 'aside' })).toMatchObject({ splits: ['train', 'test'] })
  })
})
