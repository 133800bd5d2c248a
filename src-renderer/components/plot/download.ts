/**
 * A figure as a file: SVG (vectors, the face by name), PNG at three times the size on screen, CSV of the data.
 * An exported figure is drawn anew in the light theme on white, whatever the window looks like, unless told.
 */
import type { Figure } from '../../../src-main/figures/figure'
import { CONFIG, copied } from './plotly'
import type { Plotly } from './plotly'

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
  const address = await plotly.toImage(
    { ...copied(figure), config: CONFIG },
    {
      format,
      width: Math.max(NARROWEST, Math.round(size.width)),
      height: Math.max(LOWEST, Math.round(size.height)),
      ...(format === 'png' ? { scale: PNG_SCALE } : {}),
    },
  )
  return blobOf(address)
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

/** A data: address as bytes; `fetch` of it would be refused by the content security policy. */
export function blobOf(address: string): Blob {
  const match = /^data:([^;,]+)(?:;charset=[^;,]+)?(;base64)?,(.*)$/s.exec(address)
  if (!match) throw new Error('Plotly gave no picture.')
  const [, type = '', base64, body = ''] = match
  if (base64 === undefined) return new Blob([decodeURIComponent(body)], { type: `${type};charset=utf-8` })
  return new Blob([Uint8Array.from(atob(body), (character) => character.charCodeAt(0))], { type })
}
