/** Activations with a second input: learnt slopes, and the gradient of the exponential linear unit. */
import type { Operator } from '../operator'
import { binary, broadcastSpecification, elementwise } from './define'

const prelu: Operator = {
  name: 'Prelu',
  inputs: ['x', 'alpha'],
  infer: (inputs) => broadcastSpecification(inputs, 'float32'),
  lower: (lowering, inputs, _attributes, [output]) => [
    elementwise(lowering, inputs, output!, (names) => {
      const [x, alpha] = names.map((name, i) =>
        inputs[i]!.dtype === 'float32' ? name : lowering.layouts.cast(name, 'float32'),
      ) as [string, string]
      const isBelow = lowering.op('Less', [x, lowering.builder.scalar(0)])
      return lowering.op('Where', [isBelow, lowering.op('Mul', [alpha, x]), x])
    }),
  ],
}

/** From the output y: 1 above zero, y + 1 below. */
const eluGrad: Operator = {
  ...binary('EluGrad', (lowering, dy, y) => {
    const below = lowering.op('Mul', [dy, lowering.op('Add', [y, lowering.builder.scalar(1)])])
    return lowering.op('Where', [lowering.op('GreaterOrEqual', [y, lowering.builder.scalar(0)]), dy, below])
  }),
  inputs: ['dy', 'y'],
}

export const activationOperators: Operator[] = [prelu, eluGrad]
