/** Single neurons and the images that drive them most, as a document and as a table; each number with its unit. */
import { carriedCount } from '../../contract/kinds/neural/carried'
import { formatNumber } from '../../contract/units'
import { table } from '../document/text'
import type { MaximalFound } from '../../contract/kinds/neural/results'

/** More of the rise than this in the last tenth of the steps: the ascent had not settled. */
const UNSETTLED = 0.01

export function maximalDocument({ unit, neurons, ...rest }: MaximalFound): Record<string, unknown> {
  return {
    ...rest,
    unit,
    neurons: neurons.map(({ preferred, peak, halfWidth, ...neuron }) => ({
      ...neuron,
      preferred: { value: preferred, unit },
      halfWidth: halfWidth === null ? null : { value: halfWidth, unit: 'octaves' },
      peak: peak && { frequency: { value: peak.frequency, unit }, orientation: peak.orientation },
    })),
  }
}

export function maximalTable(found: MaximalFound): string {
  const { unit, neurons, missing, bound, steps, seed, height, width } = found
  const unsettled = neurons.filter(({ late }) => late > UNSETTLED).length
  const deaf = neurons.filter(({ response, gray }) => !(response > gray)).length
  const outside = neurons.filter((neuron) => neuron.outside > 0).length
  const lines = [
    `Images of ${height} × ${width} pixels by gradient ascent: ${steps} steps, L2 norm of at most ${formatNumber(bound)} in standardised units (RMS contrast ${formatNumber(bound / Math.sqrt(height * width))} SD), seed ${seed}. Each is a local maximum.`,
    ...(unsettled > 0
      ? [
          `${unsettled} of ${neurons.length} had not settled (more than 1 % of the rise in the last tenth of the steps): give more --steps.`,
        ]
      : []),
    ...(deaf > 0 ? [`${deaf} of ${neurons.length} answer no image found more than the mean gray.`] : []),
    ...(outside > 0
      ? [
          `${outside} of ${neurons.length} images have pixels below 0 or above 255, which no screen shows: give a smaller --norm.`,
        ]
      : []),
    ...(missing.length > 0 ? [`Not finished: ${missing.join(', ')}`] : []),
    ...(unit === 'cycles/image'
      ? ['The population has no field of view, so nothing is said in degrees.']
      : []),
  ]
  return `${table(
    [
      'neuron',
      `preferred (${unit})`,
      'half-width (octaves)',
      'orientation (°)',
      'response',
      'to gray',
      `peak of its image (${unit})`,
    ],
    neurons.map(({ neuron, preferred, halfWidth, lowPass, orientation, response, gray, peak }) => [
      String(neuron),
      `${formatNumber(preferred)}${carriedCount({ frequencies: [preferred], carried: found.carried }) === 0 ? ' (aliases)' : ''}`,
      halfWidth === null ? '–' : `${formatNumber(halfWidth)}${lowPass ? ' (low-pass)' : ''}`,
      formatNumber(orientation),
      formatNumber(response),
      formatNumber(gray),
      peak === null ? '–' : formatNumber(peak.frequency),
    ]),
  )}\n${lines.join('\n')}`
}
