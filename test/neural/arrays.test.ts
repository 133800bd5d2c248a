/** Arrays that SciPy, h5py and NumPy wrote (test/golden/neural/make_arrays.py), read back: every value follows from its place. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { openArrayFile, slabs } from '../../src-main/neural/arrays/array-file'
import { arrayNamed } from '../../src-main/neural/recording/array-named'
import { trialsOf } from '../../src-main/neural/recording/sources'
import { cellArray, element, matlab, matrix } from '../support/matlab5'
import { ROOT } from '../support/root'
import type { NumberArray } from '../../src-main/neural/arrays/array-file'
import type { ResponseAxis } from '../../src-main/neural/recording/axes'

const GOLDEN = join(ROOT, 'test/golden/neural')
const folder = mkdtempSync(join(tmpdir(), 'halfpower-arrays-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [IMAGES, REPEATS, NEURONS] = [6, 2, 5]
const value = (image: number, repeat: number, neuron: number): number =>
  100 * image + 10 * repeat + neuron + 0.25

async function array(file: string, name: string): Promise<NumberArray> {
  const opened = await openArrayFile(join(GOLDEN, file))
  return opened.arrays.find((each) => each.name === name)!
}

/** Reads through the axes that it is said to have, from the second image on, and compares with the formula. */
async function check(found: NumberArray, axes: ResponseAxis[], of = value): Promise<void> {
  const source = trialsOf(found, axes)
  const repeats = axes.includes('repeats') ? REPEATS : 1
  expect([source.rows, source.repeats, source.neurons]).toEqual([IMAGES, repeats, NEURONS])
  const values = await source.read(1, 3)
  const wanted = [1, 2, 3].flatMap((image) =>
    Array.from({ length: repeats }, (_, repeat) =>
      Array.from({ length: NEURONS }, (_each, neuron) => of(image, repeat, neuron)),
    ).flat(),
  )
  expect([...values]).toEqual(wanted)
}

describe.each(['v6.mat', 'v7.mat'])('MATLAB 5, %s as SciPy writes it', (file) => {
  it('has its numeric arrays, also those in structs, with the shapes that MATLAB shows', async () => {
    const opened = await openArrayFile(join(GOLDEN, file))
    expect(opened.format).toBe('matlab 5')
    const shapes = Object.fromEntries(opened.arrays.map(({ name, shape }) => [name, shape.join(' × ')]))
    expect(shapes).toEqual({
      resp: '6 × 5',
      trials: '6 × 2 × 5',
      single: '6 × 5',
      counts: '6 × 5',
      images: '4 × 6 × 6',
      'session.data.resp': '5 × 6',
      flag: '1 × 2',
    })
    expect(opened.warnings.join(' ')).toMatch(/'names'.*cell array.*'complex'.*complex/s)
    await opened.close()
  })

  it.each<[string, ResponseAxis[]]>([
    ['resp', ['images', 'neurons']],
    ['single', ['images', 'neurons']],
    ['trials', ['images', 'repeats', 'neurons']],
    ['session.data.resp', ['neurons', 'images']],
  ])('%s has its values', async (name, axes) => {
    await check(await array(file, name), axes)
  })

  it('whole numbers are what they were', async () => {
    await check(await array(file, 'counts'), ['images', 'neurons'], (i, r, n) => 100 * i + 10 * r + n)
  })
})

describe('a large cell array of MATLAB 5 beside the responses', () => {
  const responses = matrix('responses', [2, 3], Uint8Array.from([1, 2, 3, 4, 5, 6]))
  const spikes = cellArray(
    'spikes',
    Array.from({ length: 50_000 }, () => element(14, Buffer.alloc(0))),
  )

  it.each([
    ['before', [spikes, responses]],
    ['behind', [responses, spikes]],
  ])('is named and left, and the responses %s it are read', async (_, parts) => {
    const path = join(folder, 'spikes.mat')
    writeFileSync(path, matlab(parts))
    const opened = await openArrayFile(path)
    expect(opened.arrays.map(({ name, shape }) => [name, ...shape])).toEqual([['responses', 2, 3]])
    expect(opened.refused?.get('spikes')).toMatch(/'spikes'.* has 50000 cells, more than are looked through/)
    await opened.close()
  })

  it('of fewer cells than it says is damaged', async () => {
    const path = join(folder, 'short.mat')
    const bytes = cellArray('c', [matrix('', [1, 1], Uint8Array.of(1))])
    // Flags, then the sides: 1 × 1 becomes 1 × 2.
    bytes.writeUInt32LE(2, 8 + 16 + 8 + 4)
    writeFileSync(path, matlab([bytes]))
    await expect(openArrayFile(path)).rejects.toThrow(/truncated or damaged/)
  })
})

describe.each(['cells-v6.mat', 'cells-v7.mat', 'cells-v73.mat'])(
  'cells and arrays of structs, %s',
  (file) => {
    it.each<[string, ResponseAxis[]]>([
      ['even', ['repeats', 'neurons', 'images']],
      ['within.even', ['repeats', 'neurons', 'images']],
      ['rows', ['neurons', 'images']],
      ['neurons.answers', ['images', 'repeats', 'neurons']],
    ])('%s has its values', async (name, axes) => {
      await check(await array(file, name), axes)
    })

    it('has NaN where an image has fewer repeats than the others, and says so', async () => {
      const uneven = await array(file, 'uneven')
      expect(uneven.shape).toEqual([3, NEURONS, IMAGES])
      // Column-major: repeats change fastest. Image i has 1 + i % 3 repeats.
      const wanted = [1, 2, 3].flatMap((image) =>
        Array.from({ length: NEURONS }, (_, neuron) =>
          [0, 1, 2].map((repeat) => (repeat <= image % 3 ? value(image, repeat, neuron) : NaN)),
        ).flat(),
      )
      expect([...(await uneven.readSlab(1, 3))]).toEqual(wanted)
      const opened = await openArrayFile(join(GOLDEN, file))
      expect(opened.warnings.join(' ')).toMatch(/'uneven' have from 1 to 3 steps along one axis/)
      await opened.close()
    })

    it('has images of cells, each as it was', async () => {
      const pictures = await array(file, 'pictures')
      expect(pictures.shape).toEqual([4, 6, IMAGES])
      // make_cells.py: the number at row-major place p is 37 p mod 251; here row changes fastest.
      const [image, row, column] = [2, 3, 1]
      const values = await pictures.readSlab(image, 1)
      expect(values[column * 4 + row]).toBe((((image * 4 + row) * 6 + column) * 37) % 251)
    })

    it.each([
      ['nothing', /its cells are empty: in MATLAB, cat/],
      ['apart', /shapes from 2 × 3 to 4 × 5, which differ along more than one axis/],
      ['mixed', /not all of its cells are arrays of numbers/],
    ])('%s is refused with why', async (name, words) => {
      const opened = await openArrayFile(join(GOLDEN, file))
      expect(() => arrayNamed(opened, name, file, '--responses', 'the responses')).toThrow(words)
      expect(opened.arrays.map((each) => each.name)).not.toContain('area')
      await opened.close()
    })
  },
)

describe('MATLAB 7.3, HDF5 and NWB as h5py writes them', () => {
  it('MATLAB 7.3 has the shapes that MATLAB shows', async () => {
    expect((await array('v73.mat', 'trials')).shape).toEqual([6, 2, 5])
    await check(await array('v73.mat', 'trials'), ['images', 'repeats', 'neurons'])
    await check(await array('v73.mat', 'session.resp'), ['images', 'neurons'])
  })

  it('packed, big-endian and half-precision arrays have their values', async () => {
    await check(await array('responses.h5', '/data/trials'), ['images', 'repeats', 'neurons'])
    await check(await array('responses.h5', '/data/resp'), ['images', 'neurons'])
    // 11 bits of a half hold a quarter up to 512.
    await check(await array('responses.h5', '/data/half'), ['images', 'neurons'])
  })

  it('links that go round in circles, and those into other files, end', async () => {
    const opened = await openArrayFile(join(GOLDEN, 'responses.h5'))
    expect(opened.format).toBe('hdf5')
    const names = opened.arrays.map(({ name }) => name).sort()
    expect(names).toEqual(['/data/half', '/data/resp', '/data/trials', '/id', '/images'])
    await opened.close()
  })

  it.each([
    ['packed', /is packed in pieces of 200000000 bytes, and at most \d+ are unpacked at once/],
    ['many', /would unpack to 1638400000 bytes, and at most \d+ are unpacked/],
    [
      'unwritten',
      /should have 219902325555200 bytes of numbers, and the whole file has \d+: the rest was never written/,
    ],
    [
      'external',
      /should have 100000 bytes of numbers, and the whole file has \d+: .* or lies in another file/,
    ],
    [
      'virtual',
      /is a virtual array: its numbers lie in another file \("\/etc\/passwd"\), which is not opened/,
    ],
  ])('what a file cannot hold is refused before it is read: %s', async (name, words) => {
    const opened = await openArrayFile(join(GOLDEN, 'refused.h5'))
    expect(opened.arrays.map((each) => each.name)).toEqual(['/responses'])
    for (const asked of [name, `/${name}`])
      expect(() => arrayNamed(opened, asked, 'refused.h5', '--responses', 'the responses')).toThrow(words)
    await opened.close()
  })

  it('NWB is known for what it is', async () => {
    const opened = await openArrayFile(join(GOLDEN, 'small.nwb'))
    expect(opened.format).toBe('nwb')
    await opened.close()
    await check(await array('small.nwb', '/processing/ophys/Fluorescence/RoiResponseSeries/data'), [
      'images',
      'neurons',
    ])
  })
})

describe('MATLAB 5, by its bytes', () => {
  const tag = (type: number, content: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(Uint32Array.of(type, content.length).buffer),
      content,
      Buffer.alloc((8 - (content.length % 8)) % 8),
    ])
  const variable = (name: string, ...sides: [number, number]): Buffer =>
    tag(
      14,
      Buffer.concat([
        tag(6, Buffer.from(Uint32Array.of(9, 0).buffer)),
        tag(5, Buffer.from(Int32Array.from(sides).buffer)),
        tag(1, Buffer.from(name)),
        tag(2, Buffer.alloc(sides[0] * sides[1])),
      ]),
    )
  const write = (name: string, ...variables: Buffer[]): string => {
    const head = Buffer.alloc(128, 32)
    head.write('MATLAB 5.0 MAT-file')
    head.writeUInt16LE(0x0100, 124)
    head.write('IM', 126)
    writeFileSync(join(folder, name), Buffer.concat([head, ...variables]))
    return join(folder, name)
  }

  it('two variables of one name are refused, not chosen between', async () => {
    await expect(openArrayFile(write('twice.mat', variable('r', 2, 3), variable('r', 3, 2)))).rejects.toThrow(
      /has two variables called 'r', of which either could be meant/,
    )
  })

  it('a side that float32 does not know has its length', async () => {
    const opened = await openArrayFile(write('long.mat', variable('trace', 2 ** 24 + 1, 1)))
    expect(opened.arrays[0]!.shape).toEqual([2 ** 24 + 1, 1])
    await opened.close()
  })
})

describe('files that are none, or damaged', () => {
  const bytes = (name: string): Buffer => readFileSync(join(GOLDEN, name))
  it.each<[string, Uint8Array, RegExp]>([
    ['level4.mat', Buffer.from(Int32Array.of(0, 2, 2, 0, 2, 97, 0, 0, 0).buffer), /level 4.*save -v7/],
    ['page.mat', Buffer.from('<html>not found</html>'.padEnd(200)), /no MATLAB file/],
    ['cut.mat', bytes('v6.mat').subarray(0, 700), /truncated or damaged/],
    ['cut7.mat', bytes('v7.mat').subarray(0, 200), /truncated or damaged/],
    ['cut.h5', bytes('responses.h5').subarray(0, 900), /begins like an HDF5 file and cannot be opened/],
    ['text.npy', Buffer.from('\x93NUMPY\x01\x00'), /npy/],
  ])('%s', async (name, content, words) => {
    writeFileSync(join(folder, name), content)
    await expect(openArrayFile(join(folder, name))).rejects.toThrow(words)
  })

  it('column-major NumPy arrays are read as they are meant', async () => {
    const text = encodeNpy({ shape: [5, 6], dtype: 'float32', data: new Float32Array(30) })
    const head = Buffer.from(text)
    const at = head.indexOf("'fortran_order': False")
    head.write("'fortran_order': True ", at, 'latin1')
    const numbers = Float32Array.from({ length: 30 }, (_, i) => value(Math.floor(i / 5), 0, i % 5))
    const start = head.length - 120
    const shape = head.indexOf("'shape': (5, 6)")
    head.write("'shape': (5, 6)", shape, 'latin1')
    Buffer.from(numbers.buffer).copy(head, start)
    writeFileSync(join(folder, 'fortran.npy'), head)
    const opened = await openArrayFile(join(folder, 'fortran.npy'))
    expect([opened.arrays[0]!.order, slabs(opened.arrays[0]!)]).toEqual(['F', 6])
    await check(opened.arrays[0]!, ['neurons', 'images'])
    await opened.close()
  })
})
