/** Small perceptrons of the Sensorium family, in double precision: where neurons are, and how the eye moves them (N.2). */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'

/** As FullGaussian2d keeps positions: in [−1, 1]. */
export function clamped(value: number): number {
  return Math.min(1, Math.max(-1, value))
}

/** A linear layer: `NAME.weight` is [outputs, inputs], `NAME.bias` [outputs], where it has one. */
export interface LinearLayer {
  name: string
  bias: boolean
}

/**
 * Linear layers with a function between them and tanh at the end, or nothing: positions have ELU between, the shifter tanh.
 * @returns two coordinates, x first
 */
export async function perceptron(
  input: ArrayLike<number>,
  layers: readonly LinearLayer[],
  values: (name: string) => Promise<Float32Array>,
  between: 'elu' | 'tanh',
  end: 'tanh' | 'nothing' = 'tanh',
): Promise<Float64Array> {
  let current = Float64Array.from(input)
  for (const [layer, { name, bias: hasBias }] of layers.entries()) {
    const weight = await values(`${name}.weight`)
    const bias = hasBias
      ? await values(`${name}.bias`)
      : new Float32Array(Math.ceil(weight.length / current.length))
    if (weight.length !== bias.length * current.length)
      throw new UserError(
        'input',
        `"${printable(name)}.weight" has ${weight.length} numbers, and ${bias.length} outputs of ${current.length} inputs need ${bias.length * current.length}: the file is damaged.`,
      )
    const last = layer === layers.length - 1
    const inputs = current
    current = Float64Array.from(bias, (offset, output) => {
      let sum = offset
      for (let i = 0; i < inputs.length; i++) sum += weight[output * inputs.length + i]! * inputs[i]!
      if (last && end === 'nothing') return sum
      if (last || between === 'tanh') return Math.tanh(sum)
      return sum > 0 ? sum : Math.expm1(sum)
    })
  }
  if (current.length !== 2)
    throw new UserError(
      'input',
      `"${printable(layers.at(-1)?.name ?? '')}" gives ${current.length} coordinates, and a place in an image has 2.`,
    )
  return current
}
