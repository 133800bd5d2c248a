/** CIFAR-10-C's files and ImageNet-C's folders, made small by hand. */
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { openCorruptionSet } from '../../src-main/datasets/corruption-set'
import { findDataSet } from '../../src-main/datasets/find'
import { canSeeOpenFiles, leftOpen } from '../support/left-open'
import { in255ths, png, put, temporaryFolder } from './temporary'

const AS_STORED = { gray: false, crop: 'as stored' } as const
const N = 3
const LENGTH = 4 * 4 * 3

/** Every byte of row r is r. */
function arrayFile(rows: number): Uint8Array {
  const data = Uint8Array.from({ length: rows * LENGTH }, (_, i) => Math.floor(i / LENGTH))
  return encodeNpy({ shape: [rows, 4, 4, 3], dtype: 'uint8', data })
}

function labelsFile(count: number, of = (i: number) => i % N): Uint8Array {
  return encodeNpy({
    shape: [count],
    dtype: 'uint8',
    data: Uint8Array.from({ length: count }, (_, i) => of(i)),
  })
}

function arraysFolder(): string {
  const folder = temporaryFolder()
  put(join(folder, 'fog.npy'), arrayFile(5 * N))
  put(join(folder, 'snow.npy'), arrayFile(5 * N))
  put(join(folder, 'labels.npy'), labelsFile(5 * N))
  return folder
}

describe('the .npy layout', () => {
  it('reads the rows of a severity', async () => {
    const set = await openCorruptionSet(arraysFolder())
    expect(set).toMatchObject({ kind: null, layout: 'arrays', types: ['snow', 'fog'], images: N })
    expect(set.missing.length).toBe(13)
    expect(set.notice).toContain('lacks 13 of the 15 benchmark types')
    const cell = await set.cell('fog', 4, AS_STORED)
    expect([cell.count, cell.height, cell.width, cell.channels]).toEqual([N, 4, 4, 3])
    expect([...cell.labels]).toEqual([0, 1, 2])
    const images = await cell.read([2, 0, 1])
    expect([0, 1, 2].map((i) => in255ths(images.subarray(i * LENGTH), 1)[0])).toEqual([11, 9, 10])
    await cell.close()
    await expect(cell.read([0])).rejects.toThrow('closed')
  })

  it('is no data set by itself, but for what it is measured with', async () => {
    await expect(findDataSet(arraysFolder())).rejects.toThrow(
      /holds a data set under corruptions \(2 types.*give this folder where accuracy under corruptions is measured/,
    )
  })

  it('reduces to gray, and knows cells apart by their hash', async () => {
    const set = await openCorruptionSet(arraysFolder())
    const gray = await set.cell('fog', 1, { gray: true, crop: 'as stored' })
    const colour = await set.cell('fog', 1, AS_STORED)
    const stronger = await set.cell('fog', 2, AS_STORED)
    expect(gray.channels).toBe(1)
    expect((await gray.read([1]))[0]).toBeCloseTo((0.2989 + 0.587 + 0.114) / 255, 6)
    expect(new Set([gray.hash, colour.hash, stronger.hash]).size).toBe(3)
    await Promise.all([gray, colour, stronger].map((data) => data.close()))
  })

  it.skipIf(!canSeeOpenFiles)(
    `closes a file that becomes shorter while its cell is opened${canSeeOpenFiles ? '' : ' (skipped: no /proc says what is open)'}`,
    async () => {
      const folder = arraysFolder()
      const set = await openCorruptionSet(folder)
      truncateSync(join(folder, 'fog.npy'), 200)
      await expect(set.cell('fog', 4, AS_STORED)).rejects.toThrow(/fog\.npy" became shorter/)
      expect(await leftOpen(folder)).toEqual([])
    },
  )

  it('says what is wrong', async () => {
    const missing = arraysFolder()
    const set = await openCorruptionSet(missing)
    await expect(set.cell('frost', 1, AS_STORED)).rejects.toThrow("no corruption 'frost'; it has snow, fog.")
    await expect(set.cell('fog', 1, { gray: false, crop: 'resize 256, centre crop 224' })).rejects.toThrow(
      "choose 'as stored'",
    )

    const odd = arraysFolder()
    put(join(odd, 'fog.npy'), arrayFile(5 * N + 1))
    await expect(openCorruptionSet(odd)).rejects.toThrow('has 16 rows, which are not five severities')

    const short = arraysFolder()
    put(join(short, 'fog.npy'), arrayFile(5 * N).subarray(0, -1))
    await expect(openCorruptionSet(short)).rejects.toThrow('truncated or damaged')

    const other = arraysFolder()
    put(join(other, 'fog.npy'), arrayFile(10 * N))
    await expect(openCorruptionSet(other)).rejects.toThrow('do not belong together')

    const labels = arraysFolder()
    put(join(labels, 'labels.npy'), labelsFile(7))
    await expect(openCorruptionSet(labels)).rejects.toThrow('holds 7 labels; for 3 images per severity')

    const shifted = arraysFolder()
    put(
      join(shifted, 'labels.npy'),
      labelsFile(5 * N, (i) => (i === 4 ? 0 : i % N)),
    )
    await expect(openCorruptionSet(shifted)).rejects.toThrow('labels image 1 differently at severity 2')

    const unlabelled = temporaryFolder()
    put(join(unlabelled, 'fog.npy'), arrayFile(5 * N))
    await expect(openCorruptionSet(unlabelled)).rejects.toThrow('labels.npy" is missing')

    const parent = temporaryFolder()
    put(join(parent, 'CIFAR-10-C', 'fog.npy'), arrayFile(5))
    await expect(openCorruptionSet(parent)).rejects.toThrow(/did you mean ".*CIFAR-10-C"\?$/)
    await expect(openCorruptionSet(put(join(parent, 'x.tar'), 'x'))).rejects.toThrow('still packed')
  })
})

describe('what is called otherwise', () => {
  it.each([
    ['GaussianNoise.npy', 'if it is that, rename it to gaussian_noise.npy; the types are files'],
    ['fog_3.npy', 'join the five in one file fog.npy, the images of severity 1 first'],
    ['fog_3', 'make it the folder fog/3'],
    ['severity_1', '"severity_1" seems to be a severity, which has to lie in its type'],
  ])('%s is refused with what to do', async (name, words) => {
    const folder = temporaryFolder()
    put(name.endsWith('.npy') ? join(folder, name) : join(folder, name, 'n01', 'a.png'), await png([1, 2, 3]))
    await expect(openCorruptionSet(folder)).rejects.toThrow(words)
  })
})

describe('the folder layout', () => {
  async function folders(side: number, group = (_type: string): string => '.'): Promise<string> {
    const folder = temporaryFolder()
    for (const type of ['contrast', 'pixelate'])
      for (const severity of [1, 2, 3, 4, 5])
        for (const [i, name] of ['n01', 'n02'].entries())
          put(
            join(folder, group(type), type, String(severity), name, 'a.png'),
            await png([10 * severity + i, 50, type === 'contrast' ? 1 : 2], side),
          )
    return folder
  }

  it('reads a cell of class folders', async () => {
    const set = await openCorruptionSet(await folders(8))
    expect(set).toMatchObject({ kind: null, layout: 'folders', types: ['contrast', 'pixelate'], images: 2 })
    const cell = await set.cell('pixelate', 3, AS_STORED)
    expect(cell.classNames).toEqual(['n01', 'n02'])
    expect([...cell.labels]).toEqual([0, 1])
    expect(in255ths(await cell.read([1]), 3)).toEqual([31, 50, 2])
    await cell.close()
  })

  it('reads ImageNet-C in its groups as without them', async () => {
    const plain = await openCorruptionSet(await folders(8))
    const grouped = await openCorruptionSet(
      await folders(8, (type) => (type === 'contrast' ? 'weather' : 'digital')),
    )
    expect([grouped.types, grouped.images, grouped.missing]).toEqual([
      plain.types,
      plain.images,
      plain.missing,
    ])
    const cells = [plain, grouped].map((set) => set.cell('pixelate', 3, AS_STORED))
    const [one, other] = await Promise.all(cells)
    expect(await other!.read([0, 1])).toEqual(await one!.read([0, 1]))
    expect(other!.hash).toBe(one!.hash)
    await Promise.all([one!.close(), other!.close()])
    const twice = await folders(8)
    put(join(twice, 'digital', 'contrast', '1', 'n01', 'a.png'), await png([1, 2, 3]))
    await expect(openCorruptionSet(twice)).rejects.toThrow('has contrast twice')
  })

  it('enlarges and crops 224×224 files when asked, and no others', async () => {
    const set = await openCorruptionSet(await folders(224))
    const stored = await set.cell('contrast', 1, AS_STORED)
    const cropped = await set.cell('contrast', 1, { gray: false, crop: 'resize 256, centre crop 224' })
    expect([cropped.height, cropped.width]).toEqual([224, 224])
    expect(cropped.hash).not.toBe(stored.hash)
    expect(in255ths(await cropped.read([0]), 3)).toEqual([10, 50, 1])
    const small = await openCorruptionSet(await folders(8))
    await expect(
      small.cell('contrast', 1, { gray: false, crop: 'resize 256, centre crop 224' }),
    ).rejects.toThrow('these are 8×8')
  })

  it('says what is wrong', async () => {
    const folder = temporaryFolder()
    put(join(folder, 'fog', '1', 'n01', 'a.png'), await png([1, 2, 3]))
    await expect(openCorruptionSet(folder)).rejects.toThrow('no folder for severity 2, 3, 4, 5')
    for (const severity of [2, 3, 4, 5])
      put(join(folder, 'fog', String(severity), 'n02', 'a.png'), await png([1, 2, 3]))
    await expect(openCorruptionSet(folder)).rejects.toThrow('not the same as')
    const named = temporaryFolder()
    put(join(named, 'fog', 'severity_1', 'n01', 'a.png'), await png([1, 2, 3]))
    await expect(openCorruptionSet(named)).rejects.toThrow('it has severity_1, so rename those')
    await expect(openCorruptionSet(temporaryFolder())).rejects.toThrow('holds no corruption types')
  })
})
