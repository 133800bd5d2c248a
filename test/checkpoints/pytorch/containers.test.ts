/** PyTorch's containers put together by hand: what old, foreign, damaged and huge files do. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../../src-main/checkpoints/byte-source'
import type { ByteSource } from '../../../src-main/checkpoints/byte-source'
import { matchPytorch } from '../../../src-main/checkpoints/pytorch/match'
import { openPytorch } from '../../../src-main/checkpoints/pytorch/open'
import {
  bytesOf,
  call,
  dictionary,
  floats,
  integer,
  named,
  pickle,
  storage,
  tensor,
} from '../../support/pickles'
import { text, torchLegacy, torchZip, tuple, uint64 } from '../../support/pickles'

const source = (bytes: Uint8Array) => bytesAsSource(bytes, '"model.pt"')
const open = (bytes: Uint8Array) => openPytorch(source(bytes))
const match = (bytes: Uint8Array) => matchPytorch(source(bytes))
const weights = pickle(dictionary({ w: tensor(storage('0', 4), [2, 2]) }))
const four = floats(1, 2, 3, 4)

async function first(bytes: Uint8Array): Promise<Float32Array> {
  return (await open(bytes)).dictionaries[0]!.tensors[0]!.read()
}

describe('zip', () => {
  it('any folder, or none, deflated or not', async () => {
    for (const top of ['archive/', 'any name at all/', '']) {
      const bytes = zipSync({ [`${top}data.pkl`]: weights, [`${top}data/0`]: four }, { level: 0 })
      expect(await match(bytes)).toBe('pytorch zip')
      expect(await first(bytes)).toEqual(Float32Array.of(1, 2, 3, 4))
    }
    expect(await first(torchZip(weights, { 0: four }, {}, 6))).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('the byteorder record', async () => {
    const big = bytesOf('\x3f\x80\0\0', '\x40\0\0\0', '\x40\x40\0\0', '\x40\x80\0\0')
    const record = (order: string) => ({ 'archive/byteorder': bytesOf(order) })
    expect(await first(torchZip(weights, { 0: big }, record('big')))).toEqual(Float32Array.of(1, 2, 3, 4))
    expect(await first(torchZip(weights, { 0: four }, record('little')))).toEqual(Float32Array.of(1, 2, 3, 4))
    await expect(open(torchZip(weights, { 0: four }, record('middle')))).rejects.toThrow('unknown byte order')
  })

  it('an untyped storage with the type in the tensor (PyTorch 2)', async () => {
    const stored = bytesOf(
      tuple(text('storage'), named('torch.storage', 'UntypedStorage'), text('0'), text('cpu'), integer(16)),
      'Q',
    )
    const rebuilt = (dtype: string, offset: number) =>
      call(
        'torch._utils',
        '_rebuild_tensor_v3',
        stored,
        integer(offset),
        tuple(integer(2)),
        tuple(integer(1)),
        0x89,
        'N',
        named('torch', dtype),
      )
    const file = torchZip(pickle(dictionary({ a: rebuilt('float32', 2), b: rebuilt('uint16', 6) })), {
      0: four,
    })
    const { tensors } = (await open(file)).dictionaries[0]!
    expect(await tensors[0]!.read()).toEqual(Float32Array.of(3, 4))
    expect(tensors[1]!.dtype).toBe('uint16')
    expect(await tensors[1]!.read()).toEqual(Float32Array.of(0, 0x4080))
    const beyond = torchZip(pickle(dictionary({ a: rebuilt('float32', 3) })), { 0: four })
    await expect(open(beyond)).rejects.toThrow('beyond its storage of 4 numbers')
  })

  it('two storages called data.pkl, none, or values that are not there', async () => {
    const two = torchZip(weights, { 0: four }, { 'other/data.pkl': weights })
    await expect(open(two)).rejects.toThrow('holds 2 files called data.pkl')
    await expect(open(torchZip(weights, {}))).rejects.toThrow('the values of its storage "0" are not in it')
    await expect(open(torchZip(weights, { 0: floats(1) }))).rejects.toThrow('should have 16 bytes, but has 4')
    expect(await match(zipSync({ 'readme.txt': bytesOf('x') }))).toBeNull()
    expect(await match(zipSync({ 'a/b/data.pkl': weights }))).toBeNull()
  })

  it('pickles in other members are never opened', async () => {
    const bomb = pickle(call('posix', 'system', text('touch HALFPOWER_PWNED')))
    const file = torchZip(
      weights,
      { 0: four },
      { 'archive/extra.pkl': bomb, 'archive/data/evil': bomb, 'archive/.data/x.pkl': bomb },
    )
    expect(await first(file)).toEqual(Float32Array.of(1, 2, 3, 4))
  })

  it('TorchScript of long ago is named', async () => {
    const old = zipSync({
      'model/model.json': bytesOf('{}'),
      'model/tensors/0': four,
      'model/code/model.py': bytesOf(''),
    })
    expect(await match(old)).toBe('torchscript')
    await expect(open(old)).rejects.toThrow('TorchScript archive of PyTorch before 1.4')
  })

  it('a file that is cut off is still matched, and said to be cut off', async () => {
    const whole = torchZip(weights, { 0: four })
    for (const end of [60, whole.length >> 1, whole.length - 1]) {
      const cut = whole.subarray(0, end)
      expect(await match(cut)).toBe('pytorch zip')
      await expect(open(cut)).rejects.toThrow('is truncated or damaged')
    }
  })
})

describe('legacy', () => {
  const values = { 0: Float32Array.of(1, 2, 3, 4), 1: Float32Array.of(5, 6) }
  const both = pickle(dictionary({ a: tensor(storage('0', 4), [4]), b: tensor(storage('1', 2), [2]) }))

  it('finds every storage behind the pickles', async () => {
    const file = torchLegacy(both, values)
    expect(await match(file)).toBe('pytorch legacy')
    const { tensors } = (await open(file)).dictionaries[0]!
    expect(await tensors[0]!.read()).toEqual(values[0])
    expect(await tensors[1]!.read()).toEqual(values[1])
  })

  it('views of storages, as PyTorch 0.2 wrote them', async () => {
    const view = bytesOf(
      tuple(
        text('storage'),
        named('torch', 'FloatStorage'),
        text('0'),
        text('cpu'),
        integer(4),
        tuple(text('v'), integer(1), integer(3)),
      ),
      'Q',
    )
    const rebuilt = call(
      'torch._utils',
      '_rebuild_tensor',
      view,
      integer(1),
      tuple(integer(2)),
      tuple(integer(1)),
    )
    expect(await first(torchLegacy(pickle(dictionary({ a: rebuilt })), { 0: values[0] }))).toEqual(
      Float32Array.of(3, 4),
    )
    const beyond = call(
      'torch._utils',
      '_rebuild_tensor',
      view,
      integer(2),
      tuple(integer(2)),
      tuple(integer(1)),
    )
    await expect(open(torchLegacy(pickle(dictionary({ a: beyond })), { 0: values[0] }))).rejects.toThrow(
      'beyond its storage',
    )
  })

  it('modules that carry their source code', async () => {
    const type = bytesOf(
      tuple(text('module'), named('my.models', 'Net'), text('net.py'), text('import os; os.system("x")')),
      'Q',
    )
    const module = bytesOf(
      type,
      ')',
      0x81,
      dictionary({ _parameters: dictionary({ w: tensor(storage('0', 4), [4]) }) }),
      'b',
    )
    const opened = await open(torchLegacy(pickle(module), { 0: values[0] }))
    expect(opened.dictionaries[0]!.classes).toEqual({ '': 'my.models.Net' })
    expect(opened.description).toContain('a whole pickled module (my.models.Net)')
  })

  it.each([
    [
      'fewer values than the pickle says',
      torchLegacy(both, { ...values, 1: Float32Array.of(5) }),
      'are not all in it',
    ],
    ['a storage too few', torchLegacy(both, { 0: values[0] }), 'are not all in it'],
    ['a storage too many', torchLegacy(both, { ...values, 2: values[0] }), 'nothing in it refers to'],
    ['no end', torchLegacy(both, values).slice(0, -4), 'download or copy it again'],
    ['no list of storages', torchLegacy(both, {}).slice(0, -4), 'ends early'],
  ])('%s is refused', async (_, bytes, sentence) => {
    await expect(open(bytes)).rejects.toThrow(sentence)
  })

  it('a size that lies is refused before memory is taken', async () => {
    const file = Buffer.from(
      torchLegacy(pickle(dictionary({ a: tensor(storage('0', 2), [2]) })), { 0: values[1] }),
    )
    for (const lie of [2n ** 40n, 2n ** 62n, 2n ** 64n - 1n]) {
      file.set(uint64(lie), file.length - 16)
      await expect(open(file)).rejects.toMatchObject({ kind: 'input' })
    }
  })
})

describe('other files', () => {
  it('the tar format of PyTorch before 0.1.10 is named', async () => {
    const tar = Buffer.alloc(1024)
    tar.write('sys_info', 0)
    tar.write('ustar', 257)
    expect(await match(tar)).toBe('pytorch legacy')
    await expect(open(tar)).rejects.toThrow('PyTorch before 0.1.10')
    tar.write('images.txt', 0)
    expect(await match(tar)).toBeNull()
  })

  it.each([
    ['a web page', bytesOf('<!DOCTYPE html><html>Quota exceeded</html>')],
    ['prose that ends with a full stop', bytesOf('(d) A list of models.\n')],
    ['source code', bytesOf('class Net:\n    pass\n.')],
    ['JSON', bytesOf('{"a": [1, 2]}')],
    ['7-Zip, which hides pickles from scanners', bytesOf("7z\xbc\xaf'\x1c\0\x04")],
    ['gzip', bytesOf('\x1f\x8b\x08\0\0\0\0\0')],
    ['HDF5', bytesOf('\x89HDF\r\n\x1a\n')],
    ['one byte', bytesOf(0x80)],
    ['protocol 6', bytesOf(0x80, 6, 'N.')],
  ])('%s is not ours', async (_, bytes) => {
    expect(await match(bytes)).toBeNull()
  })

  it('the data.pkl alone, joblib, and a pickle without tensors say what they are', async () => {
    await expect(open(weights)).rejects.toThrow(
      'is the data.pkl of a PyTorch file without the file around it',
    )
    const joblib = pickle(named('joblib.numpy_pickle', 'NumpyArrayWrapper'), ')', 0x81)
    await expect(open(joblib)).rejects.toThrow('was written by joblib')
    await expect(open(pickle(dictionary({ a: 'K\x01' })))).rejects.toThrow(
      'a Python pickle that holds no tensors',
    )
  })

  it('a jarvis archive is told by its keys', async () => {
    const keyed = (key: string) => pickle('}q\x00(', text(key), 'q\x01', dictionary({ a: 'K\x01' }), 'u')
    expect(await match(keyed('0A1B2C3D'))).toBe('jarvis archive')
    expect(await match(keyed('weights'))).toBe('pickle')
  })
})

describe('files beyond memory', () => {
  it('of 8 GB only what is asked for is read', async () => {
    const count = 2 ** 31 - 1
    const view = tensor(storage('0', count), [2], [2 ** 30], 5)
    const small = tensor(storage('0', count), [3], [1], count - 3)
    const head = torchLegacy(pickle(dictionary({ view, small })), { 0: new Float32Array(0) }).slice(0, -8)
    const begin = bytesOf(head, uint64(count))
    let bytesRead = 0
    const virtual: ByteSource = {
      name: '"huge.pt"',
      size: begin.length + 4 * count,
      read: (offset, length) => {
        bytesRead += length
        const bytes = new Uint8Array(length)
        bytes.set(begin.subarray(offset, offset + length))
        return Promise.resolve(bytes)
      },
      close: () => Promise.resolve(),
    }
    expect(await matchPytorch(virtual)).toBe('pytorch legacy')
    const opened = await openPytorch(virtual)
    expect(opened.bytes).toBe(virtual.size)
    const tail = opened.dictionaries[0]!.tensors[1]!
    expect(await tail.read()).toEqual(Float32Array.of(0, 0, 0))
    expect(bytesRead).toBeLessThan(4_000_000)
  })
})
