/** Torchvision's root folder: the MNIST family in NAME/raw, and EMNIST's six data sets in one folder. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findDataSet } from '../../src-main/datasets/find'
import { openDataSet } from '../../src-main/datasets/open'
import { idxBytes, put, specification, temporaryFolder } from './temporary'

const folder = temporaryFolder()

function family(root: string, prefix = ''): void {
  for (const part of ['train', 't10k']) {
    put(join(root, `${prefix}${part}-images-idx3-ubyte`), idxBytes([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]))
    put(join(root, `${prefix}${part}-labels-idx1-ubyte`), idxBytes([2], [0, 1]))
  }
}

describe("torchvision's root folder", () => {
  it('holds one data set, which is found two folders down', async () => {
    const root = join(folder, 'one')
    family(join(root, 'MNIST/raw'))
    const found = await findDataSet(root)
    expect(found).toMatchObject({ path: join(root, 'MNIST/raw'), format: 'idx', splits: ['train', 'test'] })
    expect(await openDataSet(specification(found.path, 'idx', { split: 'test' }))).toMatchObject({ count: 2 })
  })

  it('holds several, of which it asks for one', async () => {
    const root = join(folder, 'several')
    for (const name of ['MNIST', 'FashionMNIST']) family(join(root, name, 'raw'))
    await expect(findDataSet(root)).rejects.toThrow(/several data sets \(.*FashionMNIST.*MNIST.*\): add one/)
  })

  it("asks which of EMNIST's, and opens one by its images file", async () => {
    const root = join(folder, 'EMNIST/raw')
    for (const name of ['emnist-balanced-', 'emnist-letters-']) family(root, name)
    const found = await findDataSet(root)
    expect(found).toMatchObject({ splits: ['train', 'test'], members: ['emnist-balanced', 'emnist-letters'] })
    expect(found.notices).toEqual([expect.stringMatching(/rows and columns exchanged/)])
    put(join(root, 'emnist-letters-train-labels-idx1-ubyte'), idxBytes([2], [1, 2]))
    const open = (member: string) =>
      openDataSet({ ...specification(root, 'idx', { split: 'train' }), member })
    expect([...(await open('emnist-letters')).labels]).toEqual([1, 2])
    expect([...(await open('emnist-balanced')).labels]).toEqual([0, 1])
    const file = join(root, 'emnist-letters-train-images-idx3-ubyte')
    expect(await findDataSet(file)).toMatchObject({ format: 'idx', splits: [] })
  })
})
