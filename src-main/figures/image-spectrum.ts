/**
 * The Fourier spectrum of one picture: log₁₀ of its power over f_x and f_y, DC in the centre and left out.
 * f_y points down, as in the images themselves.
 */
import type { PictureSpectrum } from '../contract/images/picture-spectrum'
import { bothUnits } from './corruption-spectra'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Figure } from './figure'
import { finish } from './finish'
import { colourBar, HEAT_SCALE } from './heat-scale'
import { planeRange } from './perturbation-maps'
import { axis, baseLayout, emptyAnnotation } from './style'

export interface ImageSpectrumOptions extends Appearance {
  /** What the picture is, e.g. `Sneaker, image 12, perturbed`. */
  what: string
  /** log₁₀ of the power of the first and the last colour: the same for pictures that are compared. */
  range: readonly [number, number] | null
}

const TICKS = [-0.5, -0.25, 0, 0.25, 0.5]
const TEXTS = TICKS.map((tick) => `${tick}`.replace('-', '−'))

/** One range for several pictures; null where none has any power beside DC. */
export function spectraRange(spectra: readonly PictureSpectrum[]): [number, number] | null {
  return extent(spectra.flatMap(({ values }) => values.filter((value) => value !== null)))
}

export function imageSpectrumFigure(spectrum: PictureSpectrum, options: ImageSpectrumOptions): Figure {
  const { height, width, values, meanPixel } = spectrum
  const { theme, what, range } = options
  const y = Array.from({ length: height }, (_, row) => (row - Math.floor(height / 2)) / height)
  const x = Array.from({ length: width }, (_, column) => (column - Math.floor(width / 2)) / width)
  const rows = <Cell>(cell: (value: number | null, row: number, column: number) => Cell): Cell[][] =>
    y.map((_, row) => x.map((__, column) => cell(values[row * width + column] ?? null, row, column)))
  const [lowY, highY] = planeRange([height])
  return finish({
    data: [
      {
        type: 'heatmap',
        name: escapeText(what),
        x,
        y,
        z: rows((value) => value),
        ...(range === null ? {} : { zmin: range[0], zmax: range[1] }),
        colorscale: HEAT_SCALE,
        showscale: range !== null,
        colorbar: colourBar('Power |<i>F</i>|² (log<sub>10</sub>)', theme),
        hovertext: rows((value, row, column) => {
          const said = value === null ? 'none' : value.toFixed(2)
          return `${bothUnits(Math.hypot(x[column]!, y[row]!))}<br>log<sub>10</sub> power ${said}`
        }),
        hoverinfo: 'text',
      },
    ],
    layout: {
      ...baseLayout(options),
      margin: { l: 64, r: 20, t: 12, b: 52, pad: 0 },
      xaxis: {
        ...axis('<i>f</i><sub>x</sub> (cycles/pixel)', theme),
        ...{ range: planeRange([width]), tickvals: TICKS, ticktext: TEXTS, constrain: 'domain' },
      },
      yaxis: {
        ...axis('<i>f</i><sub>y</sub> (cycles/pixel)', theme),
        ...{ range: [highY, lowY], tickvals: TICKS, ticktext: TEXTS, constrain: 'domain', scaleanchor: 'x' },
      },
      ...(range === null
        ? emptyAnnotation('This picture has one value only: no power beside DC.', theme)
        : {}),
    },
    caption: `Fourier power |F|² of ${what} (${width} × ${height} pixels; black 0, white 1; transform without a factor, mean of the channels), on a logarithmic scale. The centre is DC, which is left out: the mean of the pixel values is ${meanPixel.toFixed(3)}. ±0.5 cycles/pixel is Nyquist. Colours reach from the least to the most power of the pictures that are shown with it.`,
    notes: [],
    csv: csv(
      ['f_y (cycles/pixel)', 'f_x (cycles/pixel)', 'log10 of the power'],
      values.map((value, i) => [y[Math.floor(i / width)]!, x[i % width]!, value]),
    ),
    ariaLabel: `Heat map of the Fourier power of ${what} over horizontal and vertical frequency, DC in the centre, logarithmic.`,
  })
}
