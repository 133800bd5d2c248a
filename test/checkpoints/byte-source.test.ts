import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  LARGEST_READ,
  bytesAsSource,
  openByteSource,
  readPieces,
} from '../../src-main/checkpoints/byte-source'
import { UserError } from '../../src-main/contract/errors'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halfpower-source-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a file as a source of bytes', () => {
  it('gives the bytes of a range, also in pieces, as bytes in memory do', async () => {
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i)
    const path = join(folder, 'a.pt')
    await writeFile(path, bytes)
    const file = await openByteSource(path)
    for (const source of [file, bytesAsSource(bytes, '"a.pt"')]) {
      expect([source.name, source.size]).toEqual(['"a.pt"', 100])
      expect([...(await source.read(10, 3))]).toEqual([10, 11, 12])
      expect(await source.read(100, 0)).toHaveLength(0)
      const pieces = []
      for await (const piece of readPieces(source, 5, 25, 10)) pieces.push([...piece])
      expect(pieces.map((piece) => piece.length)).toEqual([10, 10, 5])
      expect(pieces.flat()).toEqual([...bytes.subarray(5, 30)])
    }
    await file.close()
    await file.close() // twice does no harm
    await expect(file.read(0, 1)).rejects.toThrow(/has been closed/)
  })

  it.each([
    [99, 2],
    [101, 0],
    [-1, 2],
    [0, -1],
    [0.5, 1],
    [NaN, 1],
    [0, 2 ** 53],
    [2 ** 53, 2 ** 53],
  ])('refuses the range %d, %d of 100 bytes', async (offset, length) => {
    const path = join(folder, 'b.pt')
    await writeFile(path, new Uint8Array(100))
    const file = await openByteSource(path)
    for (const source of [file, bytesAsSource(new Uint8Array(100), '"b.pt"')]) {
      await expect(source.read(offset, length)).rejects.toThrow(/"b\.pt" is truncated or damaged/)
      await expect(readPieces(source, offset, length).next()).rejects.toBeInstanceOf(UserError)
    }
    await file.close()
  })

  it('refuses to read much at once', async () => {
    const path = join(folder, 'large.pt')
    await writeFile(path, 'x')
    await truncate(path, LARGEST_READ + 2) // sparse
    const file = await openByteSource(path)
    await expect(file.read(0, LARGEST_READ + 1)).rejects.toThrow(
      /asks for a piece of 268435457 bytes at once/,
    )
    await file.close()
  })

  it('says that a file became shorter', async () => {
    const path = join(folder, 'shrinks.pt')
    await writeFile(path, new Uint8Array(100))
    const file = await openByteSource(path)
    await truncate(path, 10)
    await expect(file.read(0, 50)).rejects.toThrow(/"shrinks\.pt" became shorter while it was read/)
    await file.close()
  })

  const everybody = process.platform === 'win32' || process.getuid?.() === 0
  it.skipIf(everybody)(
    `says that it may not read${everybody ? ' (skipped: this user may read all)' : ''}`,
    async () => {
      const path = join(folder, 'secret.pt')
      await writeFile(path, 'x')
      await chmod(path, 0)
      await expect(openByteSource(path)).rejects.toThrow(/may not be read/)
    },
  )

  it.skipIf(process.platform === 'win32')(
    'a device is none (skipped on Windows, which has none)',
    async () => {
      await expect(openByteSource('/dev/zero')).rejects.toThrow(
        /is a device or a pipe; choose an ordinary file/,
      )
    },
  )

  it('a folder is none', async () => {
    await expect(openByteSource(folder)).rejects.toThrow(/is a folder; choose one file/)
  })
})
