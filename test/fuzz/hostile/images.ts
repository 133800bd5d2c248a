/** Image files in a folder of class folders that decode to much, or that are no images. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync, gzipSync } from 'node:zlib'
import { bytesOf } from '../../support/pickles'
import type { Hostile } from './hostile'

function folderOf(name: string, files: Readonly<Record<string, () => Uint8Array | string>>): Hostile {
  return {
    name,
    what: 'data set',
    make(folder) {
      for (const [file, bytes] of Object.entries(files)) {
        mkdirSync(join(folder, 'data', 'a'), { recursive: true })
        writeFileSync(join(folder, 'data', 'a', file), bytes())
      }
      return join(folder, 'data')
    },
  }
}

function uint32BE(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const body = bytesOf(type, data)
  return bytesOf(uint32BE(data.length), body, uint32BE(crc32(body)))
}

/** A PNG that says it is so large; `rows` of them are there. */
export function png(
  width: number,
  height: number,
  rows: number,
  extra: Uint8Array = new Uint8Array(0),
  bits = 8,
  type = 0,
): Uint8Array {
  const head = chunk('IHDR', bytesOf(uint32BE(width), uint32BE(height), bits, type, 0, 0, 0))
  const data = chunk(
    'IDAT',
    deflateSync(Buffer.alloc((width * (bits / 8) * (type === 2 ? 3 : 1) + 1) * rows)),
  )
  return bytesOf('\x89PNG\r\n\x1a\n', head, extra, data, chunk('IEND', new Uint8Array(0)))
}

/** The header of a JPEG of that size, without its picture. */
function jpegHead(width: number, height: number): Uint8Array {
  return bytesOf(
    0xff,
    0xd8,
    0xff,
    0xc0,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
    0xff,
    0xd9,
  )
}

/** TIFF with pages that point to each other in a circle, or many of them. */
function tiff(width: number, height: number, pages: number, circle: boolean): Uint8Array {
  const size = 2 + 6 * 12 + 4
  const file = Buffer.alloc(8 + pages * size)
  file.write('II*\0', 0, 'latin1')
  file.writeUInt32LE(8, 4)
  for (let page = 0; page < pages; page++) {
    const at = 8 + page * size
    file.writeUInt16LE(6, at)
    const entries: [number, number, number][] = [
      [256, 4, width],
      [257, 4, height],
      [258, 3, 8],
      [262, 3, 1],
      [273, 4, 8],
      [279, 4, 1],
    ]
    entries.forEach(([tag, kind, value], i) => {
      const entry = at + 2 + 12 * i
      file.writeUInt16LE(tag, entry)
      file.writeUInt16LE(kind, entry + 2)
      file.writeUInt32LE(1, entry + 4)
      file.writeUInt32LE(value, entry + 8)
    })
    file.writeUInt32LE(page + 1 < pages ? at + size : circle ? 8 : 0, at + size - 4)
  }
  return file
}

function webp(width: number, height: number, frames: number): Uint8Array {
  const u24 = (value: number): Uint8Array => Uint8Array.of(value & 255, (value >> 8) & 255, value >> 16)
  const u32 = (value: number): Uint8Array =>
    Uint8Array.of(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24)
  const part = (name: string, data: Uint8Array): Uint8Array =>
    bytesOf(name, u32(data.length), data, new Uint8Array(data.length % 2))
  const frame = part(
    'ANMF',
    bytesOf(
      u24(0),
      u24(0),
      u24(width - 1),
      u24(height - 1),
      u24(1),
      0,
      part('VP8L', bytesOf(0x2f, 0, 0, 0, 0, 0)),
    ),
  )
  const inner = bytesOf(
    'WEBP',
    part('VP8X', bytesOf(2, 0, 0, 0, u24(width - 1), u24(height - 1))),
    part('ANIM', bytesOf(u32(0), 0, 0)),
    ...Array<Uint8Array>(frames).fill(frame),
  )
  return bytesOf('RIFF', u32(inner.length), inner)
}

const svg = (inside: string, begin = ''): string =>
  `${begin}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">${inside}</svg>`
const laughs = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaaaaaaaa">${Array.from({ length: 12 }, (_, i) => `<!ENTITY ${'abcdefghijklmn'[i + 1]} "${`&${'abcdefghijklmn'[i]};`.repeat(10)}">`).join('')}]>`
const uses = `<g id="u0"><rect width="1" height="1"/></g>${Array.from({ length: 12 }, (_, i) => `<g id="u${i + 1}">${`<use xlink:href="#u${i}"/>`.repeat(10)}</g>`).join('')}<use xlink:href="#u12"/>`

const compressedText = (megabytes: number): Uint8Array =>
  chunk('zTXt', bytesOf('Comment', 0, 0, deflateSync(Buffer.alloc(megabytes * 1024 ** 2, 'a'))))

export const images: Hostile[] = [
  folderOf('a PNG of 60,000 × 60,000 pixels', { 'x.png': () => png(60_000, 60_000, 1) }),
  folderOf('a JPEG of 60,000 × 60,000 pixels', { 'x.jpg': () => jpegHead(60_000, 60_000) }),
  folderOf('a PNG of 8,191 × 8,191 pixels', { 'x.png': () => png(8191, 8191, 8191) }),
  folderOf(
    'eight PNGs of 8,191 × 8,191 pixels of 16 bits',
    Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [`${i}.png`, () => png(8191, 8191, 64, undefined, 16, 2)]),
    ),
  ),
  folderOf('a PNG with 900 MB of packed text', {
    'x.png': () => png(8, 8, 8, bytesOf(...Array<Uint8Array>(30).fill(compressedText(30)))),
  }),
  folderOf('a PNG with a packed profile of 500 MB', {
    'x.png': () =>
      png(8, 8, 8, chunk('iCCP', bytesOf('p', 0, 0, deflateSync(Buffer.alloc(500 * 1024 ** 2))))),
  }),
  folderOf('a TIFF whose pages go round in a circle', { 'x.tif': () => tiff(8, 8, 2, true) }),
  folderOf('a TIFF of eleven thousand pages', { 'x.tif': () => tiff(8, 8, 11_000, false) }),
  folderOf('a TIFF of 60,000 × 60,000 pixels', { 'x.tif': () => tiff(60_000, 60_000, 1, false) }),
  folderOf('a WebP animation of ten thousand frames', { 'x.webp': () => webp(16_000, 16_000, 10_000) }),
  folderOf('SVG under the name of a PNG', { 'x.png': () => svg('<rect width="8" height="8"/>') }),
  folderOf('SVG of entities under the name of a PNG', { 'x.png': () => svg('<text>&n;</text>', laughs) }),
  folderOf('SVG of references under the name of a JPEG', { 'x.jpg': () => svg(uses) }),
  folderOf('SVG after blanks and a comment', {
    'x.png': () => svg(uses, '  \n<!-- a comment -->\n<?xml version="1.0"?>\n'),
  }),
  folderOf('packed SVG under the name of a TIFF', { 'x.tiff': () => gzipSync(svg(uses)) }),
  folderOf('SVG in UTF-16', { 'x.png': () => Buffer.from('\ufeff' + svg(uses), 'utf16le') }),
  folderOf('a GIF under the name of a PNG', {
    'x.png': () =>
      bytesOf(
        'GIF89a',
        0x60,
        0xea,
        0x60,
        0xea,
        0,
        0,
        0,
        ',',
        0,
        0,
        0,
        0,
        0x60,
        0xea,
        0x60,
        0xea,
        0,
        2,
        0,
        ';',
      ),
  }),
  folderOf('a PDF under the name of a PNG', {
    'x.png': () => '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>',
  }),
]
