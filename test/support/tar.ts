/** Unpacks chosen files of a .tar.gz, without a program for it: names as in the archive, ustar only. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'

const BLOCK = 512

/** @returns how many files were written below `folder` */
export function unpackTar(archive: string, folder: string, wanted: (name: string) => boolean): number {
  const bytes = gunzipSync(readFileSync(archive))
  const text = (start: number, length: number): string => {
    const field = bytes.subarray(start, start + length)
    const end = field.indexOf(0)
    return field.toString('utf8', 0, end < 0 ? length : end)
  }
  let written = 0
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0;) {
    const name = text(at, 100)
    const size = parseInt(text(at + 124, 12), 8)
    const isFile = text(at + 156, 1) === '0' || bytes[at + 156] === 0
    if (isFile && !name.split('/').includes('..') && wanted(name)) {
      const path = join(folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, bytes.subarray(at + BLOCK, at + BLOCK + size))
      written += 1
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return written
}
