/**
 * Makes the data set that is shipped in resources/fashion-mnist: a class-balanced part of Fashion-MNIST.
 * Run by hand (`node build/make-fashion-mnist.mjs FOLDER_WITH_THE_FOUR_FILES`), never by a build; its
 * output is committed. Deterministic: the first images of each class, in the order of the source files,
 * so that anybody can make the same bytes again from the published files.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { gzipSync } from 'fflate'

const CLASSES = 10
const PARTS = [
  { name: 'train', perClass: 1200 },
  { name: 't10k', perClass: 200 },
]
const TARGET = resolve(import.meta.dirname, '../resources/fashion-mnist')

const source = process.argv[2]
if (source === undefined) {
  process.stderr.write(
    'Usage: node build/make-fashion-mnist.mjs FOLDER (with train-images-idx3-ubyte.gz and the other three files)\n',
  )
  process.exit(2)
}

/**
 * An IDX file's dimensions and its bytes after the header.
 *
 * @param {string} path
 * @param {number} dimensions how many it must have
 */
function readIdx(path, dimensions) {
  const bytes = gunzipSync(readFileSync(path))
  if (bytes.readUInt32BE(0) !== 0x0800 + dimensions)
    throw new Error(`${path} is not an IDX file of ${dimensions} dimensions`)
  const shape = Array.from({ length: dimensions }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis))
  const data = bytes.subarray(4 + 4 * dimensions)
  if (data.length !== shape.reduce((a, b) => a * b, 1)) throw new Error(`${path} is truncated`)
  return { shape, data }
}

/**
 * Writes an IDX file, compressed without a time stamp so that its bytes depend on nothing but the images.
 *
 * @param {string} name
 * @param {number[]} shape
 * @param {Buffer} data
 */
function writeIdx(name, shape, data) {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header.writeUInt32BE(0x0800 + shape.length, 0)
  shape.forEach((size, axis) => header.writeUInt32BE(size, 4 + 4 * axis))
  const bytes = gzipSync(Buffer.concat([header, data]), { level: 9, mtime: 0 })
  writeFileSync(join(TARGET, name), bytes)
  const hash = createHash('sha256').update(bytes).digest('hex')
  process.stdout.write(`${hash}  ${name}  (${bytes.length} bytes)\n`)
}

mkdirSync(TARGET, { recursive: true })
for (const { name, perClass } of PARTS) {
  const images = readIdx(join(source, `${name}-images-idx3-ubyte.gz`), 3)
  const labels = readIdx(join(source, `${name}-labels-idx1-ubyte.gz`), 1)
  const [, height = 0, width = 0] = images.shape
  const pixels = height * width
  const taken = new Uint32Array(CLASSES)
  /** @type {number[]} */
  const chosen = []
  labels.data.forEach((label, index) => {
    const before = taken[label]
    if (before === undefined || before >= perClass) return
    taken[label] = before + 1
    chosen.push(index)
  })
  if (taken.some((count) => count !== perClass))
    throw new Error(`${name} has fewer than ${perClass} images of some class`)
  writeIdx(
    `${name}-images-idx3-ubyte.gz`,
    [chosen.length, height, width],
    Buffer.concat(chosen.map((index) => images.data.subarray(index * pixels, (index + 1) * pixels))),
  )
  writeIdx(
    `${name}-labels-idx1-ubyte.gz`,
    [chosen.length],
    Buffer.from(chosen.map((index) => labels.data.readUInt8(index))),
  )
}
