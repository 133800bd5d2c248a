/** Orders of images that somebody else fixed: read as each program writes them, checked, and part of what is measured. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataSet } from '../../src-main/datasets/open'
import { permutation } from '../../src-main/datasets/order'
import { readOrderFile } from '../../src-main/datasets/order-file'
import { goldenJson } from '../support/golden'
import { in255ths, png, put, temporaryFolder } from './temporary'
import type { DataSetSpecification } from '../../src-main/datasets/specification'

/** What NumPy, SciPy and pickle wrote (golden/make_orders.py). */
const golden = goldenJson('orders.json') as { order: number[]; files: Record<string, string> }

describe('a file of an order', () => {
  it.each(Object.keys(golden.files))('is read as %s', async (name) => {
    const path = put(join(temporaryFolder(), name), Buffer.from(golden.files[name]!, 'base64'))
    const order = permutation(await readOrderFile(path), golden.order.length, name)
    expect([...order.indices]).toEqual(golden.order)
    expect(order.from).toBe(name.endsWith('.mat') ? 1 : 0)
  })

  it.each([
    ['words.txt', 'one\ntwo\nthree\n', /has "NaN" at place 1, which is no whole number/],
    ['halves.csv', '0\n0.5\n1\n', /at place 2, which is no whole number/],
    ['columns.csv', '5,1\n3,2\n', /has 2 columns, of which the first does not count the lines/],
    ['ragged.csv', '1,2\n3\n', /lines of different lengths/],
    ['empty.txt', '', /is empty/],
    ['object.json', '[{"a": 1}]', /at place 1, which is no whole number/],
    ['bytes.bin', Buffer.from([1, 2, 0, 3]), /is none that is read/],
  ])('%s is refused', async (name, content, words) => {
    const path = put(join(temporaryFolder(), name), content)
    await expect(readOrderFile(path)).rejects.toThrow(words)
  })
})

describe('an order', () => {
  it.each([
    [[0, 1], /no order of these 3 images: it has 2 numbers \(for a choice of images/],
    [[0, 1, 2, 3], /it has 4 numbers\. It/],
    [[0, 1, 1], /it names 1 twice, as number 2 and 3/],
    [[0, 1, 3], /number 3 is 3, and the images are 0 to 2/],
    [[-1, 0, 1], /number 1 is -1/],
  ])('%j is refused', (numbers, words) => {
    expect(() => permutation(numbers, 3, '"order.txt"')).toThrow(words)
  })
})

/** Four images, darker in the order of their names, of two classes. */
async function folder(): Promise<string> {
  const root = temporaryFolder()
  for (const [i, name] of ['a/0', 'a/1', 'b/0', 'b/1'].entries())
    put(join(root, 'images', `${name}.png`), await png([200 - 10 * i], 2))
  return root
}

describe('a data set in an order', () => {
  it('has its images, labels and hash in that order', async () => {
    const root = await folder()
    put(join(root, 'order.txt'), '3\n0\n2\n1\n')
    const plain: DataSetSpecification = {
      ...{ path: join(root, 'images'), format: 'image-folder', transforms: { gray: false } },
    }
    const [before, after] = [await openDataSet(plain), await openDataSet({ ...plain, order: '../order.txt' })]
    const first = async (data: typeof after): Promise<number[]> =>
      in255ths(await data.read([0, 1, 2, 3])).filter((_, i) => i % 4 === 0)
    expect(await first(before)).toEqual([200, 190, 180, 170])
    expect(await first(after)).toEqual([170, 200, 180, 190])
    expect([...after.labels]).toEqual([1, 0, 1, 0])
    expect(after.hash).not.toBe(before.hash)
    const crop = { seed: 0, epoch: 0, area: [1, 1], ratio: [1, 1] } as const
    expect(in255ths(await after.readParts!([1], crop), 1)).toEqual([200])
    put(join(root, 'order.txt'), '3\n0\n1\n2\n')
    const other = await openDataSet({ ...plain, order: '../order.txt' })
    expect(other.hash).not.toBe(after.hash)
    put(join(root, 'order.txt'), '4\n1\n2\n3\n')
    // Counted from 1 it is the same order, however it is written.
    const same = await openDataSet({ ...plain, order: '../order.txt' })
    expect(await first(same)).toEqual([170, 200, 190, 180])
    expect(same.hash).toBe(other.hash)
    for (const data of [before, after, other, same]) await data.close()
  })

  it('counts validation images of ImageNet in one folder by class, as torchvision lists them', async () => {
    const root = temporaryFolder()
    const ids = ['n01443537', 'n01440764', 'n01443537', 'n01440764']
    for (const i of ids.keys())
      put(join(root, 'val', `ILSVRC2012_val_0000000${i + 1}.png`), await png([200 - 10 * i], 2))
    put(join(root, 'labels.txt'), `${ids.join('\n')}\n`)
    put(join(root, 'order.txt'), '2\n0\n1\n3\n')
    const data = await openDataSet({
      ...{ path: join(root, 'val'), format: 'imagenet-val', transforms: { gray: false } },
      ...{ labelFile: '../labels.txt', order: '../order.txt' },
    })
    // In class folders: images 2 and 4 (n01440764), then 1 and 3.
    expect(in255ths(await data.read([0, 1, 2, 3])).filter((_, i) => i % 4 === 0)).toEqual([
      200, 190, 170, 180,
    ])
    expect([...data.labels]).toEqual([1, 0, 0, 1])
    await data.close()
  })
})
