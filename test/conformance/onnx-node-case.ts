/**
 * Reads one of ONNX's node tests (a model of one operator, its inputs and the expected outputs), as Debian's
 * package libonnx-testdata installs them.
 */
import { onnx } from 'onnx-proto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export const NODE_TESTS = '/usr/share/libonnx-testdata/data/node'

/** A tensor of one of the types that the backend has counterparts for; int64 is read as int32. */
export interface Given {
  shape: number[]
  dtype: 'float32' | 'int32' | 'bool'
  values: number[]
}

/** ONNX's numbers for the element types that are read. */
const ELEMENT = { FLOAT: 1, INT32: 6, INT64: 7, BOOL: 9 }

export interface NodeCase {
  name: string
  operator: string
  attributes: Record<string, number | string | number[]>
  /** Null where an optional input is left out. */
  inputs: (Given | null)[]
  outputs: Given[]
}

export function nodeTestNames(): string[] {
  return existsSync(NODE_TESTS) ? readdirSync(NODE_TESTS).sort() : []
}

/** Null for what is not one operator on tensors of types that tfjs has. */
export function readNodeCase(name: string): NodeCase | null {
  const folder = join(NODE_TESTS, name)
  const { graph } = onnx.ModelProto.decode(readFileSync(join(folder, 'model.onnx')))
  const node = graph?.node?.[0]
  if (!graph || !node || graph.node?.length !== 1) return null
  // Sequences and optionals have no counterpart, and read as tensors they look empty.
  if ([...(graph.input ?? []), ...(graph.output ?? [])].some((value) => !value.type?.tensorType)) return null
  const data = join(folder, 'test_data_set_0')
  const files = readdirSync(data)
  const read = (prefix: string): (Given | null)[] =>
    files
      .filter((file) => file.startsWith(prefix))
      .sort((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]))
      .map((file) => givenOf(readFileSync(join(data, file))))
  const given = read('input_')
  const outputs = read('output_')
  if (given.includes(null) || outputs.includes(null)) return null
  const names = (graph.input ?? []).map((value) => value.name)
  const attributes = Object.fromEntries(
    (node.attribute ?? []).map((attribute) => [attribute.name ?? '', attributeOf(attribute)]),
  )
  const inputs = (node.input ?? []).map((input) =>
    input === '' ? null : (given[names.indexOf(input)] ?? null),
  )
  return { name, operator: node.opType ?? '', attributes, inputs, outputs: outputs as Given[] }
}

function attributeOf(attribute: onnx.IAttributeProto): number | string | number[] {
  const { AttributeType } = onnx.AttributeProto
  if (attribute.type === AttributeType.INT) return Number(attribute.i)
  if (attribute.type === AttributeType.FLOAT) return attribute.f ?? 0
  if (attribute.type === AttributeType.STRING)
    return new TextDecoder().decode(attribute.s ?? new Uint8Array())
  if (attribute.type === AttributeType.INTS) return (attribute.ints ?? []).map(Number)
  return 'not read'
}

function givenOf(bytes: Uint8Array): Given | null {
  const tensor = onnx.TensorProto.decode(bytes)
  const elementType: number = tensor.dataType
  const shape = tensor.dims.map(Number)
  const raw = tensor.rawData
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const list = (size: number, read: (offset: number) => number): number[] =>
    Array.from({ length: raw.byteLength / size }, (_, i) => read(i * size))
  switch (elementType) {
    case ELEMENT.FLOAT:
      return {
        shape,
        dtype: 'float32',
        values: raw.length > 0 ? list(4, (i) => view.getFloat32(i, true)) : [...tensor.floatData],
      }
    case ELEMENT.INT32:
      return {
        shape,
        dtype: 'int32',
        values: raw.length > 0 ? list(4, (i) => view.getInt32(i, true)) : [...tensor.int32Data],
      }
    case ELEMENT.INT64:
      return {
        shape,
        dtype: 'int32',
        values:
          raw.length > 0 ? list(8, (i) => Number(view.getBigInt64(i, true))) : tensor.int64Data.map(Number),
      }
    case ELEMENT.BOOL:
      return {
        shape,
        dtype: 'bool',
        values: raw.length > 0 ? list(1, (i) => view.getUint8(i)) : [...tensor.int32Data],
      }
    default:
      return null
  }
}
