/**
 * ImageNet's flat validation folder and Tiny-ImageNet as they are unpacked: where the labels are found, in which order
 * the classes come out, and what is asked where a file does not say it. golden/imagenet-meta*.mat is SciPy's.
 */
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeImage } from '../../src-main/datasets/decode'
import { findDataSet } from '../../src-main/datasets/find'
import { readMatlab } from '../../src-main/datasets/matlab'
import { noticesOf } from '../../src-main/datasets/detect'
import { openDataSet } from '../../src-main/datasets/open'
import { in255ths, png, put, specification, temporaryFolder } from './temporary'
import type { DataSet } from '../../src-main/datasets/data-set'

const folder = temporaryFolder()
const GOLDEN = join(__dirname, '../golden')
const image = (number: number): string => `ILSVRC2012_val_${String(number).padStart(8, '0')}.JPEG`
/** The development kit's order, which is not the order of the ids. */
const KIT = ['n02119789', 'n01440764', 'n02500267', 'n01751748', 'n02100735']
const SORTED = [...KIT].sort()
/** Of images 1 to 6, as places in SORTED. */
const LABELS = [4, 0, 1, 2, 0, 3]
const IDS = LABELS.map((label) => SORTED[label]!)
const KIT_NUMBERS = IDS.map((id) => KIT.indexOf(id) + 1)
const lines = (values: readonly (string | number)[]): string => values.join('\n') + '\n'

/** Six images of a gray of their own in `NAME/val`. */
async function flat(name: string): Promise<string> {
  for (let i = 1; i <= 6; i++) put(join(folder, name, 'val', image(i)), await png([20 * i, 10 * i, i]))
  return join(folder, name, 'val')
}

async function opened(path: string): Promise<DataSet> {
  const { labels, format } = await findDataSet(path)
  expect(labels).toMatchObject({ problem: null })
  const { labelFile, classFile } = labels!
  return openDataSet({
    ...specification(path, format),
    ...(labelFile === null ? {} : { labelFile }),
    ...(classFile === null ? {} : { classFile }),
  })
}

async function expectRight(data: DataSet): Promise<void> {
  expect(data.classNames).toEqual(SORTED)
  expect([...data.labels]).toEqual(LABELS)
  expect(in255ths(await data.read([5]), 3)).toEqual([120, 60, 6])
}

describe("ImageNet's validation images in one folder", () => {
  it("reads the development kit's labels by its meta.mat, packed or not, and not in its own order", async () => {
    for (const meta of ['imagenet-meta.mat', 'imagenet-meta-plain.mat']) {
      const path = await flat(`kit-${meta}`)
      const data = join(path, '../ILSVRC2012_devkit_t12/data')
      put(join(data, 'ILSVRC2012_validation_ground_truth.txt'), lines(KIT_NUMBERS))
      copyFileSync(join(GOLDEN, meta), join(data, 'meta.mat'))
      await expectRight(await opened(path))
    }
  })

  it('does not guess what the numbers of the kit mean', async () => {
    const path = await flat('no-meta')
    put(join(path, '../ILSVRC2012_validation_ground_truth.txt'), lines(KIT_NUMBERS))
    // In the order of the ids: not that of the kit.
    put(join(path, '../synset_words.txt'), lines(SORTED.map((id) => `${id} thing, other thing`)))
    expect((await findDataSet(path)).labels!.problem).toMatch(/meta.mat or map_clsloc/)
    const how = {
      ...specification(path, 'imagenet-val'),
      labelFile: '../ILSVRC2012_validation_ground_truth.txt',
    }
    await expect(openDataSet(how)).rejects.toThrow(
      /development kit, which are not in the order of a model's outputs/,
    )
    await expect(openDataSet({ ...how, classFile: '../synset_words.txt' })).rejects.toThrow(/development kit/)
    put(join(path, '../map_clsloc.txt'), lines(KIT.map((id, i) => `${id} ${i + 1} a_thing`)))
    await expectRight(await opened(path))
  })

  it('reads the files that name each image, and lists of ids', async () => {
    const kaggle = await flat('kaggle')
    const solution = IDS.map((id, i) => `${image(i + 1).replace('.JPEG', '')},${id} 10 20 30 40`).reverse()
    put(join(kaggle, '../LOC_val_solution.csv'), lines(['ImageId,PredictionString', ...solution]))
    await expectRight(await opened(kaggle))
    const ordered = await flat('ordered')
    put(join(ordered, 'imagenet_2012_validation_synset_labels.txt'), lines(IDS))
    await expectRight(await opened(ordered))
    const caffe = await flat('caffe')
    put(join(caffe, '../val.txt'), lines(LABELS.map((label, i) => `${image(i + 1)} ${label}`)))
    put(join(caffe, '../synset_words.txt'), lines(SORTED.map((id) => `${id} thing`)))
    await expectRight(await opened(caffe))
  })

  it('says that bare numbers are taken as they are', async () => {
    const path = await flat('numbers')
    put(join(path, 'val.txt'), lines(LABELS.map((label, i) => `${image(i + 1)} ${label}`)))
    const data = await opened(path)
    expect(data.classNames).toEqual(['0', '1', '2', '3', '4'])
    expect([...data.labels]).toEqual(LABELS)
    expect(await noticesOf(data.specification)).toEqual([
      expect.stringMatching(/taken as 5 classes counted from 0/),
    ])
    put(
      join(path, 'val.txt'),
      lines(LABELS.map((label, i) => `${image(i + 1)} ${label === 4 ? 1000 : label}`)),
    )
    await expect(openDataSet(data.specification)).rejects.toThrow(/go to 1000 or beyond/)
  })

  it('asks for labels where there are none, and refuses those that do not fit', async () => {
    const path = await flat('none')
    const { labels } = await findDataSet(path)
    expect(labels!.labelFile).toBeNull()
    expect(labels!.problem).toMatch(/LOC_val_solution.csv/)
    const how = { ...specification(path, 'imagenet-val'), labelFile: 'labels.txt' }
    const refused = async (content: string, sentence: RegExp) => {
      put(join(path, 'labels.txt'), content)
      await expect(openDataSet(how)).rejects.toThrow(sentence)
    }
    await refused('', /labels.txt" is empty/)
    await refused('nonsense\n', /has the line "nonsense"/)
    await refused(lines(IDS.slice(1)), /has 5 labels, and so none for "ILSVRC2012_val_00000006.JPEG"/)
    await refused(lines(['n01440764', 3]), /WordNet ids and numbers/)
    await refused(lines([`${image(1)} 0`, `${image(1)} 1`]), /names the image .* twice/)
    await refused(lines([`${image(1)} 0`]), /does not name the image "ILSVRC2012_val_00000002.JPEG"/)
    await expect(openDataSet({ ...how, labelFile: 'nowhere.txt' })).rejects.toThrow(/There is nothing at/)
  })
})

describe("ImageNet's validation images in a folder of their own", () => {
  it('are found from the folder that has their labels', async () => {
    const own = join(folder, 'around')
    for (let n = 1; n < 4; n++) put(join(own, `val/ILSVRC2012_val_0000000${n}.JPEG`), await png([n, 0, 0]))
    const rows = [1, 2, 3].map((n) => `ILSVRC2012_val_0000000${n},n0${4 - n} 1 2 3 4`)
    put(join(own, 'LOC_val_solution.csv'), lines(['ImageId,PredictionString', ...rows]))
    expect(await findDataSet(own)).toMatchObject({ path: join(own, 'val'), format: 'imagenet-val' })
  })
})

describe('train with its class folders beside a flat val', () => {
  async function root(name: string, trained = SORTED): Promise<string> {
    await flat(name)
    for (const id of trained)
      for (const k of [0, 1]) put(join(folder, name, 'train', id, `${id}_${k}.JPEG`), await png([k, 0, 0]))
    return join(folder, name)
  }

  it.each([
    ['LOC_synset_mapping.txt', lines(SORTED.map((id) => `${id} a name, another`))],
    ['synset_words.txt', lines(SORTED.map((id) => `${id} a name, another`))],
    ['imagenet_class_index.json', JSON.stringify({ ...SORTED.map((id) => [id, 'a_name']) })],
  ])('is one data set of two parts; %s says what numbers mean', async (index, content) => {
    const path = await root(`root-${index}`)
    put(join(path, index), content)
    put(join(path, 'val.txt'), lines(LABELS.map((label, i) => `${image(i + 1)} ${label}`)))
    const found = await findDataSet(path)
    expect(found).toMatchObject({ path, format: 'imagenet-val', splits: ['train', 'val'] })
    expect(found.labels).toEqual({ labelFile: 'val.txt', classFile: index, problem: null })
    const how = { ...specification(path, 'imagenet-val'), labelFile: 'val.txt', classFile: index }
    await expectRight(await openDataSet({ ...how, split: 'val' }))
    const train = await openDataSet({ ...how, split: 'train' })
    expect(train.classNames).toEqual(SORTED)
    expect([...train.labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
  })

  it('has the labels of train in both parts, and names an image of a class that train has not', async () => {
    const path = await root('more', ['n00009999', ...SORTED])
    const how = { ...specification(path, 'imagenet-val'), split: 'val', labelFile: 'ids.txt' }
    put(join(path, 'ids.txt'), lines(IDS))
    const val = await openDataSet(how)
    expect(val.classNames[0]).toBe('n00009999')
    expect([...val.labels]).toEqual(LABELS.map((label) => label + 1))
    put(join(path, 'ids.txt'), lines(['n00000001', ...IDS.slice(1)]))
    await expect(openDataSet(how)).rejects.toThrow(
      /is of the class n00000001, of which ".*train" has no folder/,
    )
    put(join(path, 'ids.txt'), lines(LABELS.map((label, i) => `${image(i + 1)} ${label}`)))
    await expect(openDataSet(how)).rejects.toThrow(/numbers that no list of WordNet ids explains/)
  })

  it("is found in the folders of Kaggle's archive", async () => {
    const path = await root('archive/ILSVRC/Data/CLS-LOC')
    put(
      join(folder, 'archive/LOC_val_solution.csv'),
      lines([
        'ImageId,PredictionString',
        ...IDS.map((id, i) => `${image(i + 1).slice(0, -5)},${id} 1 2 3 4`),
      ]),
    )
    expect(await findDataSet(join(folder, 'archive'))).toMatchObject({
      path,
      splits: ['train', 'val'],
      labels: { problem: null },
    })
  })

  it('refuses an index of classes whose numbers have a gap', async () => {
    const path = await flat('gap')
    put(join(path, '../val.txt'), lines(LABELS.map((label, i) => `${image(i + 1)} ${label}`)))
    put(join(path, '../index.json'), JSON.stringify({ 0: [SORTED[0], 'a'], 2: [SORTED[1], 'b'] }))
    const how = {
      ...specification(path, 'imagenet-val'),
      labelFile: '../val.txt',
      classFile: '../index.json',
    }
    await expect(openDataSet(how)).rejects.toThrow(/with every number from 0 on/)
  })
})

describe('a MATLAB file', () => {
  it('is refused wherever it ends, and whichever byte is another', () => {
    for (const name of ['imagenet-meta.mat', 'imagenet-meta-plain.mat']) {
      const whole = readFileSync(join(GOLDEN, name))
      expect(readMatlab(whole, 'it').get('synsets')).toHaveLength(7)
      for (let length = 0; length < whole.length; length += 7)
        try {
          readMatlab(whole.subarray(0, length), 'it')
        } catch (error) {
          expect(error).toMatchObject({ name: 'UserError' })
        }
      for (let at = 0; at < whole.length; at++)
        try {
          readMatlab(
            Buffer.concat([whole.subarray(0, at), Buffer.of(whole[at]! ^ 0xff), whole.subarray(at + 1)]),
            'it',
          )
        } catch (error) {
          expect(error).toMatchObject({ name: 'UserError' })
        }
    }
  })
})

describe('Tiny-ImageNet as it is unpacked', () => {
  const root = join(folder, 'tiny/tiny-imagenet-200')
  const ids = ['n03', 'n01', 'n02']
  beforeAll(async () => {
    for (const [i, id] of ids.entries()) {
      for (let n = 0; n < 2; n++)
        put(join(root, `train/${id}/images/${id}_${n}.JPEG`), await png([10 * i, 5, n]))
      put(join(root, `train/${id}/${id}_boxes.txt`), `${id}_0.JPEG\t0\t1\t2\t3\n`)
    }
    for (let n = 0; n < 12; n++) put(join(root, `val/images/val_${n}.JPEG`), await png([200, n, 0]))
    const annotations = Array.from({ length: 12 }, (_, n) => `val_${n}.JPEG\t${ids[n % 3]}\t0\t32\t44\t62`)
    put(join(root, 'val/val_annotations.txt'), lines(annotations.reverse()))
    put(join(root, 'test/images/test_0.JPEG'), await png([1, 2, 3]))
    put(join(root, 'wnids.txt'), lines(ids))
    put(join(root, 'words.txt'), lines(ids.map((id) => `${id}\tthing`)))
  })

  it('has the parts train and val, the classes in the order of ImageFolder or of wnids.txt', async () => {
    const found = await findDataSet(join(folder, 'tiny'))
    expect(found).toMatchObject({ path: root, format: 'tiny-imagenet', splits: ['train', 'val'] })
    expect(found.classOrders).toEqual(['text', 'listed'])
    expect(found.notices).toEqual(['The images of the part test have no labels and are left aside.'])
    const open = (split: string, classOrder?: 'listed') =>
      openDataSet({ ...specification(root, 'tiny-imagenet', { split }), classOrder })
    const train = await open('train')
    expect(train.classNames).toEqual(['n01', 'n02', 'n03'])
    expect([...train.labels]).toEqual([0, 0, 1, 1, 2, 2])
    expect(in255ths(await train.read([1, 4]), 3)).toEqual([10, 5, 1])
    const val = await open('val')
    // Images in the order of their names as text: val_0, val_1, val_10, val_11, val_2 …
    const order = [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]
    expect([...val.labels]).toEqual(order.map((n) => ['n01', 'n02', 'n03'].indexOf(ids[n % 3]!)))
    const pixels = await val.read(order.map((_, i) => i))
    order.forEach((n, i) => expect(in255ths(pixels.subarray(i * 192), 3)).toEqual([200, n, 0]))
    const listed = await open('val', 'listed')
    expect(listed.classNames).toEqual(ids)
    expect([...listed.labels]).toEqual(order.map((n) => n % 3))
    expect(listed.hash).not.toBe(val.hash)
    expect((await decodeImage(join(root, 'val/images/val_10.JPEG'), false)).pixels[1]).toBe(10)
  })

  it('is read from its folder val alone, with the classes of the whole', async () => {
    const found = await findDataSet(join(root, 'val'))
    expect(found).toMatchObject({ format: 'tiny-imagenet', splits: [] })
    expect((await openDataSet(specification(found.path, 'tiny-imagenet'))).classNames).toEqual([
      'n01',
      'n02',
      'n03',
    ])
  })

  it.each(['val/n01/images/v.JPEG', 'val/n01/v.JPEG'])(
    'is read when somebody sorted val into class folders and let the list stand: %s',
    async (sorted) => {
      const own = join(folder, `sorted-${sorted.length}`)
      for (const id of ids) put(join(own, `train/${id}/images/a.JPEG`), await png([1]))
      put(join(own, sorted), await png([77, 1, 2]))
      put(join(own, sorted.replaceAll('n01', 'n03').replace('v.', 'w.')), await png([78, 1, 2]))
      put(join(own, 'val/val_annotations.txt'), 'v.JPEG\tn01\nw.JPEG\tn03\n')
      put(join(own, 'test/images/test_0.JPEG'), await png([1, 2, 3]))
      const found = await findDataSet(own)
      expect(found).toMatchObject({ format: 'image-folder', splits: ['train', 'val'] })
      expect(found.notices.join(' ')).toMatch(/The images of the part test have no labels/)
      const val = await openDataSet(specification(own, 'image-folder', { split: 'val' }))
      expect(val.classNames).toEqual(['n01', 'n02', 'n03'])
      expect([...val.labels]).toEqual([0, 2])
      expect(in255ths(await val.read([1]), 3)).toEqual([78, 1, 2])
    },
  )

  it('without its list of annotations says that val has no labels', async () => {
    const own = join(folder, 'without-list')
    for (const id of ids) put(join(own, `train/${id}/images/a.JPEG`), await png([1]))
    put(join(own, 'val/images/v.JPEG'), await png([1]))
    const found = await findDataSet(own)
    expect(found.splits).toEqual(['train'])
    expect(found.notices.join(' ')).toMatch(/The images of the part val have no labels/)
  })

  it('says what does not fit', async () => {
    const broken = join(folder, 'broken')
    const open = () => openDataSet(specification(broken, 'tiny-imagenet', { split: 'val' }))
    mkdirSync(join(broken, 'val/images'), { recursive: true })
    put(join(broken, 'val/images/a.png'), await png([1]))
    put(join(broken, 'train/n1/images/b.png'), await png([1]))
    put(join(broken, 'val/val_annotations.txt'), 'b.png\tn1\n')
    await expect(open()).rejects.toThrow(/a.png" has no line in/)
    put(join(broken, 'val/val_annotations.txt'), 'a.png\tn2\n')
    await expect(open()).rejects.toThrow(/the class "n2", which is none of the 1 classes/)
    put(join(broken, 'val/val_annotations.txt'), 'a.png\tn1\nc.png\tn1\n')
    await expect(open()).rejects.toThrow(/c.png" is missing/)
    put(join(broken, 'val/val_annotations.txt'), 'a.png\n')
    await expect(open()).rejects.toThrow(/has the line "a.png", which should be an image and its class/)
    put(join(broken, 'val/val_annotations.txt'), 'a.png\tn1\n')
    put(join(broken, 'wnids.txt'), 'n7\n')
    await expect(open()).rejects.toThrow(/class folder "n1", which .*wnids.txt" does not name/)
  })
})
