/**
 * Principal components against NumPy's eigen decomposition of the same images, and against what is known of
 * images that were made from few components.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src-main/checkpoints/npz'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { orthonormalise } from '../../src-main/statistics/orthonormal'
import { principalComponents } from '../../src-main/training/principal-components'
import { describeDevices } from '../support/devices'
import { memoryDataSet } from '../support/memory-data-set'
import { uniform } from '../support/seeded-values'
import { pythonWith } from '../support/torch'

const python = pythonWith('numpy')

describe('orthonormal columns', () => {
  it('span the same space, and are orthonormal even when they were nearly alike', () => {
    const [rows, columns] = [40, 6]
    const matrix = uniform(3, rows * columns)
    // The last two columns differ by a hair.
    for (let r = 0; r < rows; r++) matrix[r * columns + 5] = matrix[r * columns + 4]! * (1 + 1e-9 * r)
    orthonormalise(matrix, rows, columns)
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) {
        let product = 0
        for (let r = 0; r < rows; r++) product += matrix[r * columns + a]! * matrix[r * columns + b]!
        expect(product).toBeCloseTo(a === b ? 1 : 0, 9)
      }
    }
  })
})

describeDevices('principal components', () => {
  it('refuse more than there can be', async () => {
    const data = memoryDataSet(20, 4, 1, 2)
    await expect(principalComponents({ data, count: 17 })).rejects.toThrow(/at most 16/)
    await expect(principalComponents({ data, count: 0 })).rejects.toThrow(/not possible/)
  })

  it('give the same bits again', async () => {
    const data = memoryDataSet(60, 6, 3, 3)
    const [first, second] = [
      await principalComponents({ data, count: 5 }),
      await principalComponents({ data, count: 5 }),
    ]
    expect(first.components).toEqual(second.components)
  })

  describe.skipIf(python === undefined)(
    `against NumPy${python ? '' : ' (skipped: no python3 with NumPy)'}`,
    () => {
      const data = memoryDataSet(300, 8, 3, 5)
      let folder: string
      let expected: ReturnType<typeof decodeNpz>
      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'halfpower-components-'))
        const pixels = await data.read(Int32Array.from({ length: data.count }, (_, i) => i))
        await writeFile(
          join(folder, 'images.npy'),
          encodeNpy({ shape: [300, 8, 8, 3], dtype: 'float32', data: pixels }),
        )
        const script = [
          'import numpy as np, sys',
          'x = np.load(sys.argv[1] + "/images.npy").astype(np.float64).transpose(0, 3, 1, 2).reshape(300, -1)',
          'w, v = np.linalg.eigh(np.cov(x.T))',
          'np.savez(sys.argv[1] + "/expected.npz", mean=x.mean(0), variances=w[::-1].copy(), vectors=v[:, ::-1].T.copy())',
        ].join('\n')
        execFileSync(python!, ['-c', script, folder])
        expected = decodeNpz(await readFile(join(folder, 'expected.npz')))
      })
      afterAll(() => rm(folder, { recursive: true, force: true }))

      it('the mean, the variances and the projection agree', async () => {
        const count = 10
        const found = await principalComponents({ data, count })
        const values = 192
        const mean = expected['mean']!.data as Float64Array
        const variances = expected['variances']!.data as Float64Array
        const vectors = expected['vectors']!.data as Float64Array
        for (let i = 0; i < values; i++) expect(found.mean[i]).toBeCloseTo(mean[i]!, 6)
        for (let k = 0; k < count; k++)
          expect(Math.abs(found.variances[k]! - variances[k]!) / variances[k]!).toBeLessThan(1e-4)
        expect(found.totalVariance).toBeCloseTo(
          variances.reduce((sum, value) => sum + value, 0),
          6,
        )
        // The first component stands alone; its sign is free.
        let product = 0
        for (let i = 0; i < values; i++) product += found.components[i]! * vectors[i]!
        expect(Math.abs(product)).toBeCloseTo(1, 5)
      })
    },
  )
})
