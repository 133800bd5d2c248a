/** Every way in which ONNX writes numbers: raw bytes and typed lists, against values that are exact in each type. */
import { onnx } from 'onnx-proto'
import { describe, expect, it } from 'vitest'
import { tensorOf } from '../../../src-main/checkpoints/onnx/tensor-values'

const { DataType } = onnx.TensorProto
type Lists = Pick<onnx.ITensorProto, 'floatData' | 'int32Data' | 'int64Data' | 'doubleData' | 'uint64Data'>

function read(dataType: number, content: Uint8Array | Lists): number[] {
  const dims = [4]
  const proto =
    content instanceof Uint8Array ? { dims, dataType, rawData: content } : { dims, dataType, ...content }
  // Through the file's own encoding: lists come out packed, 64-bit numbers as objects.
  const decoded = onnx.TensorProto.decode(onnx.TensorProto.encode(proto).finish())
  return Array.from(tensorOf(decoded, '"m.onnx"', null)!.read())
}

const raw = (array: { buffer: ArrayBufferLike }): Uint8Array => new Uint8Array(array.buffer)
/** 1, -2, 0.5, 65504 as IEEE half precision, and 1, -2, 0.5, 384 as bfloat16. */
const HALVES = [0x3c00, 0xc000, 0x3800, 0x7bff]
const BRAINS = [0x3f80, 0xc000, 0x3f00, 0x43c0]
const FLOATS = [1, -2, 0.5, 384]
const WHOLE = [0, 1, 2, 100]
const SIGNED = [0, -1, 2, -100]
const LARGE = [0, -1, 2 ** 53, -(2 ** 53)]

describe('values of ONNX tensors', () => {
  const cases: [string, number, Uint8Array | Lists, number[]][] = [
    ['float32, raw', DataType.FLOAT, raw(Float32Array.from(FLOATS)), FLOATS],
    ['float32, listed', DataType.FLOAT, { floatData: FLOATS }, FLOATS],
    ['float64, raw', DataType.DOUBLE, raw(Float64Array.from(FLOATS)), FLOATS],
    ['float64, listed', DataType.DOUBLE, { doubleData: FLOATS }, FLOATS],
    ['float16, raw', DataType.FLOAT16, raw(Uint16Array.from(HALVES)), [1, -2, 0.5, 65504]],
    ['float16, listed as integers', DataType.FLOAT16, { int32Data: HALVES }, [1, -2, 0.5, 65504]],
    ['bfloat16, raw', DataType.BFLOAT16, raw(Uint16Array.from(BRAINS)), FLOATS],
    ['bfloat16, listed as integers', DataType.BFLOAT16, { int32Data: BRAINS }, FLOATS],
    ['int64, raw', DataType.INT64, raw(BigInt64Array.from(LARGE, BigInt)), LARGE],
    ['int64, listed', DataType.INT64, { int64Data: LARGE }, LARGE],
    ['uint64, listed', DataType.UINT64, { uint64Data: WHOLE }, WHOLE],
    ['int32, raw', DataType.INT32, raw(Int32Array.from(SIGNED)), SIGNED],
    ['int32, listed', DataType.INT32, { int32Data: SIGNED }, SIGNED],
    ['uint32, listed', DataType.UINT32, { uint64Data: WHOLE }, WHOLE],
    ['int16, raw', DataType.INT16, raw(Int16Array.from(SIGNED)), SIGNED],
    ['uint16, listed', DataType.UINT16, { int32Data: WHOLE }, WHOLE],
    ['int8, raw', DataType.INT8, raw(Int8Array.from(SIGNED)), SIGNED],
    ['uint8, raw', DataType.UINT8, raw(Uint8Array.from(WHOLE)), WHOLE],
    ['bool, raw', DataType.BOOL, raw(Uint8Array.of(0, 1, 7, 0)), [0, 1, 1, 0]],
    ['bool, listed', DataType.BOOL, { int32Data: [0, 1, 1, 0] }, [0, 1, 1, 0]],
  ]
  it.each(cases)('%s', (_, type, content, wanted) => {
    expect(read(type, content)).toEqual(wanted)
  })

  it('raw bytes at an odd place in a larger buffer', () => {
    const buffer = new Uint8Array(17)
    buffer.set(raw(Float32Array.from(FLOATS)), 1)
    const proto = { name: 'w', dims: [4], dataType: DataType.FLOAT, rawData: buffer.subarray(1) }
    expect(Array.from(tensorOf(proto, '"m.onnx"', null)!.read())).toEqual(FLOATS)
  })

  it('too few and too many are refused', () => {
    const proto = (content: onnx.ITensorProto) =>
      tensorOf({ name: 'w', dims: [4], ...content }, '"m.onnx"', null)!
    expect(() => proto({ dataType: DataType.FLOAT, floatData: [1, 2, 3] }).read()).toThrow(
      '"m.onnx" holds 3 values of its tensor "w", but its shape says 4; the file is damaged.',
    )
    expect(() => proto({ dataType: DataType.FLOAT, rawData: new Uint8Array(18) }).read()).toThrow(
      'holds 4.5 values',
    )
    expect(() => proto({ dataType: DataType.FLOAT }).read()).toThrow('holds 0 values')
  })

  it('text and complex numbers are no tensors of ours', () => {
    expect(tensorOf({ name: 'w', dims: [1], dataType: DataType.STRING }, '"m.onnx"', null)).toBeNull()
    expect(tensorOf({ name: 'w', dims: [1], dataType: DataType.COMPLEX64 }, '"m.onnx"', null)).toBeNull()
  })
})
