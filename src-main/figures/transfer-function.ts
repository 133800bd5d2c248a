/**
 * Amplitude (solid) and power (dotted) that a Gaussian blur leaves at each spatial frequency, in three units at
 * once: cycles/pixel and cycles/image below, fraction of Nyquist above. One curve for each σ.
 *
 * Zoom is off: the three axes would no longer say the same.
 */
import type { LayoutAxis } from 'plotly.js'
import {
  formatNumber,
  mixingFrequency,
  nyquistToPixel,
  pixelToImage,
  pixelToNyquist,
} from '../contract/units'
import type { CyclesPerPixel } from '../contract/units'
import { pixelsInUnit, TITLES } from './axes'
import { frequencyAtAmplitude } from './blur-transfer'
import type { Transfer } from './blur-transfer'
import { csv } from './csv'
import type { Appearance, Figure, Scatter } from './figure'
import { finish } from './finish'
import { listed } from './numbers'
import { groupShades, groupStyle } from './palette'
import { axis, baseLayout, INK, LINE_WIDTH, TICK_SIZE } from './style'
import { withMouseV1 } from './mouse-v1'

/** A blur and its transfer, e.g. an entry of `sweep.preview`. */
export interface BlurCurve {
  /** Pixels; null is no blur. */
  sigma: number | null
  transfer: Transfer
}

export interface TransferOptions extends Appearance {
  /** Side of the images in pixels. */
  side: number
  /** Of the project, in degrees of visual angle. */
  fieldOfView?: number | undefined
  /** The σ that is talked about: in full colour, the others light. Absent: all alike. */
  selected?: number | null | undefined
}

export function transferFigure(curves: readonly BlurCurve[], options: TransferOptions): Figure {
  const { theme, side, selected } = options
  const colours = coloursOf(curves, options)
  const nyquist = nyquistToPixel(mixingFrequency(1))
  const fixed = { fixedrange: true } as const
  const spoken = selected === undefined ? curves : curves.filter(({ sigma }) => sigma === selected)
  return finish(
    withMouseV1(
      {
        data: [
          ...curves.flatMap((curve, i) => [
            trace(curve, 'power', colours[i]!, curve.sigma === selected),
            trace(curve, 'amplitude', colours[i]!, curve.sigma === selected),
          ]),
          ...curves.flatMap((curve, i) => halfMark(curve, colours[i]!, side)),
          ruler('x2'),
          ruler('x3'),
        ],
        layout: {
          ...baseLayout(options),
          showlegend: curves.length > 1,
          // Beside the plot: above it is an axis.
          legend: {
            orientation: 'v',
            x: 1.03,
            xanchor: 'left',
            y: 1,
            yanchor: 'top',
            font: { size: TICK_SIZE },
          },
          xaxis: axis('cycles/pixel', theme, { ...fixed, range: [0, nyquist] }),
          xaxis2: secondAxis('fraction of Nyquist', 1, { side: 'top', anchor: 'y' }),
          xaxis3: secondAxis('cycles/image', pixelToImage(nyquist, side), {
            side: 'bottom',
            anchor: 'free',
            position: 0,
          }),
          yaxis: axis(TITLES.transfer, theme, {
            ...fixed,
            domain: [0.3, 1],
            // A kernel that is cut off lets a little of the opposite sign through: below 0.
            range: [-0.03, 1.03],
            tickvals: [0, 0.25, 0.5, 0.75, 1],
          }),
          shapes: [halfLine(INK[theme].quiet)],
        },
        caption: `Transfer of the Gaussian blur as the models apply it (kernel cut off at ⌈2.5 σ⌉ pixels) along one axis of images of ${side} × ${side} pixels; solid: amplitude, dotted: power, circles: half amplitude.`,
        notes: halfSentences(spoken, side),
        csv: table(curves, side),
        ariaLabel:
          `Line plot: amplitude and power of the Gaussian blur against spatial frequency up to Nyquist. ${halfSentences(spoken, side).join(' ')}`.trim(),
      },
      { unit: 'cycles/pixel', viewings: [{ side, fieldOfView: options.fieldOfView }] },
      options,
    ),
  )

  function secondAxis(title: string, end: number, more: Partial<LayoutAxis>): Partial<LayoutAxis> {
    return axis(title, theme, {
      ...fixed,
      range: [0, end],
      overlaying: 'x',
      tickmode: 'auto',
      nticks: 6,
      ...more,
    })
  }
}

function coloursOf(curves: readonly BlurCurve[], { theme, palette, selected }: TransferOptions): string[] {
  const blurred = curves.filter(({ sigma }) => sigma !== null)
  const shades = groupShades('blur', blurred.length, theme, palette)
  return curves.map(({ sigma }) => {
    const { colour, light } = groupStyle(sigma === null ? 'baseline' : 'blur', theme, palette)
    if (selected !== undefined) return sigma === selected ? colour : light
    return sigma === null ? colour : shades[blurred.findIndex((curve) => curve.sigma === sigma)]!
  })
}

function nameOf(sigma: number | null): string {
  return sigma === null ? 'no blur' : `σ ${sigma}`
}

function trace(
  { sigma, transfer }: BlurCurve,
  what: 'amplitude' | 'power',
  color: string,
  strong: boolean,
): Scatter {
  const y = what === 'amplitude' ? transfer.amplitude : transfer.amplitude.map((value) => value * value)
  return {
    type: 'scatter',
    mode: 'lines',
    name: nameOf(sigma),
    legendgroup: nameOf(sigma),
    showlegend: what === 'amplitude',
    x: transfer.frequencies,
    y,
    line: {
      color,
      width: (what === 'amplitude' ? LINE_WIDTH : 1.5) + (strong ? 1 : 0),
      dash: what === 'amplitude' ? 'solid' : 'dot',
    },
    hovertemplate: `${nameOf(sigma)}<br>${what} %{y:.3f} at %{x:.3f} cycles/pixel<extra></extra>`,
  }
}

function halfMark({ sigma, transfer }: BlurCurve, color: string, side: number): Scatter[] {
  const half = frequencyAtAmplitude(transfer, 0.5)
  if (half === null) return []
  return [
    {
      type: 'scatter',
      mode: 'markers',
      name: nameOf(sigma),
      legendgroup: nameOf(sigma),
      showlegend: false,
      x: [half],
      y: [0.5],
      marker: { symbol: 'circle', size: 8, color },
      hovertext: [`${nameOf(sigma)}<br>half amplitude at ${inThreeUnits(half, side)}`],
      hoverinfo: 'text',
    },
  ]
}

/** Plotly draws an axis only where a trace uses it; this one draws nothing. */
function ruler(xaxis: 'x2' | 'x3'): Scatter {
  return { type: 'scatter', mode: 'lines', x: [null], y: [null], xaxis, showlegend: false, hoverinfo: 'skip' }
}

function halfLine(color: string) {
  return {
    type: 'line',
    xref: 'paper',
    x0: 0,
    x1: 1,
    y0: 0.5,
    y1: 0.5,
    line: { color, width: 1, dash: 'dot' },
    layer: 'below',
  } as const
}

/** Of one σ in three units; of several in one, since hovering and the CSV say the others. */
function halfSentences(curves: readonly BlurCurve[], side: number): string[] {
  const halves = curves.flatMap(({ sigma, transfer }) =>
    sigma === null ? [] : [{ sigma, half: frequencyAtAmplitude(transfer, 0.5) }],
  )
  const [only] = halves
  if (only === undefined) return []
  if (halves.length === 1)
    return only.half === null
      ? [`σ = ${only.sigma} pixels leaves more than half of the amplitude up to Nyquist.`]
      : [`σ = ${only.sigma} pixels leaves half of the amplitude at ${inThreeUnits(only.half, side)}.`]
  const found = halves.flatMap(({ sigma, half }) =>
    half === null ? [] : [`${formatNumber(half)} (σ ${sigma})`],
  )
  const without = halves.flatMap(({ sigma, half }) => (half === null ? [`σ ${sigma}`] : []))
  const notes = found.length > 0 ? [`Half of the amplitude is left at ${found.join(', ')} cycles/pixel.`] : []
  if (without.length > 0) notes.push(`More than half is left up to Nyquist by ${listed(without)}.`)
  return notes
}

function inThreeUnits(frequency: CyclesPerPixel, side: number): string {
  return `${formatNumber(frequency)} cycles/pixel = ${formatNumber(pixelToNyquist(frequency))} of Nyquist = ${formatNumber(pixelToImage(frequency, side))} cycles/image`
}

function table(curves: readonly BlurCurve[], side: number): string {
  return csv(
    [
      'sigma (pixels)',
      'frequency (cycles/pixel)',
      'frequency (fraction of Nyquist)',
      'frequency (cycles/image)',
      'amplitude (fraction)',
      'power (fraction)',
    ],
    curves.flatMap(({ sigma, transfer }) =>
      transfer.frequencies.map((value, i) => {
        const amplitude = transfer.amplitude[i]!
        return [
          sigma,
          value,
          pixelsInUnit(value, 'fraction of Nyquist', { side }),
          pixelsInUnit(value, 'cycles/image', { side }),
          amplitude,
          amplitude * amplitude,
        ]
      }),
    ),
  )
}
