/** Zip archives by range, and what archives are made of that deceive: overlaps, lies, names that point outside. */
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { bytesAsSource } from '../../src-main/checkpoints/byte-source'
import type { ByteSource } from '../../src-main/checkpoints/byte-source'
import { openZip } from '../../src-main/checkpoints/zip-source'

const letters = Buffer.from('abcdefghijklmnopqrstuvwxyz'.repeat(40))
const archive = (level: 0 | 6 = 0) =>
  Buffer.from(zipSync({ 'a/letters': letters, 'b.txt': Buffer.from('hello') }, { level }))
const source = (bytes: Uint8Array) => bytesAsSource(bytes, '"a.zip"')
const directory = (bytes: Buffer, nth = 0) => {
  let at = -1
  for (let i = 0; i <= nth; i++) at = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'), at + 1)
  return at
}

describe('zip by range', () => {
  it('reads members whole and in part, stored and deflated', async () => {
    for (const level of [0, 6] as const) {
      const zip = await openZip(source(archive(level)))
      expect(zip.members.map(({ name }) => name)).toEqual(['a/letters', 'b.txt'])
      expect(Buffer.from(await zip.read(zip.find('a/letters')!))).toEqual(letters)
      const member = await zip.open(zip.find('a/letters')!)
      expect(member.size).toBe(letters.length)
      expect(Buffer.from(await member.read(26, 3)).toString()).toBe('abc')
      await expect(member.read(letters.length - 1, 2)).rejects.toMatchObject({ kind: 'input' })
      expect(zip.find('nothing')).toBeUndefined()
    }
  })

  it('reads the directory and the part that is asked for, and no more', async () => {
    const bytes = Buffer.from(zipSync({ large: new Uint8Array(4_000_000) }, { level: 0 }))
    let read = 0
    const inner = source(bytes)
    const counting: ByteSource = {
      ...inner,
      read: (offset, length) => {
        read += length
        return inner.read(offset, length)
      },
    }
    const zip = await openZip(counting)
    await (await zip.open(zip.find('large')!)).read(1_000_000, 100)
    expect(read).toBeLessThan(70_000)
  })

  it.each<[string, (bytes: Buffer) => Uint8Array, RegExp]>([
    [
      'two members in one place',
      (b) => (b.writeUInt32LE(0, directory(b, 1) + 42), b),
      /overlap|another name/,
    ],
    [
      'a member inside the directory',
      (b) => (b.writeUInt32LE(directory(b), directory(b, 1) + 42), b),
      /ends early/,
    ],
    ['a member beyond the end', (b) => (b.writeUInt32LE(0x7fffffff, directory(b, 1) + 42), b), /ends early/],
    [
      'a packed size that lies',
      (b) => (b.writeUInt32LE(0x7fffff, directory(b) + 20), b),
      /overlap|ends early/,
    ],
    [
      'an unpacked size that lies',
      (b) => (b.writeUInt32LE(0x7fffff, directory(b) + 24), b),
      /claims 8388607 bytes/,
    ],
    ['a wrong checksum', (b) => (b.writeUInt32LE(1, directory(b) + 16), b), /wrong checksum/],
    ['an encrypted member', (b) => (b.writeUInt16LE(1, directory(b) + 8), b), /is encrypted/],
    ['an unknown method', (b) => (b.writeUInt16LE(99, directory(b) + 10), b), /zip method 99/],
    ['another name in the local header', (b) => (b.write('x', 30), b), /another name in its own header/],
    [
      'a name twice',
      (b) => (b.write('b.txt', directory(b) + 46), b.writeUInt16LE(5, directory(b) + 28), b),
      /directory is broken|twice/,
    ],
    ['a name with ..', (b) => (b.write('../../etc', directory(b) + 46), b), /points outside/],
    ['an absolute name', (b) => (b.write('/letters.', directory(b) + 46), b), /points outside/],
    ['a drive', (b) => (b.write('c:\\letter', directory(b) + 46), b), /points outside/],
    ['more members than there are', (b) => (b.writeUInt16LE(9, b.length - 12), b), /directory is broken/],
    ['no directory', (b) => b.subarray(0, directory(b)), /directory is missing/],
  ])('%s: refused', async (_, change, sentence) => {
    const bytes = change(archive())
    const use = async () => {
      const zip = await openZip(source(bytes))
      for (const member of zip.members) await zip.read(member)
    }
    await expect(use()).rejects.toThrow(sentence)
    await expect(use()).rejects.toMatchObject({ kind: 'input' })
  })

  it('refuses a bomb by its own word, and by the limit', async () => {
    const bomb = Buffer.from(zipSync({ zeros: new Uint8Array(1 << 24) }))
    await expect(openZip(source(bomb), 1 << 20)).rejects.toThrow('more than 1048576 bytes')
    const zip = await openZip(source(bomb))
    await expect(zip.read(zip.find('zeros')!, 1 << 20)).rejects.toThrow('at most 1048576 are allowed')
    // Says less than it unpacks to: unpacking stops there.
    bomb.writeUInt32LE(1000, directory(bomb) + 24)
    const lying = await openZip(source(bomb))
    await expect(lying.read(lying.find('zeros')!)).rejects.toThrow('cannot be unpacked')
  })
})
