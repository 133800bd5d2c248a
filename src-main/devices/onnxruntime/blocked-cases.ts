/**
 * What the start-up probe computes: small programs that the real lowering turns into internal operators in all their
 * forms (blocked-forms.ts), each beside the same in plain sums (blocked-sums.ts). All numbers are small integers, so
 * that float32 adds them exactly in any order, and a wrong one is wrong by much.
 */
import { added, convolved, imageOf, mapped, pooled, summed } from './blocked-sums'
import type { Image, Window } from './blocked-sums'
import { sizeOf } from './values'
import { Val } from './graph'
import type { Attributes } from './values'
import { operators } from './operators'

/** A program's result, and what it must be. */
export interface Case {
  name: string
  result: Val
  wanted: Image
}

/** A value of a program together with its plain sums. */
interface Value {
  val: Val
  image: Image
}

/** As many of each kind of convolution as make all combinations of tails and sources. */
const CONVOLUTIONS = 16
/** As many as there are widths that leave another rest. */
const POOLS = 12

const WINDOWS = [
  [3, 3],
  [1, 3],
  [3, 1],
  [1, 1],
] as const
const PADS = [
  [1, 1, 1, 1],
  [0, 0, 0, 0],
  [1, 0, 0, 1],
] as const
const STRIDES = [
  [1, 1],
  [2, 2],
  [1, 2],
] as const
const UNIT = [1, 1] as const
const DILATIONS = [
  [2, 2],
  [1, 2],
] as const

/** tfjs takes a stride or a dilation, not both. */
const GEOMETRIES: readonly Omit<Window, 'kernel'>[] = PADS.flatMap((pads) => [
  ...STRIDES.map((strides) => ({ strides, dilations: UNIT, pads })),
  ...DILATIONS.map((dilations) => ({ strides: UNIT, dilations, pads })),
])
const POOL_GEOMETRIES = GEOMETRIES.filter(({ dilations }) => dilations === UNIT)

const PAIR: Window = { kernel: [2, 1], strides: UNIT, dilations: UNIT, pads: [0, 0, 0, 0] }
const POINT: Window = { ...PAIR, kernel: [1, 1] }

class Programs {
  readonly cases: Case[] = []
  #ids = 0
  #seed = 1

  constructor(readonly block: number) {}

  leaf(shape: readonly number[], isFrozen = false): Val {
    const val = new Val(this.#ids++, [...shape], 'float32')
    val.data = Float32Array.from({ length: sizeOf(shape) }, () => this.#integer())
    val.frozen = isFrozen
    return val
  }

  image(shape: Image['shape']): Value {
    const val = this.leaf(shape)
    return { val, image: imageOf(shape, val.data!) }
  }

  /** What a kernel of tfjs makes of these values. */
  apply(name: string, inputs: readonly Val[], attributes: Attributes): Val {
    const operator = operators.find((entry) => entry.name === name)!
    const [specification] = operator.infer([...inputs], attributes)
    const val = new Val(this.#ids++, specification!.shape, specification!.dtype)
    val.node = {
      operator,
      inputs: inputs.map((input) => ({ val: input, shape: input.shape })),
      attributes,
      attributesKey: '',
      outputs: [val],
      visited: 0,
    }
    return val
  }

  wants(name: string, { val, image }: Value): void {
    this.cases.push({ name, result: val, wanted: image })
  }

  /** Images that lie in blocks and are nothing but that: the larger of every two rows. */
  blockedImage([n, h, w, c]: Image['shape']): Value {
    return this.pool(this.image([n, h + 1, w, c]), PAIR, false)
  }

  convolution(x: Value, outputs: number, window: Window, isDepthwise: boolean, isFrozen: boolean): Value {
    const inputs = x.image.shape[3]
    const filter = this.leaf([...window.kernel, inputs, isDepthwise ? 1 : outputs], isFrozen)
    const name = isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D'
    return {
      val: this.apply(name, [x.val, filter], { ...windowAttributes(window), dataFormat: 'NHWC' }),
      image: convolved(x.image, filter.data!, outputs, window, isDepthwise),
    }
  }

  pool(x: Value, window: Window, isMean: boolean): Value {
    const attributes = { ...windowAttributes(window), filterSize: [...window.kernel] }
    return {
      val: this.apply(isMean ? 'AvgPool' : 'MaxPool', [x.val], attributes),
      image: pooled(x.image, window, isMean),
    }
  }

  offset(x: Value): Value {
    const vector = this.leaf([x.image.shape[3]])
    return {
      val: this.apply('Add', [x.val, vector], {}),
      image: mapped(x.image, (value, c) => value + vector.data![c]!),
    }
  }

  scale(x: Value): Value {
    const vector = this.leaf([x.image.shape[3]])
    return {
      val: this.apply('Multiply', [x.val, vector], {}),
      image: mapped(x.image, (value, c) => value * vector.data![c]!),
    }
  }

  add(x: Value, other: Value): Value {
    return { val: this.apply('Add', [x.val, other.val], {}), image: added(x.image, other.image) }
  }

  relu(x: Value): Value {
    return { val: this.apply('Relu', [x.val], {}), image: mapped(x.image, (value) => Math.max(0, value)) }
  }

  /** Tails 0 to 7: an offset, an addend and a ReLU, or not. */
  tailed(x: Value, tail: number): Value {
    let value = x
    if (tail & 1) value = this.offset(value)
    if (tail & 2) value = this.add(value, this.blockedImage(x.image.shape))
    return tail & 4 ? this.relu(value) : value
  }

  /** -2 … 2, repeating nowhere near. */
  #integer(): number {
    this.#seed = (Math.imul(this.#seed, 1664525) + 1013904223) | 0
    return (((this.#seed >>> 16) * 5) >>> 16) - 2
  }
}

function windowAttributes({ strides, dilations, pads }: Window): Attributes {
  const [top, left, bottom, right] = pads
  return {
    strides: [...strides],
    dilations: [...dilations],
    pad: [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ],
  }
}

/** The shape from which the window makes this many rows and columns. */
function shapeBefore(rows: number, columns: number, window: Window, channels: number): Image['shape'] {
  const before = (length: number, axis: 0 | 1): number => {
    const reach = (window.kernel[axis] - 1) * window.dilations[axis] + 1
    const padding = window.pads[axis] + window.pads[axis + 2]!
    return Math.max(1, (length - 1) * window.strides[axis] + reach - padding)
  }
  return [1, before(rows, 0), before(columns, 1), channels]
}

type Kind = 'direct' | 'pointwise' | 'unblocked' | 'depthwise'

/** The `i`th convolution of a kind: another geometry, window, tail, source, number of blocks and width each time. */
function convolutionCase(programs: Programs, kind: Kind, i: number): void {
  const { block } = programs
  const geometry = kind === 'pointwise' ? GEOMETRIES[5 + (i % 3)]! : GEOMETRIES[i % GEOMETRIES.length]!
  const isDilated = geometry.dilations !== UNIT
  const isUnpadded = geometry.pads.every((pad) => pad === 0)
  const found = kind === 'pointwise' ? ([1, 1] as const) : WINDOWS[(i + (i >> 2)) % WINDOWS.length]!
  const isPoint = found[0] * found[1] === 1
  const isMeantElsewhere = kind === 'direct' ? isUnpadded || isDilated : isDilated
  const kernel = kind !== 'pointwise' && isPoint && isMeantElsewhere ? ([2, 2] as const) : found
  const window: Window = { ...geometry, kernel }
  const isFirstHalf = i < CONVOLUTIONS / 2
  const from = kind === 'unblocked' ? (isFirstHalf ? 1 : block - 1) : isFirstHalf ? block : 2 * block
  const to = kind === 'depthwise' ? from : (1 + ((5 * i) % 8)) * block
  const shape = shapeBefore(2 + (i % 2), 1 + (i % 12), window, from)
  const result = programs.convolution(programs.image(shape), to, window, kind === 'depthwise', i > 1)
  programs.wants(`${kind} convolution ${i}`, programs.tailed(result, i % 8))
}

function poolCase(programs: Programs, isMean: boolean, i: number): void {
  const geometry = POOL_GEOMETRIES[i % POOL_GEOMETRIES.length]!
  // Padding must be less than the window; a window of one pixel comes where there is a stride (i = 5).
  const found = WINDOWS[(i + 2) % WINDOWS.length]!
  const fits = geometry.pads.every((pad, side) => pad < found[side % 2]!)
  const window: Window = { ...geometry, kernel: fits ? found : [2, 3] }
  const channels = (1 + (i % 2)) * programs.block
  const x = programs.image(shapeBefore(2, 1 + i, window, channels))
  programs.wants(`${isMean ? 'mean' : 'largest'} of a window ${i}`, programs.pool(x, window, isMean))
}

/** Whole images, tails of what is no convolution, and the ways in and out of blocks. */
function otherCases(programs: Programs): void {
  const { block } = programs
  for (const channels of [block, 2 * block]) {
    const image = (rows: number, columns: number): Value => programs.image([2, rows, columns, channels])
    const blocked = (): Value => programs.blockedImage([1, 2, 3, channels])
    for (const isMean of [false, true])
      programs.wants('of a whole image', programs.pool(image(3, 5), { ...PAIR, kernel: [3, 5] }, isMean))
    for (let tail = 0; tail < 8; tail++) {
      programs.wants(`scaled images with tail ${tail}`, programs.tailed(programs.scale(blocked()), tail))
      programs.wants(`images with tail ${tail}`, programs.tailed(blocked(), tail))
    }
    // Three channels lie in no block: out of the blocks, channels first.
    programs.wants('out of blocks', programs.convolution(blocked(), 3, POINT, false, true))
    // From one channel more than a block: into blocks, channels first.
    const outside = programs.convolution(programs.image([1, 2, 3, block + 1]), channels, POINT, false, true)
    programs.wants('into blocks', programs.relu(programs.add(outside, blocked())))
    const x = blocked()
    const [n, , , c] = x.image.shape
    programs.wants('summed over pixels', {
      val: programs.apply('Sum', [x.val], { axis: [1, 2], keepDims: false }),
      image: { ...summed(x.image), shape: [n, 1, 1, c] },
    })
    programs.wants('of one pixel', programs.convolution(image(1, 1), channels, POINT, false, true))
  }
}

/** All programs for blocks of this many channels. */
export function blockedCases(block: number): Case[] {
  const programs = new Programs(block)
  for (const kind of ['direct', 'pointwise', 'unblocked', 'depthwise'] as const)
    for (let i = 0; i < CONVOLUTIONS; i++) convolutionCase(programs, kind, i)
  for (const isMean of [false, true]) for (let i = 0; i < POOLS; i++) poolCase(programs, isMean, i)
  otherCases(programs)
  return programs.cases
}

/** What tells one block size from another: a convolution between two blocks, in and out by their channels. */
export function decidingCase(block: number): Case[] {
  const programs = new Programs(block)
  const window: Window = { kernel: [3, 3], strides: [1, 1], dilations: UNIT, pads: [1, 1, 1, 1] }
  const x = programs.image([1, 3, 5, 2 * block])
  programs.wants('a convolution', programs.tailed(programs.convolution(x, 2 * block, window, false, true), 7))
  return programs.cases
}
