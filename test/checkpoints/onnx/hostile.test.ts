/** ONNX files that lie, are cut off, or point elsewhere: one sentence each, before memory is taken. */
import { onnx } from 'onnx-proto'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../src-main/checkpoints/open'
import { readOnnx } from '../../../src-main/checkpoints/onnx/read-graph'
import { floats, information, node, onnxBytes } from '../../support/onnx-model'
import { smallOnnx } from '../../support/small-onnx'

const { DataType } = onnx.TensorProto

/** A field that holds bytes: its number, the length that it claims, what follows. */
function field(number: number, content: ArrayLike<number>, claimed = content.length): number[] {
  return [8 * number + 2, ...varint(claimed), ...Array.from(content)]
}

function varint(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push(128 + (rest % 128))
  }
}

const VERSION = [0x08, 8]
const read = (bytes: ArrayLike<number>) => (): unknown => readOnnx(Uint8Array.from(bytes), '"m.onnx"')

describe('damaged and hostile ONNX files', () => {
  it('a file that is cut off anywhere never reads as a whole model', () => {
    const whole = smallOnnx()
    for (let length = 0; length < whole.length; length += 7) {
      let logits: unknown
      try {
        const graph = readOnnx(whole.subarray(0, length), '"m.onnx"')
        logits = graph.outputs.length > 0 && graph.initialisers.get('fc.bias')?.read()
      } catch (error) {
        expect(String(error)).toMatch(/"m\.onnx" (is no ONNX model|holds no ONNX graph|holds \d+ values)/)
        continue
      }
      // Only the list of operator sets, which comes last, may be missing.
      expect(length).toBeGreaterThan(whole.length - 16)
      expect(logits).toHaveLength(256)
    }
  })

  it('lengths beyond the file', () => {
    for (const claimed of [100, 2 ** 31, 2 ** 40, 2 ** 60]) {
      expect(read([...VERSION, ...field(7, [1, 2, 3], claimed)])).toThrow(
        '"m.onnx" is no ONNX model, or is damaged or cut off; export or download it again.',
      )
    }
  })

  it('a varint without an end, and a field of a kind that does not exist', () => {
    expect(read([...VERSION, 0x3a, ...Array.from({ length: 12 }, () => 0xff)])).toThrow('is no ONNX model')
    expect(read([...VERSION, 0x3f, 0, 0])).toThrow('is no ONNX model')
  })

  it('graphs in graphs in graphs', () => {
    let graph: number[] = []
    // graph → node → attribute → graph
    for (let depth = 0; depth < 200; depth++) graph = field(1, field(5, field(6, graph)))
    expect(read([...VERSION, ...field(7, graph)])).toThrow('nested too deeply')
  })

  it.each([
    ['operators', 0x0a, 'has more than 32768 operators, which no classifier of images has'],
    ['initialisers', 0x2a, 'promises more parts than any model of its size has'],
  ])('more %s than any model has, in a small file', (_, tag, what) => {
    const empty = new Uint8Array(2 * 700_000).map((_, i) => (i % 2 === 0 ? tag : 0))
    const bytes = new Uint8Array(empty.length + 8)
    const head = [...VERSION, 0x3a, ...varint(empty.length)]
    bytes.set(head)
    bytes.set(empty, head.length)
    expect(() => readOnnx(bytes.subarray(0, head.length + empty.length), '"m.onnx"')).toThrow(
      `"m.onnx" ${what}`,
    )
  })

  it('shapes that no tensor has, and shapes that its bytes do not fill', () => {
    const withTensor = (tensor: onnx.ITensorProto) =>
      onnxBytes({ nodes: [node('Identity', ['images'], 'logits')], tensors: [tensor] })
    expect(read(withTensor({ ...floats('w', [2], [1, 2]), dims: [-2, 3] }))).toThrow(
      '"m.onnx" says that its tensor "w" has the shape [-2, 3], which no tensor has; the file is damaged.',
    )
    expect(read(withTensor({ ...floats('w', [2], [1, 2]), dims: [2 ** 30, 2 ** 30] }))).toThrow(
      'which no tensor has',
    )
    const short = readOnnx(withTensor({ ...floats('w', [2], [1, 2]), dims: [1e9] }), '"m.onnx"')
    expect(() => short.initialisers.get('w')!.read()).toThrow(
      '"m.onnx" holds 2 values of its tensor "w", but its shape says 1000000000; the file is damaged.',
    )
  })

  it('a tensor of thousands of sides', () => {
    const dims = new Array<number>(3000).fill(1)
    const nodes = [node('Identity', ['images'], 'logits')]
    expect(() => readOnnx(onnxBytes({ nodes, tensors: [floats('w', dims, [1])] }), '"m.onnx"')).toThrow(
      '"m.onnx" says that its tensor "w" has 3000 sides, where at most 64 are read',
    )
  })

  it('no graph, no outputs, old operators', () => {
    expect(read(VERSION)).toThrow('"m.onnx" holds no ONNX graph with nodes and outputs')
    expect(read(onnxBytes({ nodes: [], outputs: [] }))).toThrow('holds no ONNX graph')
    expect(read(onnxBytes({ nodes: [node('Identity', ['images'], 'logits')], opset: 5 }))).toThrow(
      '"m.onnx" uses version 5 of ONNX\'s operators; 6 and newer are read',
    )
  })
})

describe('two values with one name', () => {
  const inputs = [information('images', ['n', 2])]
  const w = floats('w', [2, 2], [1, 2, 3, 4])
  const product = node('MatMul', ['images', 'w'], 'logits')
  it.each([
    ['weights', { nodes: [product], tensors: [w, floats('w', [2, 2], [5, 6, 7, 8])], inputs }, 'w'],
    ['answers', { nodes: [product, node('Relu', ['images'], 'logits')], tensors: [w], inputs }, 'logits'],
    ['an answer and weights', { nodes: [node('Relu', ['images'], 'w'), product], tensors: [w], inputs }, 'w'],
  ])('%s are refused, not chosen between', (_, graph, name) => {
    expect(() => readOnnx(onnxBytes(graph), '"m.onnx"')).toThrow(
      `"m.onnx" has two values called "${name}", of which either could be meant`,
    )
  })
})

describe('values in files beside the model', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
    mkdirSync(join(folder, 'model', 'parts'), { recursive: true })
    const values = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer)
    writeFileSync(join(folder, 'secret.bin'), values)
    writeFileSync(join(folder, 'model', 'parts', 'w.bin'), values)
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  /** A model whose weight [2, 2] lies at a place beside it. */
  function write(externalData: Record<string, string>): string {
    const tensor: onnx.ITensorProto = {
      name: 'w',
      dims: [2, 2],
      dataType: DataType.FLOAT,
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: Object.entries(externalData).map(([key, value]) => ({ key, value })),
    }
    const path = join(folder, 'model', 'm.onnx')
    const nodes = [node('MatMul', ['images', 'w'], 'logits')]
    const inputs = [information('images', ['n', 2])]
    writeFileSync(path, onnxBytes({ nodes, tensors: [tensor], inputs }))
    return path
  }

  async function valuesOf(externalData: Record<string, string>): Promise<number[]> {
    const opened = await openCheckpoint(write(externalData))
    const values = await opened.dictionaries[0]!.tensors[0]!.read()
    await opened.close()
    return Array.from(values)
  }

  it('are read by offset and length from a folder below', async () => {
    expect(await valuesOf({ location: 'parts/w.bin', offset: '8', length: '16' })).toEqual([2, 3, 4, 5])
    expect(await valuesOf({ location: 'parts/w.bin', offset: '8' })).toEqual([2, 3, 4, 5])
  })

  const outside = [
    '../secret.bin',
    '/etc/hostname',
    'parts/../../secret.bin',
    'C:\\secret.bin',
    './parts/w.bin',
    '',
    'a\0b',
  ]
  it.each(outside)('%j is not opened', async (location) => {
    await expect(valuesOf({ location })).rejects.toThrow(
      "which is not a file in the model's own folder; it is not opened.",
    )
  })

  it.skipIf(process.platform === 'win32')(
    'a link is followed to where the model lies, also behind links, and nowhere else',
    async () => {
      symlinkSync('../secret.bin', join(folder, 'model', 'link.bin'))
      const location = { location: 'link.bin', offset: '8', length: '16' }
      await expect(valuesOf(location)).rejects.toThrow(
        /"link\.bin" beside "m\.onnx" is a link to a place outside of the model's folder, which is not opened/,
      )
      // As downloads are kept: both are links to files in one folder of a store.
      mkdirSync(join(folder, 'snapshot'))
      renameSync(write({ ...location, location: 'w.data' }), join(folder, 'blob'))
      symlinkSync('../blob', join(folder, 'snapshot', 'm.onnx'))
      symlinkSync('../secret.bin', join(folder, 'snapshot', 'w.data'))
      const opened = await openCheckpoint(join(folder, 'snapshot', 'm.onnx'))
      expect([...(await opened.dictionaries[0]!.tensors[0]!.read())]).toEqual([2, 3, 4, 5])
      await opened.close()
    },
  )

  it('a file that is not there, and a range that it does not have', async () => {
    await expect(valuesOf({ location: 'parts/v.bin' })).rejects.toThrow(/v\.bin/)
    const beyond = { location: 'parts/w.bin', length: '16' }
    for (const offset of ['16', '1000', '-4', 'x', '1e300'])
      await expect(valuesOf({ ...beyond, offset }), offset).rejects.toThrow(/w\.bin|m\.onnx/)
    for (const length of ['1e15', '-1', 'NaN', '25'])
      await expect(valuesOf({ location: 'parts/w.bin', length }), length).rejects.toThrow(/w\.bin|m\.onnx/)
  })

  it('says a range that is none', async () => {
    await expect(valuesOf({ location: 'parts/w.bin', offset: '-4', length: '16' })).rejects.toThrow(
      /asks for 16 bytes from byte -4 of "parts\/w\.bin" for its tensor "w", which is no range of a file of \d+ bytes/,
    )
  })

  it('without a folder, a model that has such values is refused', () => {
    const nodes = [node('MatMul', ['images', 'w'], 'logits')]
    const outer = { ...floats('w', [1], [1]), dataLocation: onnx.TensorProto.DataLocation.EXTERNAL }
    expect(() => readOnnx(onnxBytes({ nodes, tensors: [outer] }), '"m.onnx"')).toThrow(
      '"m.onnx" keeps the values of "w" in another file',
    )
  })
})
