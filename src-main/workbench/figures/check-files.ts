/**
 * Reads back what is to be handed to a journal, before it gets its name: size in millimetres, fonts, dots per inch, colours,
 * bytes, and whether the words are in it. A file that is not what was asked for is never put in place.
 */
import { UserError } from '../../contract/errors'
import { epsFacts } from './check-eps'
import { pdfFacts } from './check-pdf'
import { rasterTools } from './raster-tools'
import type { Journal } from '../../contract/figures/journals'

const POINTS_PER_MM = 72 / 25.4
/** Millimetres by which a size may differ: Chromium makes pages of whole points, the next larger one. */
const TOLERANCE = 0.36

export interface Wanted {
  file: string
  /** Millimetres. */
  width: number
  height: number
  labels: readonly string[]
  outlines: boolean
  dpi: number
  journal: Journal
}

/** What was found, in words. UserError('internal') for what is not as it should be, ('usage') for what the journal refuses. */
export async function checkFile(
  format: 'svg' | 'pdf' | 'eps' | 'tif' | 'png',
  bytes: Uint8Array,
  wanted: Wanted,
): Promise<string[]> {
  const { maximumMegabytes, title } = wanted.journal
  if (maximumMegabytes !== null && bytes.length > maximumMegabytes * 1e6)
    throw new UserError(
      'usage',
      `"${wanted.file}" would have ${(bytes.length / 1e6).toFixed(1)} MB, and ${title} takes at most ${maximumMegabytes} MB: choose fewer dots per inch or a narrower figure.`,
    )
  switch (format) {
    case 'svg':
      return checkSvg(Buffer.from(bytes).toString('utf8'), wanted)
    case 'pdf':
      return checkPdf(bytes, wanted)
    case 'eps':
      return checkEps(bytes, wanted)
    case 'tif':
    case 'png':
      return await checkPicture(format, bytes, wanted)
  }
}

function wrong({ file }: Wanted, what: string): UserError {
  return new UserError(
    'internal',
    `"${file}" was not written: when it was read back, ${what}. Export it again, and report it if that does not help.`,
  )
}

function assertSize(wanted: Wanted, width: number, height: number): string {
  const isOff = Math.abs(width - wanted.width) > TOLERANCE || Math.abs(height - wanted.height) > TOLERANCE
  if (isOff || !Number.isFinite(width + height))
    throw wrong(
      wanted,
      `it was ${width.toFixed(2)} × ${height.toFixed(2)} mm instead of ${wanted.width.toFixed(2)} × ${wanted.height.toFixed(2)} mm`,
    )
  return `${width.toFixed(1)} × ${height.toFixed(1)} mm`
}

function checkSvg(text: string, wanted: Wanted): string[] {
  const size = /<svg\b[^>]*?\bwidth="([\d.]+)mm"[^>]*?\bheight="([\d.]+)mm"/.exec(text)
  if (!size || !text.trimEnd().endsWith('</svg>'))
    throw wrong(wanted, 'it was no complete SVG of a size in mm')
  const words = assertSize(wanted, Number(size[1]), Number(size[2]))
  if (wanted.outlines) {
    if (/<text\b/.test(text)) throw wrong(wanted, 'it still had text that is no outline')
    return [words, 'text as outlines']
  }
  const inside = plainText(text)
  const lost = wanted.labels.find((label) => !inside.includes(label.replaceAll(/\s/g, '')))
  if (lost !== undefined) throw wrong(wanted, `the words "${lost}" were not in it`)
  const fonts = [...text.matchAll(/@font-face \{ font-family: '([^']+)'/g)].map(([, name]) => name!)
  if (fonts.length === 0 && wanted.labels.length > 0) throw wrong(wanted, 'it had no font inside')
  return [
    words,
    `${wanted.labels.length} labels as text`,
    `fonts inside: ${[...new Set(fonts)].join(', ') || 'none'}`,
  ]
}

/** All text of a document without blanks, each element's parts together. */
function plainText(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s/g, '')
}

function checkPdf(bytes: Uint8Array, wanted: Wanted): string[] {
  let facts: ReturnType<typeof pdfFacts>
  try {
    facts = pdfFacts(bytes)
  } catch (error) {
    throw wrong(wanted, error instanceof Error ? error.message : String(error))
  }
  if (facts.pages !== 1) throw wrong(wanted, `it had ${facts.pages} pages`)
  const size = assertSize(wanted, facts.width / POINTS_PER_MM, facts.height / POINTS_PER_MM)
  if (wanted.outlines) {
    if (facts.fonts.length > 0) throw wrong(wanted, `it still had the font ${facts.fonts[0]!.name}`)
    return [size, 'text as outlines']
  }
  const bad = facts.fonts.find(({ kind, embedded }) => !embedded || kind !== 'CIDFontType2')
  if (bad) throw wrong(wanted, `its font ${bad.name} (${bad.kind}) was not embedded as TrueType`)
  const wantedSigns = new Set(wanted.labels.join('').replaceAll(/[\s\u200b]/g, ''))
  const lost = [...wantedSigns].filter((sign) => !facts.signs.has(sign))
  if (lost.length > 0) throw wrong(wanted, `its text had no ${lost.join(' ')}`)
  return [
    size,
    `fonts embedded as TrueType: ${[...new Set(facts.fonts.map(({ name }) => name.replace(/^[A-Z]{6}\+/, '')))].join(', ')}`,
    `${wanted.labels.length} labels, ${wantedSigns.size} different signs found`,
  ]
}

function checkEps(bytes: Uint8Array, wanted: Wanted): string[] {
  let facts: ReturnType<typeof epsFacts>
  try {
    facts = epsFacts(bytes)
  } catch (error) {
    throw wrong(wanted, error instanceof Error ? error.message : String(error))
  }
  const size = assertSize(wanted, facts.width / POINTS_PER_MM, facts.height / POINTS_PER_MM)
  // Each sign that is seen is a shape of its own, and there are lines besides.
  const signs = wanted.labels.join('').replaceAll(/[\s\u200b]/g, '').length
  if (facts.fills < signs)
    throw wrong(wanted, `it had ${facts.fills} filled shapes, and its text alone has ${signs} signs`)
  return [size, 'text as outlines', 'RGB, nothing translucent: overlaid areas have their mixed colours']
}

const COMPRESSION = 259
const LZW = 5

/** A short number of the first folder of a TIFF; null where it has none. */
export function tiffTag(bytes: Uint8Array, tag: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const little = view.getUint16(0) === 0x4949
  const folder = view.getUint32(4, little)
  const count = view.getUint16(folder, little)
  for (let i = 0; i < count; i++) {
    const entry = folder + 2 + 12 * i
    if (view.getUint16(entry, little) === tag) return view.getUint16(entry + 8, little)
  }
  return null
}

async function checkPicture(format: 'tif' | 'png', bytes: Uint8Array, wanted: Wanted): Promise<string[]> {
  const { pictureFacts } = await rasterTools()
  const { width, height, channels, hasAlpha, density, space, pages, entropy } = await pictureFacts(bytes)
  const mm = (pixels: number): number => (pixels / wanted.dpi) * 25.4
  const size = assertSize(wanted, mm(width), mm(height))
  if (density === undefined || Math.abs(density - wanted.dpi) > 1)
    throw wrong(wanted, `it said ${density ?? 'no'} dots per inch instead of ${wanted.dpi}`)
  if (hasAlpha || channels !== 3 || space !== 'srgb')
    throw wrong(wanted, `it had ${channels} channels of ${space} instead of RGB without alpha`)
  if (format === 'tif' && (tiffTag(bytes, COMPRESSION) !== LZW || (pages ?? 1) !== 1))
    throw wrong(wanted, 'it was not compressed by LZW, or had several layers')
  if (entropy < 0.01) throw wrong(wanted, 'it was empty')
  return [
    size,
    `${width} × ${height} pixels, ${wanted.dpi} dots per inch`,
    format === 'tif' ? 'RGB, LZW, no alpha' : 'RGB, no alpha',
  ]
}
