/**
 * Matrix products, single and batched, with transposed operands and broadcast batch dimensions.
 */
import { broadcast_util } from '@tensorflow/tfjs-core'
import type { Attributes, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { sizeOf } from '../values'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'

interface Product {
  batch: number[]
  rows: number
  inner: number
  columns: number
  transposeA: boolean
  transposeB: boolean
}

function productOf([a, b]: readonly { shape: readonly number[] }[], attributes: Attributes): Product {
  const transposeA = attributes['transposeA'] === true
  const transposeB = attributes['transposeB'] === true
  const [x, y] = [a!.shape, b!.shape]
  const rows = x.at(transposeA ? -1 : -2)!
  const inner = x.at(transposeA ? -2 : -1)!
  const columns = y.at(transposeB ? -2 : -1)!
  const other = y.at(transposeB ? -1 : -2)!
  if (inner !== other) {
    throw new Error(
      `Error in matMul: inner shapes (${inner}) and (${other}) of Tensors with shapes ${x} and ${y} and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
    )
  }
  const batch = broadcast_util.assertAndGetBroadcastShape([...x.slice(0, -2)], [...y.slice(0, -2)])
  return { batch, rows, inner, columns, transposeA, transposeB }
}

function multiply(lowering: Lowering, a: Operand, b: Operand, product: Product): string {
  const { layouts } = lowering
  const { batch, rows, columns, transposeA, transposeB } = product
  const left = layouts.whole(a)
  const right = layouts.whole(b)
  const result = [...batch, rows, columns]
  const transposes = (flag: boolean): number => (flag ? 1 : 0)
  if (a.dtype !== 'float32') {
    return lowering.op('MatMul', [
      transposed(lowering, left, a, transposeA),
      transposed(lowering, right, b, transposeB),
    ])
  }
  if (sizeOf(b.shape.slice(0, -2)) === 1 && (!transposeA || sizeOf(a.shape.slice(0, -2)) === 1)) {
    // One matrix on the right serves the whole batch: a single large product.
    const matrix = (name: string, shape: readonly number[]): string =>
      layouts.reshape(name, [sizeOf(shape.slice(0, -1)), shape.at(-1)!])
    const attributes = { transA: transposes(transposeA), transB: transposes(transposeB) }
    return layouts.reshape(
      lowering.op('Gemm', [matrix(left, a.shape), matrix(right, b.shape)], attributes),
      result,
    )
  }
  if (!transposeA && !transposeB) return lowering.op('MatMul', [left, right])
  return lowering.op(
    'FusedMatMul',
    [left, right],
    { transA: transposes(transposeA), transB: transposes(transposeB) },
    'com.microsoft',
  )
}

function transposed(lowering: Lowering, name: string, operand: Operand, flag: boolean): string {
  if (!flag) return name
  const rank = operand.shape.length
  const permutation = operand.shape.map((_, i) => (i === rank - 2 ? rank - 1 : i === rank - 1 ? rank - 2 : i))
  return lowering.op('Transpose', [name], { perm: permutation })
}

const batchMatMul: Operator = {
  name: 'BatchMatMul',
  inputs: ['a', 'b'],
  infer: (inputs, attributes): Specification[] => {
    const { batch, rows, columns } = productOf(inputs, attributes)
    return [{ shape: [...batch, rows, columns], dtype: inputs[0]!.dtype }]
  },
  lower: (lowering, [a, b], attributes, [output]) => {
    const product = productOf([a!, b!], attributes)
    return [plain(output!.dtype, output!.shape, () => multiply(lowering, a!, b!, product))]
  },
}

export const matrixOperators: Operator[] = [batchMatMul]
