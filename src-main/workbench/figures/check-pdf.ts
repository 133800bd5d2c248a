/**
 * What a written PDF really is: its size, its fonts and whether they are inside, and which signs its text can be read as.
 * Read from the bytes, not from what was asked for. For the PDFs of Chromium: plain objects, compressed streams.
 */
import { inflateSync } from 'node:zlib'

export interface PdfFacts {
  pages: number
  /** Points. */
  width: number
  height: number
  fonts: { name: string; kind: string; embedded: boolean }[]
  /** Signs that its fonts say they show. */
  signs: ReadonlySet<string>
}

/** Error where it is no such PDF. */
export function pdfFacts(bytes: Uint8Array): PdfFacts {
  const text = Buffer.from(bytes).toString('latin1')
  if (!text.startsWith('%PDF-') || !/%%EOF\s*$/.test(text)) throw new Error('it is no complete PDF')
  const objects = objectsOf(text)
  const box = /\/MediaBox\s*\[\s*([\d.]+)\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)\s*\]/.exec(text)
  if (!box) throw new Error('it has no page size')
  const [left, bottom, right, top] = box.slice(1).map(Number) as [number, number, number, number]
  const fonts: PdfFacts['fonts'] = []
  const signs = new Set<string>()
  for (const object of objects.values()) {
    const { head } = object
    if (!/\/Type\s*\/Font\b/.test(head)) continue
    const kind = /\/Subtype\s*\/(\w+)/.exec(head)?.[1] ?? 'unknown'
    const unicode = referred(objects, head, 'ToUnicode')
    if (unicode)
      for (const shown of signsOf(streamOf(text, unicode))) for (const sign of shown) signs.add(sign)
    // A composite font has its outlines in the one that it is made of.
    if (kind === 'Type0') continue
    const descriptor = referred(objects, head, 'FontDescriptor')
    fonts.push({
      name: /\/BaseFont\s*\/([^\s/<>[\]()]+)/.exec(head)?.[1] ?? 'unnamed',
      kind,
      embedded: descriptor !== null && /\/FontFile[23]?\b/.test(descriptor.head),
    })
  }
  return {
    pages: [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head)).length,
    width: right - left,
    height: top - bottom,
    fonts,
    signs,
  }
}

interface PdfObject {
  head: string
  /** Where its stream begins; null: it has none. */
  stream: number | null
}

function objectsOf(text: string): Map<string, PdfObject> {
  const found = new Map<string, PdfObject>()
  const pattern = /(?:^|[\r\n])(\d+) 0 obj\b/g
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const begin = match.index + match[0].length
    const end = text.indexOf('endobj', begin)
    const body = text.slice(begin, end < 0 ? undefined : end)
    const stream = /stream\r?\n/.exec(body)
    found.set(match[1]!, {
      head: stream ? body.slice(0, stream.index) : body,
      stream: stream ? begin + stream.index + stream[0].length : null,
    })
  }
  return found
}

function referred(objects: Map<string, PdfObject>, head: string, name: string): PdfObject | null {
  const match = new RegExp(`/${name}\\s+(\\d+) 0 R`).exec(head)
  return (match && objects.get(match[1]!)) ?? null
}

function streamOf(text: string, { head, stream }: PdfObject): string {
  const length = Number(/\/Length\s+(\d+)/.exec(head)?.[1] ?? NaN)
  if (stream === null || !Number.isFinite(length)) return ''
  const bytes = Buffer.from(text.slice(stream, stream + length), 'latin1')
  return (/\/FlateDecode/.test(head) ? inflateSync(bytes) : bytes).toString('latin1')
}

/** Of a ToUnicode map. */
function signsOf(map: string): string[] {
  const result: string[] = []
  const sections = map.matchAll(/begin(bfchar|bfrange)([\s\S]*?)end\1/g)
  for (const [, kind, body = ''] of sections) {
    const codes = [...body.matchAll(/<([0-9A-Fa-f]+)>/g)].map(([, code]) => code!)
    if (kind === 'bfchar') for (let i = 1; i < codes.length; i += 2) result.push(utf16(codes[i]!))
    else
      for (let i = 0; i + 2 < codes.length; i += 3) {
        const [from, to] = [Number.parseInt(codes[i]!, 16), Number.parseInt(codes[i + 1]!, 16)]
        const first = Number.parseInt(codes[i + 2]!, 16)
        for (let code = from; code <= to; code++) result.push(String.fromCodePoint(first + code - from))
      }
  }
  return result
}

function utf16(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').swap16().toString('utf16le')
}
