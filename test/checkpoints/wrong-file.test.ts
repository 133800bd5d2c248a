import { mkdtemp, mkdir, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../src-main/checkpoints/byte-source'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { openCheckpoint, openCheckpointFrom } from '../../src-main/checkpoints/open'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { UserError } from '../../src-main/contract/errors'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'

const weights = encodeSafetensors(
  new Map([['fc.bias', { shape: [2], dtype: 'float32', data: Float32Array.of(1, 2) }]]),
)

const array = encodeNpy({ shape: [1], dtype: 'float32', data: Float32Array.of(1) })

/** The sentence that refuses a file with this content. */
async function refusal(bytes: Uint8Array | string, name = '"model.pt"'): Promise<string> {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
  try {
    await (await openCheckpointFrom(bytesAsSource(new Uint8Array(content), name))).close()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).kind).toBe('input')
    return (error as Error).message
  }
  throw new Error('It was opened.')
}

/** A file of zeros with some bytes at an offset. */
function at(offset: number, text: string, length = 1024): Uint8Array {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(text, 'latin1'), offset)
  return bytes
}

const tar = (name: string) => {
  const bytes = at(257, 'ustar', 1024)
  bytes.set(Buffer.from(name))
  return bytes
}

/** Bytes of a protocol buffer: fields of text and of small numbers. */
const protobuf = (...fields: [number, number | string][]) =>
  Buffer.concat(
    fields.map(([field, value]) => {
      const tag = field * 8 + (typeof value === 'string' ? 2 : 0)
      const start = tag < 128 ? [tag] : [(tag & 127) | 128, tag >> 7]
      return typeof value === 'string'
        ? Buffer.from([...start, value.length, ...Buffer.from(value, 'latin1')])
        : Buffer.from([...start, value])
    }),
  )

const ALLOWED =
  /which is not opened: Halfpower opens PyTorch, safetensors, ONNX, NumPy \(\.npz, \.npy\) and jarvis \(\.axv\) files; \S/

describe('a file without weights is named for what it is', () => {
  it.each<[string, Uint8Array | string, RegExp, string?]>([
    [
      'a web page',
      '<!DOCTYPE html><html><body>Quota exceeded</body></html>',
      /is a web page .*again in a browser/,
    ],
    ['a web page after a comment', '<!-- saved -->\n<html>', /is a web page/],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 102530333\n',
      /is a Git LFS pointer, which only stands for the real file of 102530333 bytes.*run "git lfs pull"/,
    ],
    ['a Keras file', at(0, '\x89HDF\r\n\x1a\n'), /an HDF5 file \(Keras \.h5.*tf2onnx/],
    ['a MATLAB file', at(0, 'MATLAB 5.0 MAT-file'), /a MATLAB \.mat file.*exportONNXNetwork/],
    ['a MATLAB 7.3 file', at(512, '\x89HDF\r\n\x1a\n'), /a MATLAB 7\.3 file/],
    ['TensorFlow Lite', at(4, 'TFL3'), /a TensorFlow Lite model.*tf2onnx/],
    ['a SavedModel', protobuf([1, 1], [2, 'meta graph']), /a TensorFlow SavedModel \(\.pb\).*tf2onnx/],
    ['a frozen graph', protobuf([1, '\x0a\x01x\x12\x05Const'], [4, '\x08\x1b']), /a frozen TensorFlow graph/],
    ['Core ML', protobuf([1, 4], [2, 'description'], [500, 'network']), /a Core ML model/],
    [
      'a table of a TensorFlow checkpoint',
      Uint8Array.from([...at(0, '', 48), ...Buffer.from('57fb808b247547db', 'hex')]),
      /a part of a TensorFlow checkpoint \(\.ckpt\).*tf2onnx/,
    ],
    [
      'the data of a TensorFlow checkpoint, which only its name tells',
      at(3, 'x\x01\x02', 100),
      /by its name a part of a TensorFlow checkpoint/,
      '"model.ckpt.data-00000-of-00001"',
    ],
    ['the list of a TensorFlow checkpoint', 'model_checkpoint_path: "model.ckpt-10"', /list of a TensorFlow/],
    ['GGUF', at(0, 'GGUF\x03'), /weights of a language model.*image classifier/],
    ['a JPEG image', at(0, '\xff\xd8\xff\xe0'), /an image \(JPEG\).*Data page/],
    ['a PNG image', at(0, '\x89PNG\r\n'), /an image \(PNG\)/],
    ['a tar archive', tar('folder/model.pt'), /a tar archive.*unpack it/],
    ['a tar.gz', gzipSync(tar('model.pt')), /a packed tar archive \(\.tar\.gz\).*unpack it/],
    ['a packed file', gzipSync(weights), /packed with gzip.*gunzip/],
    ['a damaged gzip file', '\x1f\x8b\x08\x00xxxxxxxxxxxxxx', /a damaged gzip file/],
    [
      'Python source',
      '#!/usr/bin/env python\nimport torch\n',
      /Python source code, which is never run.*\.pt file/,
    ],
    ['Python source without that line', '"""A ResNet."""\nimport torch\n', /Python source code/],
    ['JSON', '{"learning_rate": 0.1}', /is a JSON document/],
    [
      'a configuration',
      '{"model_type": "resnet", "depths": [2]}',
      /configuration \(JSON\) without its weights/,
    ],
    ['a notebook', '{"cells": [], "nbformat": 4}', /a Jupyter notebook/],
    ["a server's answer", '{"message": "Not Found"}', /a server's error message \(JSON\)/],
    ["a server's answer in words", 'Entry not found', /a server's error message/],
    [
      "a store's answer",
      '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
      /error message \(XML\)/,
    ],
    ['text', 'epoch,accuracy\n1,0.5\n', /is a text file/],
    ['zeros', new Uint8Array(5000), /begins with zeros, so it was never completely written/],
    [
      'noise',
      Uint8Array.from({ length: 999 }, (_, i) => (i * 7919 + 131) & 255),
      /of an unknown kind, or a damaged/,
    ],
    [
      'a zipped folder of weights',
      zipSync({ 'models/a.pt': weights, 'models/b.pth': weights, 'models/readme.txt': strToU8('x') }),
      /a zip archive of other files, "models\/a\.pt", "models\/b\.pth" among them.*choose one of them/,
    ],
    [
      'a zip of pictures',
      zipSync({ 'a.png': strToU8('x') }),
      /a zip archive without weights \(it holds "a\.png"\)/,
    ],
    [
      'a Keras 3 model',
      zipSync({ 'config.json': strToU8('{}'), 'model.weights.h5': weights }),
      /Keras model \(\.keras\)/,
    ],
    ['an empty zip', zipSync({}), /an empty zip archive/],
  ])('%s', async (_, content, sentence, name) => {
    const message = await refusal(content, name)
    expect(message).toMatch(sentence)
    expect(message).toMatch(ALLOWED)
    expect(message).not.toMatch(/\n/)
  })

  it('an archive that is cut off', async () => {
    const whole = zipSync({ 'fc.bias.npy': array })
    expect(await refusal(whole.slice(0, -30))).toMatch(/truncated or damaged.*zip directory/)
  })

  it('a language model, by its vocabulary', async () => {
    const tokens = (name: string, rows: number): StateDictionary =>
      new Map([[name, { shape: [rows, 2], dtype: 'float32', data: new Float32Array(2 * rows) }]])
    const language = encodeSafetensors(tokens('model.embed_tokens.weight', 32000))
    expect(await refusal(language)).toMatch(
      /the weights of a language model \("model\.embed_tokens\.weight" of shape \[32000, 2\] is a vocabulary/,
    )
    // A small table of the same name is no vocabulary.
    const small = await openCheckpointFrom(
      bytesAsSource(encodeSafetensors(tokens('shared.weight', 10)), '"a"'),
    )
    expect(small.dictionaries).toHaveLength(1)
    const index = JSON.stringify({ weight_map: { 'model.embed_tokens.weight': 'model-00001.safetensors' } })
    expect(await refusal(index)).toMatch(/the weights of a language model/)
  })
})

describe('paths', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halfpower-wrong-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  /** A folder with these files. */
  async function holding(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
    const path = join(folder, name)
    await mkdir(path)
    for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content)
    return path
  }

  it.each<[string, Record<string, Uint8Array | string>, RegExp]>([
    [
      'one-model',
      { 'a.pt': weights, 'notes.txt': 'x' },
      /"one-model" is a folder; .*: choose the file "a\.pt" in it/,
    ],
    ['by-content', { 'weights.dat': weights, 'a.pt': '<html>' }, /choose the file "weights\.dat" in it/],
    ['with-arrays', { 'a.pt': weights, 'input.npy': array }, /choose the file "a\.pt" in it/],
    [
      'two',
      { 'a.pt': weights, 'b.pt': weights },
      /a folder with 2 files of weights; .*choose one of "a\.pt", "b\.pt"/,
    ],
    ['nothing-there', {}, /is an empty folder/],
    ['texts', { 'a.txt': 'x' }, /a folder without a file of weights/],
    ['saved', { 'saved_model.pb': 'x' }, /a TensorFlow SavedModel; .*tf2onnx/],
  ])('a folder: %s', async (name, files, sentence) => {
    await expect(openCheckpoint(await holding(name, files))).rejects.toThrow(sentence)
  })

  it('a folder that holds folders', async () => {
    await mkdir(join(folder, 'store', 'ckpts'), { recursive: true })
    await expect(openCheckpoint(join(folder, 'store'))).rejects.toThrow(/look into its folders "ckpts"/)
  })

  it('an unpacked PyTorch file', async () => {
    const path = await holding('archive', { 'data.pkl': 'x' })
    await mkdir(join(path, 'data'))
    await expect(openCheckpoint(path)).rejects.toThrow(/an unpacked PyTorch file; .*pack the folder again/)
  })

  it('an empty file, and none', async () => {
    const path = join(folder, 'empty.pt')
    await writeFile(path, '')
    await expect(openCheckpoint(path)).rejects.toThrow(/"empty\.pt" is an empty file: .* again\./)
    await expect(openCheckpoint(join(folder, 'absent.pt'))).rejects.toThrow(
      /There is nothing at ".*absent\.pt"/,
    )
  })

  it('10 GB: decided by a few small reads', async () => {
    const size = 10 * 1024 ** 3
    const header = JSON.stringify({
      big: { dtype: 'F32', shape: [(size - 8 - 128) / 4], data_offsets: [0, size - 8 - 128] },
    }).padEnd(128)
    const begin = Buffer.concat([Buffer.alloc(8), Buffer.from(header)])
    begin.writeBigUInt64LE(128n)
    const paths = { zeros: Buffer.alloc(1), 'big.safetensors': begin }
    for (const [name, bytes] of Object.entries(paths)) {
      const file = await open(join(folder, name), 'w')
      await file.write(bytes)
      await file.truncate(size) // sparse: takes no room on the disk
      await file.close()
    }
    await expect(openCheckpoint(join(folder, 'zeros'))).rejects.toThrow(
      /"zeros" is a file that begins with zeros/,
    )
    const opened = await openCheckpoint(join(folder, 'big.safetensors'))
    expect(opened.bytes).toBe(size)
    // Its one tensor is more than any classifier of images has, and is refused before memory is taken.
    await expect(opened.dictionaries[0]!.tensors[0]!.read()).rejects.toThrow(/at most 536870912 are read/)
    await opened.close()
  })
})
