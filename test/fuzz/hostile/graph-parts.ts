/** What lists of hostile graphs are made with. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onnx } from 'onnx-proto'
import { floats, node, onnxBytes } from '../../support/onnx-model'
import type { ModelParts } from '../../support/onnx-model'
import type { Hostile } from './hostile'

export function graph(
  name: string,
  parts: (folder: string) => ModelParts | Uint8Array,
  imports = false,
): Hostile[] {
  const make = (folder: string): string => {
    const made = parts(folder)
    writeFileSync(join(folder, 'model.onnx'), made instanceof Uint8Array ? made : onnxBytes(made))
    return join(folder, 'model.onnx')
  }
  const looked: Hostile = { name, what: 'model', make }
  return imports ? [looked, { name: `${name} (import)`, what: 'import', make }] : [looked]
}

export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
export const pooled = (from = 'images'): onnx.INodeProto[] => [
  node('GlobalAveragePool', [from], 'pooled'),
  node('Flatten', ['pooled'], 'flat'),
]
export const plain = [...pooled(), node('Identity', ['flat'], 'logits')]
/** Adds the mean of a value, so that it is needed. */
export const adding = (value: string): onnx.INodeProto[] => [
  ...pooled(),
  node('ReduceMean', [value], 'one', { keepdims: 0 }),
  node('Add', ['flat', 'one'], 'logits'),
]
/** Nodes that each ask whether a value is true: what is looked at before anything is run. */
export const dropouts = (mode: (i: number) => string, count: number): onnx.INodeProto[] => [
  ...pooled(),
  ...many(count, (i) => node('Dropout', [i === 0 ? 'flat' : `d${i - 1}`, '', mode(i)], `d${i}`)),
  node('Identity', [`d${count - 1}`], 'logits'),
]
/** [1, 1, …, last] as a float initialiser. */
export const ofSides = (name: string, sides: number, last = 1): onnx.ITensorProto =>
  floats(name, [...Array<number>(sides - 1).fill(1), last], new Float32Array(last))

export function beside(name: string, location: string, offset: number, length: number): onnx.ITensorProto {
  const entry = (key: string, value: string | number) => ({ key, value: String(value) })
  return {
    name,
    dims: [Math.max(0, Math.floor(length / 4) || 0)],
    dataType: 1,
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [entry('location', location), entry('offset', offset), entry('length', length)],
  }
}

export function sized(inner: Uint8Array): Buffer {
  const length: number[] = []
  let rest = inner.length
  while (rest > 127) {
    length.push((rest & 127) | 128)
    rest >>>= 7
  }
  return Buffer.concat([Uint8Array.of(...length, rest), inner])
}

export function tagged(tag: number, inner: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(tag), sized(inner)])
}
