/**
 * CIFAR's Python version and STL-10 as Python's own programs write them (golden/make_downloads.py): every pixel, every
 * label, both parts; and what becomes of damaged and hostile files.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { findDataSet } from '../../src-main/datasets/find'
import { noticesOf } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { bytesOf, named, text, tuple, uint32 } from '../support/pickles'
import { pythonWith } from '../support/torch'
import { put, specification, temporaryFolder } from './temporary'
import type { DataSetSpecification } from '../../src-main/datasets/specification'

const python = pythonWith('numpy')
const folder = temporaryFolder()
const TEN = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')
let expected: Record<string, Record<string, { labels: number[]; pixels: string }>>

async function compare(set: string, how: DataSetSpecification, channels = 3): Promise<readonly string[]> {
  const right = expected[set]![how.split!]!
  const data = await openDataSet(how)
  expect([...data.labels]).toEqual(right.labels)
  const pixels = Buffer.from(right.pixels, 'base64')
  expect(pixels.length).toBe(data.count * data.height * data.width * channels)
  const read = await data.read(Int32Array.from({ length: data.count }, (_, i) => i))
  expect(read.length).toBe(pixels.length)
  let wrong = 0
  pixels.forEach((value, i) => (wrong += Math.round(read[i]! * 255) === value ? 0 : 1))
  expect(wrong).toBe(0)
  return data.classNames
}

describe.skipIf(!python)(
  `downloads as Python writes them${python ? '' : ' (skipped: no Python with NumPy)'}`,
  () => {
    beforeAll(() => {
      execFileSync(python!, [join(__dirname, '../golden/make_downloads.py'), folder])
      expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as typeof expected
    })

    it.each(['text', 'bytes'])(
      'CIFAR-10 with %s as keys, protocols 2 and 4, in both orders of an array',
      async (keys) => {
        const found = await findDataSet(join(folder, `cifar10-${keys}`))
        expect(found).toMatchObject({
          format: 'cifar-python',
          splits: ['train', 'test'],
          labelSets: null,
          notices: [],
        })
        for (const split of ['train', 'test'])
          expect(
            await compare(`cifar10-${keys}`, specification(found.path, found.format, { split })),
          ).toEqual(TEN)
        expect(await noticesOf(specification(found.path, found.format))).toEqual([])
        // A download that broke off.
        for (const batch of [4, 5]) rmSync(join(found.path, `data_batch_${batch}`))
        expect(await noticesOf(specification(found.path, found.format))).toEqual([
          expect.stringMatching(/^Only 3 of the 5 training batches of CIFAR-10 are in/),
        ])
      },
    )

    it('CIFAR-100 with fine and with coarse labels, which are other data sets', async () => {
      const found = await findDataSet(join(folder, 'cifar100'))
      expect(found).toMatchObject({ format: 'cifar-python', labelSets: ['fine', 'coarse'] })
      for (const split of ['train', 'test']) {
        const fine = specification(found.path, found.format, { split })
        expect((await compare('cifar100', fine)).slice(0, 2)).toEqual(['fine 0', 'fine 1'])
        const coarse = { ...fine, labelSet: 'coarse' as const }
        expect(await compare('cifar100-coarse', coarse)).toHaveLength(20)
        expect((await openDataSet(coarse)).hash).not.toBe((await openDataSet(fine)).hash)
      }
    })

    it('STL-10, whose images lie column by column and whose labels count from 1', async () => {
      const found = await findDataSet(join(folder, 'stl10'))
      expect(found).toMatchObject({ format: 'stl10', splits: ['train', 'test'] })
      expect(found.notices).toEqual([expect.stringMatching(/unlabeled_X.bin have no labels/)])
      for (const split of ['train', 'test'])
        expect((await compare('stl10', specification(found.path, 'stl10', { split })))[1]).toBe('bird')
    })

    it('are named where they are damaged', async () => {
      const ten = join(folder, 'cifar10-text/cifar-10-batches-py')
      const whole = readFileSync(join(ten, 'test_batch'))
      const open = (split: string) => openDataSet(specification(ten, 'cifar-python', { split }))
      for (const length of [0, 1, 50, 3000, whole.length - 1]) {
        put(join(ten, 'test_batch'), whole.subarray(0, length))
        await expect(open('test'), `${length} bytes`).rejects.toMatchObject({ name: 'UserError' })
      }
      put(join(ten, 'test_batch'), whole)
      // The fourth and fifth are gone already: what is missing is one between two that are there.
      rmSync(join(ten, 'data_batch_2'))
      await expect(findDataSet(ten)).rejects.toThrow(/data_batch_2" is missing/)
      const stl = join(folder, 'stl10/stl10_binary')
      const openStl = () => openDataSet(specification(stl, 'stl10', { split: 'test' }))
      const labels = readFileSync(join(stl, 'test_y.bin'))
      writeFileSync(join(stl, 'test_y.bin'), Buffer.of(1, 0, 3))
      await expect(openStl()).rejects.toThrow(/gives image 1 the label 0; those of STL-10 go from 1 to 10/)
      writeFileSync(join(stl, 'test_y.bin'), labels.subarray(1))
      await expect(openStl()).rejects.toThrow(/2 labels for 3 images/)
      rmSync(join(stl, 'test_y.bin'))
      await expect(openStl()).rejects.toThrow(/test_y.bin".*is missing/)
      writeFileSync(join(stl, 'test_X.bin'), Buffer.alloc(30_000))
      writeFileSync(join(stl, 'test_y.bin'), Buffer.of(1, 1))
      await expect(openStl()).rejects.toThrow(/has 30000 bytes, but images of 27648 bytes would need 55296/)
    })
  },
)

describe('a hostile file of CIFAR', () => {
  /** A batch whose pickle is made of the given parts. */
  async function open(name: string, ...parts: (Uint8Array | string | number)[]): Promise<unknown> {
    const root = join(folder, name)
    put(join(root, 'test_batch'), bytesOf(0x80, 2, ...parts, '.'))
    return openDataSet(specification(root, 'cifar-python'))
  }
  const array = (shape: Uint8Array, state: Uint8Array) =>
    bytesOf(
      named('numpy.core.multiarray', '_reconstruct'),
      tuple(named('numpy', 'ndarray'), tuple('K', 0), 'U', 1, 'b'),
      'R',
      tuple('K', 1, shape, named('numpy', 'dtype'), tuple('U', 2, 'u1', 'K', 0, 'K', 1), 'R', 0x89, state),
      'b',
    )

  it('runs nothing and is refused with one sentence', async () => {
    const system = bytesOf(named('posix', 'system'), tuple(text('touch /tmp/halfpower-was-here')), 'R')
    await expect(open('system', '}', text('data'), system, 's')).rejects.toThrow(
      /asks Python to use "posix.system"/,
    )
    await expect(open('list', ']')).rejects.toThrow(/holds no dictionary of data and labels/)
    await expect(open('empty', '}')).rejects.toThrow(/has no array called 'data'/)
    await expect(
      open('inert', '}', text('data'), named('some.where', 'Thing'), ')', 'R', 's'),
    ).rejects.toThrow(/has no array called 'data'/)
  })

  it('cannot claim more pixels than it has', async () => {
    const huge = tuple('J', uint32(0x7fffffff), 'M', 0, 12)
    await expect(open('huge', '}', text('data'), array(huge, bytesOf('U', 3, 'abc')), 's')).rejects.toThrow(
      /needs \d+ bytes, but has 3/,
    )
    const other = tuple('K', 1, 'K', 3)
    await expect(open('shape', '}', text('data'), array(other, bytesOf('U', 3, 'abc')), 's')).rejects.toThrow(
      /pixels of the shape \(1, 3\); they should be \(N, 3072\)/,
    )
  })

  it('needs a label that is a number for each image', async () => {
    const pixels = array(tuple('K', 1, 'M', 0, 12), bytesOf('T', uint32(3072), 'x'.repeat(3072)))
    const labels = (items: Uint8Array) => bytesOf(text('labels'), '](', items, 'e')
    const batch = (items: Uint8Array) => bytesOf('}(', text('data'), pixels, labels(items), 'u')
    await expect(open('text-label', batch(text('cat')))).rejects.toThrow(/gives image 0 the label NaN/)
    await expect(open('two-labels', batch(bytesOf('K', 1, 'K', 2)))).rejects.toThrow(/2 labels for 1 images/)
    await expect(open('one-label', batch(bytesOf('K', 7)))).resolves.toMatchObject({ count: 1 })
  })

  it('is numbered where it names fewer classes than it has, and says so', async () => {
    const pixels = array(tuple('K', 1, 'M', 0, 12), bytesOf('T', uint32(3072), 'x'.repeat(3072)))
    const batch = bytesOf('}(', text('data'), pixels, text('labels'), '](K', 7, 'eu')
    await open('few-names', batch)
    const root = join(folder, 'few-names')
    put(join(root, 'batches.meta'), bytesOf(0x80, 2, '}', text('label_names'), '](', text('airplane'), 'es.'))
    const how = specification(root, 'cifar-python')
    expect((await openDataSet(how)).classNames).toHaveLength(10)
    expect(await noticesOf(how)).toEqual([
      expect.stringMatching(/batches.meta" names 1 class, but there are 10/),
    ])
  })
})
