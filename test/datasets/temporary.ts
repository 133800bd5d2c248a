/** Helpers for the tests of the readers: a folder that goes away again, and files made by hand. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { afterAll } from 'vitest'
import type { DataSetSpecification } from '../../src-main/datasets/specification'

/** A new empty folder, removed after the test file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-data-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Writes a file, making its folders; returns its path. */
export function put(path: string, bytes: Uint8Array | string): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

/** An IDX file of unsigned bytes, as Yann LeCun's page describes it. */
export function idxBytes(shape: number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.set([0, 0, 8, shape.length])
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  return Buffer.concat([header, Uint8Array.from(values)])
}

/** A PNG of one colour (three numbers) or one gray (one number), 0…255. */
export async function png(colour: number[], width = 8, height = width): Promise<Buffer> {
  const channels = colour.length as 1 | 3
  const pixels = Buffer.from(Array.from({ length: width * height }, () => colour).flat())
  return sharp(pixels, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer()
}

/** A specification without transforms, unless given. */
export function specification(
  path: string,
  format: DataSetSpecification['format'],
  more: { split?: string; gray?: boolean; size?: number; fit?: 'pad' | 'resize' } = {},
): DataSetSpecification {
  const { split, gray = false, size, fit } = more
  return { path, format, split, transforms: { gray, size, fit } }
}

/** The first `count` values of float32 data, rounded to whole 255ths. */
export function in255ths(values: Float32Array, count = values.length): number[] {
  return [...values.subarray(0, count)].map((value) => Math.round(value * 255))
}
