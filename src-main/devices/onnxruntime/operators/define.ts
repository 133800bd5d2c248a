/**
 * Helpers for writing operators: shape rules and the lowerings that many operators share.
 */
import { backend_util } from '@tensorflow/tfjs-core'
import type { AttributeValue, Attributes, ElementType, Specification } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { broadcastShape, sameShape } from '../layouts'
import { Lowered, plain } from '../lowered'
import type { Layout } from '../lowered'
import type { Lowering } from '../lowering'

/** A list of integers among the attributes. */
export function integers(value: AttributeValue | undefined): number[] {
  if (typeof value === 'number') return [value]
  return (value ?? []) as number[]
}

/** Same shape as the input, same or given type. */
export function likeInput(dtype?: ElementType): Operator['infer'] {
  return ([x]) => [{ shape: x!.shape, dtype: dtype ?? x!.dtype }]
}

/**
 * Applies an operator number by number. Images in a channel layout stay in it; everything else is done
 * in row-major order with broadcasting left to ONNX. `write` gets one name per operand.
 */
export function elementwise(
  lowering: Lowering,
  operands: readonly Operand[],
  output: Specification,
  write: (names: string[]) => string,
): Lowered {
  const images = operands.filter(
    (operand) => lowering.tails.isImage(operand) && sameShape(operand.shape, output.shape),
  )
  if (images.length > 0) {
    const layout = output.dtype === 'int32' ? 'channels-first' : lowering.tails.common(images)
    const emit = (): string =>
      write(operands.map((operand) => inChannelLayout(lowering, operand, output.shape, layout)))
    return new Lowered(output.dtype, output.shape, output.shape, layout, emit)
  }
  const views = operands.map((operand) => lowering.layouts.broadcastable(operand))
  const stored = views.map((view) => view.stored).reduce(broadcastShape)
  return new Lowered(output.dtype, output.shape, stored, 'plain', () => write(views.map((view) => view.name)))
}

/** An operand of an image-sized operation, in the layout in which the images meet. */
function inChannelLayout(
  lowering: Lowering,
  operand: Operand,
  output: readonly number[],
  layout: Layout,
): string {
  const { layouts } = lowering
  if (lowering.tails.isImage(operand)) {
    if (layout === 'channels-first' || sameShape(operand.shape, output))
      return layouts.to(operand.value, layout).name
    // A smaller image, such as one gate per channel and image: blocks do not broadcast over pixels either.
    const { name } = layouts.to(operand.value, 'plain')
    return layouts.to(new Lowered(operand.dtype, output, operand.shape, 'plain', name), layout).name
  }
  const view = layouts.broadcastable(operand)
  const aligned = [...Array<number>(4 - view.stored.length).fill(1), ...view.stored]
  const name = aligned.length === view.stored.length ? view.name : layouts.reshape(view.name, aligned)
  if (aligned.every((size) => size === 1)) return name
  const known = operand.value.layout === 'plain' && sameShape(operand.value.shape, output)
  const value = known ? operand.value : new Lowered(operand.dtype, output, aligned, 'plain', name)
  // Blocks do not broadcast by channel, so there what is smaller than the image is spread out first.
  if (layout === 'channels-first' && value.isBroadcast)
    return lowering.op('Transpose', [name], { perm: [0, 3, 1, 2] })
  return layouts.to(value, layout).name
}

/** The result shape of a binary operator; throws tfjs's sentence when the shapes do not fit. */
export function broadcastSpecification(inputs: Specification[], dtype?: ElementType): Specification[] {
  const [a, b] = inputs as [Specification, Specification]
  return [{ shape: backend_util.assertAndGetBroadcastShape(a.shape, b.shape), dtype: dtype ?? a.dtype }]
}

/** An operator that applies ONNX operators number by number to one input. */
export function unary(
  name: string,
  write: (lowering: Lowering, x: string, attributes: Attributes, dtype: ElementType) => string,
  dtype?: ElementType,
): Operator {
  return {
    name,
    inputs: ['x'],
    infer: likeInput(dtype),
    lower: (lowering, [x], attributes, [output]) => [
      elementwise(lowering, [x!], output!, ([value]) => write(lowering, value!, attributes, x!.dtype)),
    ],
  }
}

/** An operator that applies ONNX operators number by number to two inputs, with broadcasting. */
export function binary(
  name: string,
  write: (lowering: Lowering, a: string, b: string, dtype: ElementType) => string,
  dtype?: ElementType,
): Operator {
  return {
    name,
    inputs: ['a', 'b'],
    infer: (inputs) => broadcastSpecification(inputs, dtype),
    lower: (lowering, [a, b], _attributes, [output]) => [
      elementwise(lowering, [a!, b!], output!, ([left, right]) => write(lowering, left!, right!, a!.dtype)),
    ],
  }
}

/** An operator whose result is row-major and comes from one ONNX expression. */
export function move(
  name: string,
  inputs: readonly string[],
  infer: Operator['infer'],
  write: (lowering: Lowering, inputs: Operand[], attributes: Attributes, outputs: Specification[]) => string,
): Operator {
  return {
    name,
    inputs,
    infer,
    lower: (lowering, operands, attributes, outputs) => [
      plain(outputs[0]!.dtype, outputs[0]!.shape, () => write(lowering, operands, attributes, outputs)),
    ],
  }
}

/** The axis among the attributes, not counted from the back; 0 when none is named. */
export function axisOf(attributes: Attributes, rank: number): number {
  const axis = (attributes['axis'] as number | undefined) ?? 0
  return axis < 0 ? axis + rank : axis
}

/** ONNX's Slice with explicit starts, ends, axes and steps; a negative step may run past the beginning. */
export function sliceOf(
  lowering: Lowering,
  x: string,
  starts: number[],
  ends: number[],
  steps: number[],
): string {
  const { builder } = lowering
  const axes = starts.map((_, i) => i)
  return lowering.op('Slice', [
    x,
    builder.integers(starts),
    builder.integers(ends),
    builder.integers(axes),
    builder.integers(steps),
  ])
}
