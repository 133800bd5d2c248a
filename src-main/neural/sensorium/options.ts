/** What a Sensorium-family file cannot tell (methods N.2): which options contradict each other, and what is said of them. */
import type { SensoriumOptions } from '../../contract/population'
import { UserError } from '../../contract/errors'
import { hiddenKernels } from './core-layers'
import type { SensoriumStructure, SessionReadOut } from './structure'

export interface SensoriumChoice {
  session: string | null
  linear: boolean
  padded: boolean
  /** Of the convolutions behind the first layer, pixels; null: half of what the first of them spans. */
  hiddenPadding: number | null
  /** Of the same, pixels from one place to the next. */
  hiddenStride: number
  /** Layers, counted from 0, that the read-out takes side by side; null: the last ones. */
  stack: readonly number[] | null
  options: SensoriumOptions
  /** The predictor of places ends without a tanh. */
  noPositionTanh: boolean
  behaviour: number
  /** Null: 0 in every coordinate. */
  eye: readonly number[] | null
  /** Tensors that nobody understands are left aside. */
  leaveAside: boolean
}

/** Options that contradict each other or the file would be applied in part only. */
export function checkOptions(
  { linear, options, noPositionTanh }: SensoriumChoice,
  { positions }: SessionReadOut,
  file: string,
): void {
  const { lastLinear, coreShift, nonlinearity, offset } = options
  if (linear && (lastLinear || coreShift.some((value) => value !== 0)))
    throw new UserError(
      'usage',
      `A linear core has no ELU at all, so --last-layer-linear and --core-elu-shift mean nothing for ${file}: leave them or --linear out.`,
    )
  if (nonlinearity !== 'elu' && offset !== 0)
    throw new UserError(
      'usage',
      `--elu-offset ${offset} belongs to the nonlinearity elu, and ${nonlinearity} was said for ${file}: leave one of them out.`,
    )
  if (noPositionTanh && positions.kind === 'own')
    throw new UserError(
      'usage',
      `The neurons of ${file} have places of their own and no predictor of them, so --positions-without-tanh means nothing: leave it out.`,
    )
}

const WORDS = {
  elu: 'ELU + 1',
  identity: 'no function',
  relu: 'ReLU',
  softplus: 'softplus',
  exponential: 'the exponential function',
} as const

/** How the layers behind the first are padded, where kernels or a choice make it a question. */
export function paddingRemarks(
  { layers }: SensoriumStructure,
  { hiddenPadding: said }: SensoriumChoice,
  hiddenPadding: number | null,
): string[] {
  if (hiddenPadding === null) return []
  if (said !== null)
    return [
      `It was said that the layers behind the first are padded by ${said} pixels: the file cannot tell.`,
    ]
  const kernels = hiddenKernels(layers).map(([height, width]) => `${height} × ${width}`)
  return [
    `Its layers behind the first have kernels of ${kernels.join(', ')} and are all padded by ${hiddenPadding} pixels, half of the first, as the public code does: the file cannot tell (--hidden-padding).`,
  ]
}

/** One sentence for each option that the file leaves open and that could be another. */
export function optionRemarks(
  { layers }: SensoriumStructure,
  { options, noPositionTanh, hiddenStride }: SensoriumChoice,
  { positions }: SessionReadOut,
): string[] {
  const { dilation, lastLinear, coreShift, nonlinearity, offset } = options
  const canDilate = layers
    .slice(1)
    .some(({ convolutions }) => convolutions.some(({ kernel }) => Math.max(...kernel) > 1))
  const usual: string[] = []
  const said: string[] = []
  if (dilation > 1) said.push(`the convolutions behind its first layer are dilated by ${dilation} pixels`)
  else if (canDilate) usual.push('the convolutions behind the first layer are not dilated')
  if (hiddenStride > 1)
    said.push(`the convolutions behind its first layer have a stride of ${hiddenStride} pixels`)
  else if (layers.length > 1)
    usual.push(
      canDilate ? 'they have a stride of 1' : 'the convolutions behind the first layer have a stride of 1',
    )
  if (lastLinear) said.push('its last layer has no ELU')
  if (coreShift.some((value) => value !== 0))
    said.push(`its layers have ELU(v − ${coreShift[0]}) + ${coreShift[1]}`)
  if (nonlinearity !== 'elu') said.push(`its responses are ${WORDS[nonlinearity]} of what the read-out gives`)
  else if (offset !== 0) said.push(`its responses are ELU(v + ${offset}) + 1`)
  else usual.push('responses are ELU(v) + 1')
  if (noPositionTanh) said.push('its predictor of places has no tanh at the end')
  else if (positions.kind === 'predicted') usual.push('the predictor of places has a tanh at the end')
  return [
    ...said.map((words) => `It was said that ${words}: the file cannot tell.`),
    ...(usual.length === 0 ? [] : [`As is usual, ${usual.join(', and ')}: the file cannot tell.`]),
  ]
}
