/** What is found out, asked and said when a data set is added; what is in a project already stays as it was. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeNpz } from '../../src-main/checkpoints/npz'
import sharp from 'sharp'
import { mixedLabels } from '../../src-main/workbench/data-sets/preview'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'

let home: string
let workbench: Workbench

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-adding-'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p.halfpower') })
})
afterEach(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const NUMBERS = Array.from({ length: 12 }, (_, i) => String(i))

async function numbered(): Promise<string> {
  for (const name of NUMBERS) put(join(home, 'numbered', name, '1.png'), await png([Number(name)]))
  return join(home, 'numbered')
}

function labelled(labels: number[]): string {
  const shape = [labels.length, 8, 8]
  return put(
    join(home, 'letters.npz'),
    encodeNpz({
      images: { shape, dtype: 'uint8', data: new Uint8Array(labels.length * 64) },
      labels: { shape: [labels.length], dtype: 'int32', data: Int32Array.from(labels) },
    }),
  )
}

describe('what would be added', () => {
  it('has its sizes and counts and an image of each of eight classes, and is not added', async () => {
    const path = await numbered()
    const found = await workbench.invoke('dataSet.preview', { path })
    expect(found).toMatchObject({ classNames: NUMBERS, width: 8, height: 8, channels: 1 })
    expect(found.parts).toEqual([{ split: null, images: 12, perClass: NUMBERS.map(() => 1) }])
    // The first, the last, and as evenly between them as whole numbers can be.
    expect(found.sample.images.map(({ label }) => label)).toEqual(['0', '2', '3', '5', '6', '8', '9', '11'])
    // Each class is of another gray, by which its image is known.
    for (const { label, url } of found.sample.images) {
      const file = Buffer.from(url.slice('data:image/png;base64,'.length), 'base64')
      const { data } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
      expect(data[0], label).toBe(Number(label))
    }
    expect(await workbench.invoke('dataSet.list', {})).toEqual([])
    const added = await workbench.invoke('dataSet.add', { path })
    expect(found.notices.every((notice) => added.notices!.includes(notice))).toBe(true)
  })

  it('leaves out classes without an image', () => {
    expect(mixedLabels({ perClass: [0, 3, 0, 1] })).toEqual([1, 3])
  })

  it('refuses what adding would refuse', async () => {
    const path = await numbered()
    await expect(workbench.invoke('dataSet.preview', { path, member: 'x' })).rejects.toThrow(
      /leave out --member/,
    )
  })
})

describe('adding class folders that are numbers', () => {
  it('takes them as numbers and says so, or as text when asked', async () => {
    const path = await numbered()
    const added = await workbench.invoke('dataSet.add', { path })
    expect(added).toMatchObject({ classNames: NUMBERS, classOrder: 'numeric' })
    expect(added.notices![0]).toMatch(/as numbers/)
    const text = await workbench.invoke('dataSet.add', { path, name: 'text', classOrder: 'text' })
    expect(text.classNames).toEqual([...NUMBERS].sort())
    expect(text.classOrder).toBeUndefined()
    expect(text.notices).toEqual([expect.stringMatching(/in their order as text.*--class-order numeric/)])
    const { urls } = {
      urls: await workbench.invoke('dataSet.images', { dataSet: added.id, split: null, start: 2, count: 1 }),
    }
    expect(urls.images[0]!.label).toBe('2')
  })

  it('reads one that is in the project already as it was', async () => {
    const path = await numbered()
    // As a project from before the choice has it: without a word on the order, which was that of text.
    const old = await workbench.invoke('dataSet.add', { path, classOrder: 'text' })
    const file = join(home, 'p.halfpower/datasets/numbered.json')
    expect(JSON.parse(await readFile(file, 'utf8'))).not.toHaveProperty('classOrder')
    const again = await workbench.invoke('dataSet.add', { path })
    expect(again).toMatchObject({ id: old.id, classNames: old.classNames, parts: old.parts })
    expect(await workbench.invoke('dataSet.list', {})).toHaveLength(1)
  })
})

describe('adding class folders with numbers in their names', () => {
  it('names the orders by the classes that there are', async () => {
    for (let i = 1; i <= 20; i++) put(join(home, 'digits', String(i), '1.png'), await png([i]))
    const digits = await workbench.invoke('dataSet.add', { path: join(home, 'digits') })
    expect(digits.notices![0]).toContain('as numbers (1, 2, 3, … 20);')
    expect(digits.notices![0]).toContain('as text (1, 10, 11, … 9):')
    for (const i of [1, 2, 10]) put(join(home, 'subjects', `s${i}`, '1.png'), await png([i]))
    const path = join(home, 'subjects')
    const subjects = await workbench.invoke('dataSet.add', { path })
    expect(subjects.classNames).toEqual(['s1', 's10', 's2'])
    expect(subjects.notices![0]).toMatch(
      /as text \(s1, s10, s2\).*\(s1, s2, s10\) needs --class-order numeric/,
    )
    const asked = await workbench.invoke('dataSet.add', { path, name: 'asked', classOrder: 'numeric' })
    expect(asked.classNames).toEqual(['s1', 's2', 's10'])
  })
})

describe('folders whose names leave open what they are', () => {
  const make = async (...paths: string[]): Promise<string> => {
    for (const path of paths) put(join(home, 'set', path), await png([1, 2, 3]))
    return join(home, 'set')
  }

  it('are classes where the word is one, and that is said', async () => {
    const path = await make('glass/1.png', 'recycled/1.png', 'trash/1.png')
    const added = await workbench.invoke('dataSet.add', { path })
    expect(added.classNames).toEqual(['glass', 'recycled', 'trash'])
    expect(added.notices).toEqual([
      expect.stringMatching(/"recycled".*taken for a class.*--folder "recycled=aside"/),
      expect.stringMatching(/"trash".*taken for a class/),
    ])
    const folders = { trash: 'aside' } as const
    const without = await workbench.invoke('dataSet.add', { path, name: 'without', folders })
    expect(without).toMatchObject({ classNames: ['glass', 'recycled'], folders })
    expect((await workbench.invoke('dataSet.add', { path, name: 'without' })).parts).toEqual(without.parts)
  })

  it('are asked about where they may be copies', async () => {
    const path = await make('a/1.png', 'b/1.png', 'a/cache/1.png', 'thumbs/1.png')
    await expect(workbench.invoke('dataSet.add', { path })).rejects.toThrow(
      /"(cache|thumbs)".*keep.*or aside/,
    )
    const aside = await workbench.invoke('dataSet.add', {
      path,
      folders: { cache: 'aside', thumbs: 'aside' },
    })
    expect(aside).toMatchObject({ classNames: ['a', 'b'], parts: [{ perClass: [1, 1] }] })
    const folders = { cache: 'keep', thumbs: 'keep' } as const
    const kept = await workbench.invoke('dataSet.add', { path, name: 'kept', folders })
    expect(kept).toMatchObject({ classNames: ['a', 'b', 'thumbs'], parts: [{ perClass: [2, 1, 1] }] })
  })

  it('are said where there are several data sets in one folder', async () => {
    const path = await make(
      'one/cat/1.png',
      'one/dog/1.png',
      'two/cat/1.png',
      'two/dog/1.png',
      'old/cat/1.png',
      'old/dog/1.png',
    )
    const add = (folders?: Record<string, 'aside' | 'train' | 'test'>) =>
      workbench.invoke('dataSet.add', { path, name: 'several', ...(folders ? { folders } : {}) })
    await expect(add()).rejects.toThrow(/holds several data sets \(old, one, two\)/)
    await expect(add({ older: 'aside' })).rejects.toThrow(/has no folder "older"/)
    await expect(add({ old: 'aside' })).rejects.toThrow(/holds several data sets \(one, two\)/)
    const added = await add({ old: 'aside', one: 'train', two: 'test' })
    expect(added.parts.map(({ split, images }) => [split, images])).toEqual([
      ['train', 2],
      ['test', 2],
    ])
    expect(added.classNames).toEqual(['cat', 'dog'])
  })

  it('are asked about beside parts', async () => {
    const path = await make(
      'train/a/1.png',
      'train/b/1.png',
      'Eval/a/1.png',
      'Holdout/a/1.png',
      'Holdout/b/1.png',
    )
    await expect(workbench.invoke('dataSet.add', { path })).rejects.toThrow(/"Holdout=" with test .*or aside/)
    const added = await workbench.invoke('dataSet.add', { path, folders: { Holdout: 'test' } })
    expect(added.parts.map(({ split, images }) => [split, images])).toEqual([
      ['train', 2],
      ['val', 1],
      ['test', 2],
    ])
    await expect(workbench.invoke('dataSet.add', { path, folders: { Holdout: 'val' } })).rejects.toThrow(
      /cannot be "val"/,
    )
    await expect(workbench.invoke('dataSet.add', { path, folders: { other: 'test' } })).rejects.toThrow(
      /no folder "other" that is in question/,
    )
  })
})

describe('labels that start at 1', () => {
  it('are seen and said', async () => {
    const added = await workbench.invoke('dataSet.add', { path: labelled([1, 2, 3, 1, 2, 3]) })
    expect(added).toMatchObject({ classNames: ['1', '2', '3'], firstLabel: 1 })
    expect(added.parts[0]!.perClass).toEqual([2, 2, 2])
    expect(added.notices![0]).toMatch(/labels go from 1 to 3.*--first-label 0/)
    expect((await workbench.invoke('dataSet.add', { path: labelled([1, 2, 3, 1, 2, 3]) })).id).toBe(added.id)
    const zero = await workbench.invoke('dataSet.add', {
      path: join(home, 'letters.npz'),
      name: 'zero',
      firstLabel: 0,
    })
    expect(zero.classNames).toHaveLength(4)
  })

  it('stay where 0 is used, where a label is missing, and where classes have names', async () => {
    for (const labels of [
      [0, 1, 2],
      [1, 3, 4],
    ]) {
      const added = await workbench.invoke('dataSet.add', { path: labelled(labels), name: labels.join('') })
      expect(added.firstLabel).toBeUndefined()
    }
    await writeFile(join(home, 'classes.txt'), 'a\nb\nc\nd\n')
    const named = await workbench.invoke('dataSet.add', { path: labelled([1, 2, 3]), name: 'named' })
    expect(named.classNames).toEqual(['a', 'b', 'c', 'd'])
    await expect(
      workbench.invoke('dataSet.add', { path: labelled([0, 1, 2]), name: 'wrong', firstLabel: 1 }),
    ).rejects.toThrow(/image 0 has the label 0/)
  })
})

describe('a data set that was moved', () => {
  /** The same four images with the same numbers as labels; only what the numbers are called differs. */
  function arrays(place: string, names: string): string {
    put(join(home, place, 'classes.txt'), names)
    const pixels = Uint8Array.from({ length: 4 * 64 }, (_, i) => i % 251)
    return put(
      join(home, place, 'set.npz'),
      encodeNpz({
        images: { shape: [4, 8, 8], dtype: 'uint8', data: pixels },
        labels: { shape: [4], dtype: 'int32', data: Int32Array.of(0, 1, 2, 0) },
      }),
    )
  }

  it('is not taken for one whose classes come in another order', async () => {
    const { id } = await workbench.invoke('dataSet.add', {
      path: arrays('first', 'cat\ndog\nfox\n'),
      name: 'set',
    })
    const other = arrays('second', 'dog\ncat\nfox\n')
    await expect(workbench.invoke('dataSet.relink', { dataSet: id, path: other })).rejects.toThrow(
      /does not hold the data set "set": its content is different/,
    )
    const same = arrays('third', 'cat\ndog\nfox\n')
    expect((await workbench.invoke('dataSet.relink', { dataSet: id, path: same })).absolutePath).toBe(same)
    expect((await workbench.invoke('dataSet.list', {}))[0]).toMatchObject({
      classNames: ['cat', 'dog', 'fox'],
    })
  })

  it('keeps the order of its classes, and is not one whose folders have exchanged their names', async () => {
    const at = async (place: string, names: readonly string[]): Promise<string> => {
      for (const [i, name] of names.entries()) put(join(home, place, name, '1.png'), await png([i]))
      return join(home, place)
    }
    const path = await at('numbers', ['1', '2', '10'])
    const { id } = await workbench.invoke('dataSet.add', { path, name: 'numbers', classOrder: 'text' })
    const exchanged = await at('exchanged', ['2', '1', '10'])
    await expect(workbench.invoke('dataSet.relink', { dataSet: id, path: exchanged })).rejects.toThrow(
      /its content is different/,
    )
    const copy = await at('copy', ['1', '2', '10'])
    expect(await workbench.invoke('dataSet.relink', { dataSet: id, path: copy })).toMatchObject({
      classNames: ['1', '10', '2'],
      absolutePath: copy,
    })
  })

  it('is not images whose table gives them other classes', async () => {
    const at = async (place: string, table: string): Promise<string> => {
      for (const i of [0, 1, 2]) put(join(home, place, 'images', `${i}.png`), await png([i]))
      put(join(home, place, 'labels.csv'), table)
      return join(home, place)
    }
    const path = await at('table', 'file,label\n0.png,cat\n1.png,dog\n2.png,cat\n')
    const { id } = await workbench.invoke('dataSet.add', { path, name: 'table' })
    const other = await at('other', 'file,label\n0.png,dog\n1.png,cat\n2.png,cat\n')
    await expect(workbench.invoke('dataSet.relink', { dataSet: id, path: other })).rejects.toThrow(
      /its content is different/,
    )
    const copy = await at('copied', 'label,file\ncat,2.png\ndog,1.png\ncat,0.png\n')
    expect((await workbench.invoke('dataSet.relink', { dataSet: id, path: copy })).absolutePath).toBe(copy)
  })
})
