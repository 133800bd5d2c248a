/** How the gallery of neurons orders them, and how their images and spectra become gray values. Pure. */
import { convert } from '../../../src-main/contract/units'
import type { MaximalFound, MaximalNeuron } from '../../../src-main/contract/kinds/neural/results'
import type { FrequencyUnit, Viewing } from '../../../src-main/contract/units'

/** Neurons of one page. */
export const PER_PAGE = 12

export type Order = 'neuron' | 'preferred' | 'bandwidth' | 'orientation'

export const ORDERS: readonly { value: Order; text: string }[] = [
  { value: 'neuron', text: 'number' },
  { value: 'preferred', text: 'preferred frequency' },
  { value: 'bandwidth', text: 'bandwidth' },
  { value: 'orientation', text: 'orientation' },
]

/** Equal ones by number; neurons without a bandwidth last. */
export function ordered(neurons: readonly MaximalNeuron[], order: Order): MaximalNeuron[] {
  const by = ({ neuron, preferred, halfWidth, orientation }: MaximalNeuron): number => {
    switch (order) {
      case 'neuron':
        return neuron
      case 'preferred':
        return preferred
      case 'bandwidth':
        return halfWidth ?? Infinity
      case 'orientation':
        return orientation
      default:
        return order satisfies never
    }
  }
  return [...neurons].sort((a, b) => {
    const [x, y] = [by(a), by(b)]
    return x === y ? a.neuron - b.neuron : x < y ? -1 : 1
  })
}

/** A frequency of the study in another unit; null where that cannot be had. */
export function inUnit(
  frequency: number,
  { unit: from }: Pick<MaximalFound, 'unit'>,
  unit: FrequencyUnit,
  viewing: Viewing,
): number {
  return frequency === 0 ? 0 : convert({ value: frequency, unit: from }, unit, viewing).value
}

/** 0 … 255 with the mean gray in the middle, and the largest deviation at an end: contrast is not comparable between images. */
export function grayOf(image: readonly number[]): Uint8ClampedArray {
  const largest = image.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return Uint8ClampedArray.from(image, (value) => (largest === 0 ? 127.5 : 127.5 * (1 + value / largest)))
}

/** Decades of power below the peak that are still seen. */
const DECADES = 3

/**
 * The middle of a centred spectrum [side, side], up to half of Nyquist's distance either way, on a logarithmic scale: the
 * peak is white, what lies three decades below it black.
 */
export function spectrumGray(
  power: readonly number[],
  side: number,
): { values: Uint8ClampedArray; side: number } {
  const most = power.reduce((largest, value) => Math.max(largest, value), 0)
  const [from, shown] = [side / 4, side / 2]
  const values = new Uint8ClampedArray(shown * shown)
  for (let v = 0; v < shown; v++)
    for (let u = 0; u < shown; u++) {
      const share = most > 0 ? power[(v + from) * side + u + from]! / most : 0
      values[v * shown + u] = share > 0 ? 255 * (1 + Math.log10(share) / DECADES) : 0
    }
  return { values, side: shown }
}
