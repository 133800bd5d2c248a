/**
 * In which forms ONNX Runtime's internal operators are used. Its kernels take other ways for other windows, strides,
 * paddings, tails and widths, so each of these is a form; the start-up probe (blocked-probe.ts) computes every form
 * that the lowering can write, and a test lowers networks and generated programs and looks for others.
 */
import type { Attribute } from './values'

export type BlockedType =
  | 'Conv'
  | 'MaxPool'
  | 'AveragePool'
  | 'GlobalMaxPool'
  | 'GlobalAveragePool'
  | 'ReorderInput'
  | 'ReorderOutput'

/** Sizes that an operator's inputs and attributes do not tell. */
export interface BlockedSizes {
  /** Channels that come in and go out. */
  from: number
  to: number
  block: number
  /** Columns of the images that come out. */
  columns: number
}

/** Every form that was written in this process; tests compare it with what the probe has computed. */
export const writtenForms = new Set<string>()

export function formsOf(
  type: BlockedType,
  inputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>>,
  sizes: BlockedSizes,
): string[] {
  const { from, to, block, columns } = sizes
  if (type === 'ReorderInput' || type === 'ReorderOutput')
    return [
      `${type} ${attributes['channels_last'] === 1 ? 'channels last' : 'channels first'}, ${several(to / block)}`,
    ]
  if (type !== 'Conv') {
    const what = [`${type} ${several(to / block)}`]
    return type.startsWith('Global')
      ? what
      : [
          ...what,
          `${type} ${geometry(attributes)}`,
          `${type} ${windowWords(attributes)}`,
          `${type} ${columnWords(columns)}`,
        ]
  }
  const kind = kindOf(attributes, from, block)
  const tail = [
    ...(inputs[2] ? ['offset'] : []),
    ...(inputs[3] ? ['addend'] : []),
    ...(attributes['activation'] === 'Relu' ? ['ReLU'] : []),
  ]
  const source =
    kind === 'unblocked' ? (from === 1 ? '1 channel' : 'several channels') : several(from / block)
  return [
    `${kind} ${geometry(attributes)}`,
    `${kind} ${windowWords(attributes)}`,
    `${kind} from ${source} with ${tail.join(', ') || 'no tail'}`,
    // Each channel by itself, or four blocks of filters at once.
    `${kind} to ${kind === 'depthwise' ? several(to / block) : filterSets(to / block)}`,
    `${kind} ${columnWords(columns)}`,
  ]
}

/** The four ways of ONNX Runtime (MLAS, `MlasNchwcConv`). */
function kindOf(attributes: Readonly<Record<string, Attribute>>, from: number, block: number): string {
  if (((attributes['group'] as number | undefined) ?? 1) > 1) return 'depthwise'
  if (from < block) return 'unblocked'
  const isPoint = numbers(attributes, 'kernel_shape', [1, 1]).every((side) => side === 1)
  return isPoint && numbers(attributes, 'pads', [0, 0, 0, 0]).every((pad) => pad === 0)
    ? 'pointwise'
    : 'direct'
}

function numbers(
  attributes: Readonly<Record<string, Attribute>>,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  return (attributes[name] as readonly number[] | undefined) ?? otherwise
}

function several(count: number): string {
  return count === 1 ? '1 block' : 'several blocks'
}

/** One number of each direction: 1, the same larger one, or two different ones. */
function pair([a, b]: readonly number[]): string {
  return a !== b ? 'n×m' : a === 1 ? '1' : 'n'
}

function geometry(attributes: Readonly<Record<string, Attribute>>): string {
  const isPoint = numbers(attributes, 'kernel_shape', [1, 1]).every((side) => side === 1)
  const pads = numbers(attributes, 'pads', [0, 0, 0, 0])
  const padding = pads.every((pad) => pad === 0)
    ? 'no padding'
    : pads.every((pad) => pad === pads[0])
      ? 'padding'
      : 'uneven padding'
  const dilation = isPoint ? '1' : pair(numbers(attributes, 'dilations', [1, 1]))
  return `stride ${pair(numbers(attributes, 'strides', [1, 1]))}, dilation ${dilation}, ${padding}`
}

function windowWords(attributes: Readonly<Record<string, Attribute>>): string {
  const [height, width] = numbers(attributes, 'kernel_shape', [1, 1]) as [number, number]
  const side = (length: number): string => (length === 1 ? '1' : 'k')
  return `window ${side(height)}×${side(width)}`
}

/** Kernels make up to 6 columns at once (3 or 2 on older processors), then what is left. */
function columnWords(columns: number): string {
  return `columns ${columns < 6 ? '' : '6 and more, rest '}${columns % 6}`
}

function filterSets(blocks: number): string {
  return blocks <= 4 ? `${blocks} blocks` : `more than 4 blocks, rest ${blocks % 4}`
}
