/** Images of other kinds than images.ts. */
import { deflateSync } from 'node:zlib'
import { bytesOf, uint32 } from '../../support/pickles'
import { chunk, imagesOf, times, uint32BE } from './file-parts'
import { png } from './images'
import type { Hostile } from './hostile'

export const moreImages: Hostile[] = [
  imagesOf('PNG: 100,000 × 1 pixels', () => ({ 'x.png': png(100_000, 1, 1) })),
  imagesOf('PNG: 1 × 2,000,000,000 pixels', () => ({ 'x.png': png(1, 2_000_000_000, 1) })),
  imagesOf('PNG: interlaced, 8,000 × 8,000 of 16 bits in colour', () => {
    const head = chunk('IHDR', bytesOf(uint32BE(8000), uint32BE(8000), 16, 2, 0, 0, 1))
    return {
      'x.png': bytesOf(
        '\x89PNG\r\n\x1a\n',
        head,
        chunk('IDAT', deflateSync(Buffer.alloc(300_000_000), { level: 9 })),
        chunk('IEND', new Uint8Array(0)),
      ),
    }
  }),
  imagesOf('PNG: twenty of 4,000 × 4,000', () =>
    Object.fromEntries(times(20, (i) => [`${i}.png`, png(4000, 4000, 4000)])),
  ),
  imagesOf('PNG: eighty thousand chunks of nothing', () => ({
    'x.png': png(8, 8, 8, bytesOf(...times(30_000, () => chunk('tEXt', Buffer.from('a\0b'))))),
  })),
  imagesOf('APNG of ten thousand frames', () => ({
    'x.png': png(
      16,
      16,
      16,
      bytesOf(
        chunk('acTL', bytesOf(uint32BE(10_000), uint32BE(0))),
        ...times(8000, (i) =>
          chunk('fcTL', bytesOf(uint32BE(i), uint32BE(16), uint32BE(16), new Uint8Array(14))),
        ),
      ),
    ),
  })),
  imagesOf('PNG whose compressed stream is a bomb behind its rows', () => {
    const head = chunk('IHDR', bytesOf(uint32BE(8), uint32BE(8), 8, 0, 0, 0, 0))
    return {
      'x.png': bytesOf(
        '\x89PNG\r\n\x1a\n',
        head,
        chunk('IDAT', deflateSync(Buffer.alloc(400_000_000), { level: 9 })),
        chunk('IEND', new Uint8Array(0)),
      ),
    }
  }),
  imagesOf('GIF of 65,535 × 65,535', () => ({
    'x.gif': bytesOf(
      'GIF89a',
      0xff,
      0xff,
      0xff,
      0xff,
      0x80,
      0,
      0,
      new Uint8Array(6),
      ',',
      0,
      0,
      0,
      0,
      0xff,
      0xff,
      0xff,
      0xff,
      0,
      2,
      1,
      0x44,
      0,
      ';',
    ),
  })),
  imagesOf('GIF of ten thousand frames', () => ({
    'x.gif': bytesOf(
      'GIF89a',
      8,
      0,
      8,
      0,
      0x80,
      0,
      0,
      new Uint8Array(6),
      ...times(10_000, () => bytesOf(',', 0, 0, 0, 0, 8, 0, 8, 0, 0, 2, 2, 0x4c, 1, 0)),
      ';',
    ),
  })),
  imagesOf('WebP: lossless head of 16,383 × 16,383', () => ({
    'x.webp': webp(bytesOf('VP8L', uint32(9), 0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0)),
  })),
  imagesOf('WebP: lossy head of 16,383 × 16,383', () => ({
    'x.webp': webp(bytesOf('VP8 ', uint32(10), 0x50, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f)),
  })),
  imagesOf('JPEG: progressive of 20,000 × 20,000 with three thousand scans', () => ({
    'x.jpg': jpegOfScans(8000, 3000),
  })),
  imagesOf('JPEG: an EXIF of nine hundred thousand entries in a circle', () => ({
    'x.jpg': bytesOf(
      0xff,
      0xd8,
      0xff,
      0xe1,
      0xff,
      0xff,
      'Exif\0\0II*\0',
      uint32(8),
      0xff,
      0xff,
      new Uint8Array(65_000),
      0xff,
      0xd9,
    ),
  })),
  imagesOf('TIFF: deflated strips, 20,000 × 20,000', () => ({ 'x.tif': tiffDeflated(20_000, 20_000) })),
  imagesOf('TIFF: 8 GB in one strip of a 60 kB file', () => ({ 'x.tif': tiffDeflated(65_000, 65_000) })),
  imagesOf('SVG behind an XML head in other letters', () => ({
    'x.webp': '<?XML version="1.0"?><SVG xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    'y.jpg':
      '\u00ef\u00bb\u00bf<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"><rect width="9" height="9"/></svg>',
    'z.gif': `${'\n'.repeat(5000)}<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"><filter id="f"><feTurbulence numOctaves="90"/></filter><rect width="20000" height="20000" filter="url(#f)"/></svg>`,
  })),
  imagesOf('an SVG that reads a file of the user', () => ({
    'x.png':
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8"><image xlink:href="file:///etc/passwd" width="8" height="8"/></svg>',
  })),
  imagesOf('other formats under the name of a JPEG: BMP, ICO, PSD, HDR, EXR, PPM, FITS, Matlab', () => ({
    '1.jpg': bytesOf(
      'BM',
      uint32(0xffffffff),
      uint32(0),
      uint32(54),
      uint32(40),
      uint32(0x7fffffff),
      uint32(0x7fffffff),
      1,
      0,
      24,
      0,
      new Uint8Array(24),
    ),
    '2.jpg': bytesOf(0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0, uint32(0xffffff), uint32(22)),
    '3.jpg': bytesOf('8BPS', 0, 1, new Uint8Array(6), 0, 3, uint32BE(300_000), uint32BE(300_000), 0, 8, 0, 3),
    '4.jpg': '#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 99999 +X 99999\n',
    '5.jpg': bytesOf(0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0),
    '6.jpg': 'P6\n99999 99999\n255\n',
    '7.jpg': 'SIMPLE  =                    T'.padEnd(2880),
    '8.jpg': 'MATLAB 5.0 MAT-file'.padEnd(200),
    '9.jpg': 'II*\0\u0008',
  })),
]

function webp(part: Uint8Array): Uint8Array {
  return bytesOf('RIFF', uint32(part.length + 4), 'WEBP', part)
}

/** A progressive JPEG whose scans say nothing: each makes a decoder go over the whole picture. */
function jpegOfScans(side: number, scans: number): Uint8Array {
  const [high, low] = [side >> 8, side & 255]
  const table = bytesOf(0xff, 0xdb, 0, 67, 0, new Uint8Array(64).fill(1))
  const huffman = (kind: number): Uint8Array => bytesOf(0xff, 0xc4, 0, 20, kind, 1, new Uint8Array(15), 0)
  const frame = bytesOf(0xff, 0xc2, 0, 11, 8, high, low, high, low, 1, 1, 0x11, 0)
  const first = bytesOf(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, new Uint8Array(40))
  const refine = bytesOf(0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, new Uint8Array(20))
  return bytesOf(
    0xff,
    0xd8,
    table,
    huffman(0),
    huffman(0x10),
    frame,
    first,
    ...times(scans, () => refine),
    0xff,
    0xd9,
  )
}

function tiffDeflated(width: number, height: number): Uint8Array {
  const data = deflateSync(Buffer.alloc(Math.min(400_000_000, width * height)), { level: 9 })
  const entries: [number, number, number][] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 8],
    [259, 3, 8],
    [262, 3, 1],
    [273, 4, 8 + 2 + 9 * 12 + 4],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, data.length],
  ]
  const head = Buffer.alloc(8 + 2 + 9 * 12 + 4)
  head.write('II*\0', 0, 'latin1')
  head.writeUInt32LE(8, 4)
  head.writeUInt16LE(9, 8)
  entries.forEach(([tag, kind, value], i) => {
    const at = 10 + 12 * i
    head.writeUInt16LE(tag, at)
    head.writeUInt16LE(kind, at + 2)
    head.writeUInt32LE(1, at + 4)
    head.writeUInt32LE(value, at + 8)
  })
  return Buffer.concat([head, data])
}
