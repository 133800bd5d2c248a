/**
 * A figure as a file: SVG (vectors, text as text, its fonts inside, the caption in `<desc>`), PNG at three times the size on screen, CSV of the data.
 * An exported figure is drawn anew in the light theme on white, whatever the window looks like, unless told.
 */
import { withColumns } from '../../../src-main/figures/csv'
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
  if (format === 'svg') {
    // With its fonts inside it looks the same where they are not installed; a chunk of its own.
    const { embedded } = await import('../../print/embedded')
    return new Blob([await embedded(svg, figure)], { type: 'image/svg+xml;charset=utf-8' })
  }
  return painted(svg, { width, height }, PNG_SCALE)
}

/** @param columns more of them, the same in every line */
export function csvOf(figure: Pick<Figure, 'csv'>, columns: Parameters<typeof withColumns>[1] = []): Blob {
  // The mark at the beginning tells spreadsheets that σ and − are UTF-8.
  return new Blob(['\uFEFF', withColumns(figure.csv, columns)], { type: 'text/csv;charset=utf-8' })
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
