/** A file of weights in words and rows, and which of the dropped files it is. */
import { describe, expect, it } from 'vitest'
import { weightsAmong } from '../../../../../src-renderer/pages/models/import/dropped-weights'
import {
  contractWords,
  differencesOf,
  normaliserWords,
  tensorRows,
} from '../../../../../src-renderer/pages/models/import/file-words'
import { candidate } from './candidates'
import type { CheckpointDescription } from '../../../../../src-main/contract/import/checkpoint'
import type { Dropped } from '../../../../../src-renderer/state/dropped-files'

describe('a candidate in words', () => {
  it('says what it looks at', () => {
    expect(contractWords(candidate({}))).toBe('10 classes, colour images of 32 × 32 pixels')
    expect(contractWords(candidate({ channels: 1, size: null, classes: 200 }))).toBe(
      '200 classes, gray images of a size that the file does not say',
    )
  })

  it('says what does not match, by kind', () => {
    const differences = differencesOf(
      candidate({
        missing: ['a'],
        wrongShapes: [{ name: 'w', found: [4, 3], expected: [] }],
        unexpected: ['x', 'y'],
      }),
    )
    expect(differences.map(({ names }) => names)).toEqual([
      ['a'],
      ['w: 4 × 3 instead of one number'],
      ['x', 'y'],
    ])
    expect(differencesOf(candidate({}))).toEqual([])
  })

  it('says what a normaliser does, in few digits', () => {
    expect(normaliserWords({ mean: [0.4913999, 0.5, 0.25], std: [0.2, 0.2, 0.2] })).toBe(
      '(x − [0.4914, 0.5, 0.25]) / [0.2, 0.2, 0.2]',
    )
    expect(normaliserWords({ mean: [0.5], std: [0.2] })).toBe('(x − 0.5) / 0.2')
    expect(normaliserWords({ mean: [0, 0, 0], std: [1, 1, 1] })).toBe('x as it is')
  })
})

describe('the table of tensors', () => {
  const tensor = (name: string, shape: number[], dtype: 'float32' | 'int64' = 'float32') => ({
    name,
    shape,
    dtype,
  })
  const checkpoint = {
    dictionaries: [
      { tensors: [tensor('conv1.weight', [64, 3, 7, 7]), tensor('bn1.count', [], 'int64')] },
      { tensors: [tensor('ema.conv1.weight', [64, 3, 7, 7])] },
    ],
  } as unknown as CheckpointDescription

  it('finds them by name, shape or type, every word of it, in one dictionary', () => {
    const names = (dictionary: number, text: string): string[] =>
      tensorRows(checkpoint, dictionary, text).map(({ name }) => name)
    expect(names(0, '')).toHaveLength(2)
    expect(names(0, 'CONV 7 × 7')).toEqual(['conv1.weight'])
    expect(names(0, '3×7')).toEqual(['conv1.weight'])
    expect(names(0, 'int64')).toEqual(['bn1.count'])
    expect(names(0, 'conv int64')).toEqual([])
    expect(names(1, 'conv')).toEqual(['ema.conv1.weight'])
    expect(names(9, '')).toEqual([])
  })
})

describe('which of the dropped files it is', () => {
  const dropped = (kind: Dropped['kind'], ...names: string[]): Dropped => ({
    name: 'what was dropped',
    kind,
    handle: null,
    files: names.map((name) => ({ path: [name], file: new File([], name) })),
  })

  it('is the one file, or the index of weights in several files', () => {
    expect(weightsAmong(dropped('file', 'a.pt'))).toEqual([])
    const shards = ['model-1.safetensors', 'model-2.safetensors', 'model.safetensors.index.json']
    expect(weightsAmong(dropped('files', ...shards))).toEqual(['model.safetensors.index.json'])
    expect(weightsAmong(dropped('files', 'a.onnx', 'a.onnx.data'))).toEqual(['a.onnx'])
    expect(() => weightsAmong(dropped('files', 'a.onnx', 'b.onnx.data'))).toThrow('2 files were dropped')
    expect(weightsAmong(dropped('folder', ...shards))).toEqual(['model.safetensors.index.json'])
  })

  it('is said to be none of several, before anything is copied', () => {
    expect(() => weightsAmong(dropped('files', 'a.pt', 'b.pt'))).toThrow(/one model at a time/)
    expect(() => weightsAmong(dropped('folder', 'a.pt'))).toThrow(/is a folder \(with a\.pt\): drop the file/)
    expect(() => weightsAmong(dropped('folder'))).toThrow(/without files/)
  })
})
