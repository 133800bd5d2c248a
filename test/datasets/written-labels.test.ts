/**
 * Labels as laboratories save them: names instead of numbers, columns of text, QMNIST's eight columns, CIFAR-10.1's two
 * files. NumPy itself writes the arrays (golden/make_written_labels.py).
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { noticesOf } from '../../src-main/datasets/detect'
import { findDataSet } from '../../src-main/datasets/find'
import { openDataSet } from '../../src-main/datasets/open'
import type { DataSet } from '../../src-main/datasets/data-set'
import { pythonWith } from '../support/torch'
import { put, specification, temporaryFolder } from './temporary'

const python = pythonWith('numpy')
const folder = temporaryFolder()

/** What the command line does: looks at a path, then opens what was found there. */
async function added(path: string, split?: string): Promise<DataSet> {
  const found = await findDataSet(join(folder, path))
  return await openDataSet(specification(found.path, found.format, split === undefined ? {} : { split }))
}

/** The images of another folder, with text labels beside them. */
function withText(name: string, file: string, text: string): void {
  mkdirSync(join(folder, name))
  copyFileSync(join(folder, 'unicode/images.npy'), join(folder, name, 'images.npy'))
  put(join(folder, name, file), text)
}

describe.skipIf(!python)(
  `labels as NumPy writes them${python ? '' : ' (skipped: no Python with NumPy)'}`,
  () => {
    beforeAll(() => {
      execFileSync(python!, [join(__dirname, '../golden/make_written_labels.py'), folder])
    })

    it.each(['unicode', 'big-endian', 'bytes', 'latin', 'column'])(
      'are names of classes in %s, numbered in their order as text',
      async (name) => {
        const data = await added(name)
        expect(data.classNames).toEqual(['cat', 'dog', 'Ärger'])
        expect([...data.labels]).toEqual([1, 0, 1, 2, 0])
        const notices = await noticesOf(specification(join(folder, name, 'images.npy'), 'npy'))
        expect(notices).toEqual([
          expect.stringMatching(/are names: 3 classes in their order as text \(cat, dog, Ärger\)/),
        ])
      },
    )

    it('are numbers where all texts are', async () => {
      const data = await added('digits')
      expect([...data.labels]).toEqual([10, 2, 0, 2, 1])
      expect(data.classNames).toHaveLength(11)
      expect(await noticesOf(specification(join(folder, 'digits/images.npy'), 'npy'))).toEqual([])
    })

    it('are in the order of classes.txt, which has to name them all', async () => {
      const path = join(folder, 'listed')
      mkdirSync(path)
      for (const file of readdirSync(join(folder, 'unicode')))
        copyFileSync(join(folder, 'unicode', file), join(path, file))
      put(join(path, 'classes.txt'), 'dog\nÄrger\ncat\n')
      expect([...(await added('listed')).labels]).toEqual([0, 2, 0, 1, 2])
      expect(await noticesOf(specification(join(path, 'images.npy'), 'npy'))).toEqual([])
      put(join(path, 'classes.txt'), 'dog\ncat\n')
      await expect(added('listed')).rejects.toThrow(
        /gives image 3 the label "Ärger", which is none of the 2 names in classes.txt/,
      )
    })

    it('have the classes of all parts of an archive', async () => {
      expect([...(await added('parts.npz', 'test')).labels]).toEqual([2, 0])
      expect((await added('parts.npz', 'test')).classNames).toEqual(['cat', 'dog', 'Ärger'])
      expect(await noticesOf(specification(join(folder, 'parts.npz'), 'npz'))).toEqual([
        expect.stringMatching(/'y_train' in .* are names/),
      ])
    })

    it.each([
      ['one-hot', /holds texts of shape \(5, 2\); labels should be one per image/],
      ['empty', /gives image 1 no label/],
      ['objects', /Python objects, which are not opened/],
    ])('are refused as %s', async (name, sentence) => {
      await expect(added(name)).rejects.toThrow(sentence)
    })

    it.each(['v4', 'v6'])(
      "are CIFAR-10.1's of %s in the folder as it is unpacked, named as in CIFAR-10",
      async (version) => {
        const data = await added(`cifar-${version}`)
        expect([...data.labels]).toEqual([9, 0, 3, 3, 1])
        expect(data.classNames[9]).toBe('truck')
        expect(data.classNames[3]).toBe('cat')
        await expect(added('cifar-both')).rejects.toThrow(
          /holds several data sets \("cifar10.1_v4_data.npy", "cifar10.1_v6_data.npy"\): add one of these files/,
        )
        expect((await added('cifar-both/cifar10.1_v6_data.npy')).count).toBe(5)
      },
    )

    it("are the first of QMNIST's columns", async () => {
      for (const part of ['train', 'test']) {
        const data = await added('QMNIST', part)
        expect([...data.labels]).toEqual([7, 0, 9, 2, 7])
        expect(data.classNames).toHaveLength(10)
      }
    })

    it.each([
      ['csv', 'labels.csv', 'label\ndog\ncat\n"dog"\nÄrger\ncat\n', [1, 0, 1, 2, 0]],
      ['txt', 'labels.txt', '3\n1\n0\n2\n1\n', [3, 1, 0, 2, 1]],
      ['pandas', 'images_labels.csv', '\uFEFFlabel\r\n3.0\r\n1.0\r\n0.0\r\n2.0\r\n1.0\r\n', [3, 1, 0, 2, 1]],
    ])('may be a column of text (%s)', async (name, file, text, labels) => {
      withText(name, file, text)
      expect([...(await added(name)).labels]).toEqual(labels)
    })

    it.each([
      ['short', 'dog\ncat\n', /holds 2 labels for 5 images/],
      ['two columns', '0,dog\n1,cat\n2,dog\n3,cat\n4,cat\n', /has more than one column \("0,dog"\)/],
    ])('are refused where the column is %s', async (name, text, sentence) => {
      withText(name, 'labels.csv', text)
      await expect(added(name)).rejects.toThrow(sentence)
    })
  },
)
