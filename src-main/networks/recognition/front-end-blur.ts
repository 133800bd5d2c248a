/**
 * The σ of a blur that stands in a file as the weight of a convolution (methods A.3, J.3): read off the
 * kernel, then proved by comparing every value of the weight with the kernel of that σ. A kernel that is not
 * exactly such a blur gives a sentence and no σ. Not here: how a network blurs (front-end.ts).
 */
import type { CheckpointScalar, CheckpointValue } from '../../checkpoints/checkpoint'
import { blurKernel, blurKernelSide } from '../front-end/blur-kernel'

export type FoundBlur =
  /** σ in pixels of the input, and why it is that. */
  | { sigma: number; reason: string }
  /** One sentence: why this kernel cannot be used. */
  | { refused: string }

export interface StoredKernel {
  /** Full name in the file, for the sentences. */
  name: string
  /** [C, C, k, k], or [C, 1, k, k] where every channel is filtered by itself. */
  shape: readonly number[]
  dtype: CheckpointScalar
  values: Float32Array
  /** The convolution's `padding_mode` where the file holds the whole module. */
  paddingMode?: CheckpointValue | undefined
}

/** What rounding leaves of a value, relative to the largest: a few last places of the stored type. */
const ROUNDING: Partial<Record<CheckpointScalar, number>> = { float16: 1e-3, bfloat16: 8e-3 }
const FLOAT32_ROUNDING = 2e-6

export function recogniseBlur(kernel: StoredKernel): FoundBlur {
  const { name, shape, paddingMode } = kernel
  const [outputs = 0, inputs = 0, side = 0, width = 0] = shape
  if (shape.length !== 4 || side !== width || side % 2 === 0 || (inputs !== outputs && inputs !== 1)) {
    return refuse(
      `"${name}" is [${shape.join(', ')}], which is no blur of square, odd extent on every channel`,
    )
  }
  if (paddingMode !== undefined && paddingMode !== 'circular') {
    return refuse(
      `"${name}" pads with ${String(paddingMode)}, as blur-net did before 2021, and Halfpower blurs with wrap-around only`,
    )
  }
  const estimate = estimateSigma(kernel.values, side)
  if (estimate === null) return refuse(`the kernel "${name}" is not a Gaussian`)
  const tolerance = ROUNDING[kernel.dtype] ?? FLOAT32_ROUNDING
  for (let digits = 1; digits <= 9; digits++) {
    const sigma = Number(estimate.toPrecision(digits))
    if (sigma > 0 && differs(kernel, sigma, tolerance) === null) {
      return { sigma, reason: blurReason(name, sigma, side, paddingMode) }
    }
  }
  const why =
    blurKernelSide(estimate) !== side ? extent(estimate, side) : differs(kernel, estimate, tolerance)
  return refuse(
    `the kernel "${name}" is not the Gaussian of its centre, σ = ${Number(estimate.toPrecision(5))} px: ${String(why)}`,
  )
}

function refuse(what: string): FoundBlur {
  return { refused: `The blur in the file cannot be used: ${what}.` }
}

function blurReason(
  name: string,
  sigma: number,
  side: number,
  paddingMode: CheckpointValue | undefined,
): string {
  const padding =
    paddingMode === 'circular'
      ? 'and the module pads with wrap-around'
      : 'and wrap-around is taken for granted, as in blur-net since 2021, since the file does not say'
  return `"${name}" is the Gaussian of σ = ${sigma} px in all its values (${side}×${side} = 2⌈2.5 σ⌉ + 1), ${padding}.`
}

/**
 * σ² = −1 / (2 ln(w(c, c+1) / w(c, c))) in the middle row (methods J.3), from all distances at once: far from
 * the centre the logarithm is large, so that rounding weighs less.
 */
function estimateSigma(values: Float32Array, side: number): number | null {
  const half = (side - 1) / 2
  const middle = half * side + half
  const centre = values[middle]!
  if (!(centre > 0)) return null
  let above = 0
  let below = 0
  for (let distance = 1; distance <= half; distance++) {
    const logarithm = Math.log(values[middle + distance]! / centre)
    if (!(logarithm < 0) || !Number.isFinite(logarithm)) return null
    above += distance ** 4
    below += -2 * logarithm * distance ** 2
  }
  return half === 0 || below === 0 ? null : Math.sqrt(above / below)
}

/** Where the weight first differs from the blur of this σ; null where it is that blur. */
function differs(kernel: StoredKernel, sigma: number, tolerance: number): string | null {
  const [outputs = 0, inputs = 0, side = 0] = kernel.shape
  if (blurKernelSide(sigma) !== side) return extent(sigma, side)
  const wanted = blurKernel(sigma)
  const largest = wanted[(side - 1) / 2]! ** 2
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      const own = inputs === 1 || input === output
      const start = (output * inputs + input) * side * side
      for (let at = 0; at < side * side; at++) {
        const value = own ? wanted[Math.floor(at / side)]! * wanted[at % side]! : 0
        const found = kernel.values[start + at]!
        if (!(Math.abs(found - value) <= tolerance * largest)) {
          const place = `[${output}, ${input}, ${Math.floor(at / side)}, ${at % side}]`
          return `at ${place} it holds ${found} instead of ${Number(value.toPrecision(6))}`
        }
      }
    }
  }
  return null
}

function extent(sigma: number, side: number): string {
  const wanted = blurKernelSide(sigma)
  return `that has ${wanted}×${wanted} values (2⌈2.5 σ⌉ + 1), this one ${side}×${side}`
}
