/** What fusing costs: a convolution that several operators use is computed once, whatever is fused into it. */
import { describe, expect, it } from 'vitest'
import { Val } from '../../src-main/devices/onnxruntime/graph'
import { lowerPlan } from '../../src-main/devices/onnxruntime/lower-plan'
import { Lowering } from '../../src-main/devices/onnxruntime/lowering'
import { operators } from '../../src-main/devices/onnxruntime/operators'
import { makePlan } from '../../src-main/devices/onnxruntime/plan'
import type { Attributes } from '../../src-main/devices/onnxruntime/values'

let ids = 0

function leaf(shape: number[]): Val {
  const val = new Val(ids++, shape, 'float32')
  val.data = new Float32Array(shape.reduce((size, length) => size * length, 1))
  return val
}

function apply(name: string, inputs: Val[], attributes: Attributes = {}): Val {
  const operator = operators.find((entry) => entry.name === name)!
  const [specification] = operator.infer(inputs, attributes)
  const val = new Val(ids++, specification!.shape, specification!.dtype)
  const seen = inputs.map((input) => ({ val: input, shape: input.shape }))
  val.node = { operator, inputs: seen, attributes, attributesKey: '', outputs: [val], visited: 0 }
  return val
}

function convolution(): Val {
  const attributes = { strides: [1, 1], dilations: [1, 1], pad: 'same', dataFormat: 'NHWC' }
  return apply('Conv2D', [leaf([1, 4, 4, 16]), leaf([3, 3, 16, 16])], attributes)
}

/** Convolutions of 3×3 that are computed for these values. */
function convolutions(outputs: Val[], block: number | null): number {
  const lowering = new Lowering({ block, provider: 'cpu' })
  lowerPlan(makePlan(outputs, 'test'), lowering)
  return lowering.builder.nodes.filter(
    ({ opType, attribute }) =>
      opType === 'Conv' &&
      attribute!.some(({ name, ints }) => name === 'kernel_shape' && ints!.map(Number).join() === '3,3'),
  ).length
}

describe.each([8, null])('with blocks of %s channels', (block) => {
  it('a convolution with one user takes it in', () => {
    expect(convolutions([apply('Relu', [convolution()])], block)).toBe(1)
  })

  it.each<[string, (y: Val) => Val[]]>([
    ['a ReLU and an offset', (y) => [apply('Relu', [y]), apply('Add', [y, leaf([16])])]],
    ['a ReLU and whoever reads it', (y) => [apply('Relu', [y]), y]],
    ['both sides of a sum', (y) => [apply('Add', [y, y])]],
    ['an offset and a sum with what is offset', (y) => [apply('Add', [apply('Add', [y, leaf([16])]), y])]],
    [
      'two sums',
      (y) => {
        const other = convolution()
        return [apply('Add', [y, apply('Relu', [other])]), apply('Relu', [y])]
      },
    ],
  ])('a convolution used by %s is computed once', (name, users) => {
    const own = name === 'two sums' ? 2 : 1
    expect(convolutions(users(convolution()), block)).toBe(own)
  })
})
