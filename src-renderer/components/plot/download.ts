/**
 * A figure as a file: SVG (vectors, the face by name), PNG at three times the size on screen, CSV of the data.
 * An exported figure is drawn anew in the light theme on white, whatever the window looks like, unless told.
 */
import type { Figure } from '../../../src-main/figures/figure'
import { painted } from './paint'
import { CONFIG, copied } from './plotly'
import type { Plotly } from './plotly'
import { svgOf } from './svg-address'

export type ImageFormat = 'svg' | 'png'

const PNG_SCALE = 3
/** Narrower figures would be exported with words on words. */
const NARROWEST = 480
const LOWEST = 320

export async function pictureOf(
  plotly: Plotly,
  figure: Figure,
  format: ImageFormat,
  size: { width: number; height: number },
): Promise<Blob> {
  const width = Math.max(NARROWEST, Math.round(size.width))
  const height = Math.max(LOWEST, Math.round(size.height))
  const address = await plotly.toImage(
    { ...copied(figure), config: CONFIG },
    { format: 'svg', width, height },
  )
  const svg = svgOf(address)
  if (format === 'svg') return new Blob([svg], { type: 'image/svg+xml;charset=utf-8' })
  return painted(svg, { width, height }, PNG_SCALE)
}

export function csvOf(figure: Figure): Blob {
  // The mark at the beginning tells spreadsheets that σ and − are UTF-8.
  return new Blob(['\uFEFF', figure.csv], { type: 'text/csv;charset=utf-8' })
}

/** Hands a file to the browser's or Electron's own download. */
export function save(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has its own reference once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
