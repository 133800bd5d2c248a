/**
 * Which images no program can be held to: those with an activation so near a ReLU's corner that rounding decides
 * whether the gradient passes. Two programs, or two processors, may then differ by whatever that activation carries.
 *
 * Found by looking, with plain loops that share nothing with the product: the CIFAR ResNet-20 is computed in float64
 * and, for a few images, in float32; a pre-activation counts as at the corner when float64 puts it within `MARGIN` times
 * the typical (root mean square) difference between the two in its layer.
 */
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'

/** Other orders of summation round differently, but rarely six times worse than typical. */
const MARGIN = 6
/** Images whose rounding is measured: differences of some 500,000 activations. */
const MEASURED = 3
const EPSILON = 1e-5

/** How many of `count` images may be at a corner: three in ten. More would mean that the rule finds corners everywhere. */
export function mostAtCorners(count: number): number {
  return Math.ceil(0.3 * count)
}

type Values = Float64Array | Float32Array
interface Plane {
  values: Values
  channels: number
  side: number
}

/**
 * @param state weights of akamaster's ResNet-20, PyTorch's names and layouts
 * @param pixels [n, 3, 32, 32] in [0,1]
 * @returns the positions of the images at a corner, ascending
 */
export function imagesAtCorners(
  state: StateDictionary,
  pixels: Float32Array,
  count: number,
  { mean, std }: { mean: readonly number[]; std: readonly number[] },
): number[] {
  const size = 3 * 32 * 32
  const computed = (image: number, Kind: Float64ArrayConstructor | Float32ArrayConstructor): Values[] => {
    const values = new Kind(pixels.subarray(image * size, (image + 1) * size))
    for (let at = 0; at < size; at++) values[at] = (values[at]! - mean[at >> 10]!) / std[at >> 10]!
    return preActivations(state, { values, channels: 3, side: 32 })
  }
  const exact = Array.from({ length: count }, (_, image) => computed(image, Float64Array))
  const squares = exact[0]!.map(() => 0)
  for (const [image, layers] of exact.slice(0, MEASURED).entries()) {
    const rounded = computed(image, Float32Array)
    for (const [at, layer] of layers.entries()) squares[at]! += meanSquare(layer, rounded[at]!)
  }
  const bounds = squares.map((sum) => MARGIN * Math.sqrt(sum / Math.min(MEASURED, count)))
  return [...exact.keys()].filter((image) =>
    exact[image]!.some((layer, at) => layer.some((value) => Math.abs(value) < bounds[at]!)),
  )
}

function meanSquare(a: Values, b: Values): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return sum / a.length
}

/** What goes into each ReLU, in the precision of `input`. */
function preActivations(state: StateDictionary, input: Plane): Values[] {
  const seen: Values[] = []
  const relu = (x: Plane): Plane => {
    seen.push(x.values)
    return { ...x, values: x.values.map((value) => Math.max(0, value)) }
  }
  let x = relu(convolve(state, 'conv1', 'bn1', input, 1))
  for (const stage of [1, 2, 3]) {
    for (const block of [0, 1, 2]) {
      const name = `layer${stage}.${block}`
      const stride = stage > 1 && block === 0 ? 2 : 1
      const inner = relu(convolve(state, `${name}.conv1`, `${name}.bn1`, x, stride))
      const outer = convolve(state, `${name}.conv2`, `${name}.bn2`, inner, 1)
      x = relu(added(outer, stride === 2 ? halved(x) : x))
    }
  }
  return seen
}

function added(a: Plane, b: Plane): Plane {
  return { ...a, values: a.values.map((value, i) => value + b.values[i]!) }
}

/** Shortcut A: every second pixel, as many zero channels before as behind. */
function halved({ values, channels, side }: Plane): Plane {
  const half = side / 2
  const result = values.slice(0, 2 * channels * half * half).fill(0)
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < half; y++)
      for (let x = 0; x < half; x++)
        result[((c + channels / 2) * half + y) * half + x] = values[(c * side + 2 * y) * side + 2 * x]!
  return { values: result, channels: 2 * channels, side: half }
}

/** 3×3, zeros around, then batch normalisation with the running statistics. */
function convolve(state: StateDictionary, filter: string, norm: string, input: Plane, stride: number): Plane {
  const weights = state.get(`${filter}.weight`)!
  const [outputs, channels] = weights.shape as [number, number]
  const [gain, offset, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map(
    (part) => state.get(`${norm}.${part}`)!.data,
  ) as [Values, Values, Values, Values]
  const { side } = input
  const padded = side + 2
  const around = new Float64Array(channels * padded * padded)
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < side; y++)
      around.set(
        input.values.subarray((c * side + y) * side, (c * side + y + 1) * side),
        (c * padded + y + 1) * padded + 1,
      )
  const out = side / stride
  const single = input.values instanceof Float32Array
  const values = single ? new Float32Array(outputs * out * out) : new Float64Array(outputs * out * out)
  const taps = Float64Array.from(weights.data)
  const sums = single ? new Float32Array(out * out) : new Float64Array(out * out)
  for (let o = 0; o < outputs; o++) {
    sums.fill(0)
    for (let c = 0; c < channels; c++)
      for (let tap = 0; tap < 9; tap++) {
        const weight = taps[(o * channels + c) * 9 + tap]!
        const start = (c * padded + Math.floor(tap / 3)) * padded + (tap % 3)
        // A Float32Array rounds after every product, as a float32 program without fused operations does.
        for (let y = 0; y < out; y++)
          for (let x = 0; x < out; x++)
            sums[y * out + x]! += weight * around[start + (y * padded + x) * stride]!
      }
    const scale = gain[o]! / Math.sqrt(variance[o]! + EPSILON)
    for (let i = 0; i < sums.length; i++)
      values[o * out * out + i] = (sums[i]! - mean[o]!) * scale + offset[o]!
  }
  return { values, channels: outputs, side: out }
}
