import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gpuRemedy, unavailable, undo, wishOf } from '../../build/gpu-install.mjs'
import type { Wish } from '../../build/gpu-install.mjs'
import { hashOf, unpackArchive } from '../../build/tensorflow-archive.mjs'
import { findTensorflow } from '../../build/tensorflow-binding.mjs'
import { run } from '../../build/child.mjs'

const PUBLISHED: Wish = { kind: 'published', archive: null }

describe('the native TensorFlow library', () => {
  it.each([
    ['linux', 'x64'],
    ['win32', 'x64'],
  ])('exists for %s on %s', (platform, arch) => {
    expect(unavailable({ platform, arch }, PUBLISHED)).toBeNull()
  })

  it.each([
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
  ])('does not exist for %s on %s, and that is no loss', (platform, arch) => {
    expect(unavailable({ platform, arch }, PUBLISHED)).toContain(`for ${platform} on ${arch}`)
    expect(unavailable({ platform, arch }, PUBLISHED)).toContain('ONNX Runtime')
  })

  it.each([
    ['Error: getaddrinfo ENOTFOUND storage.googleapis.com', 'no route'],
    ['TAR_BAD_ARCHIVE: Unrecognized archive format', 'answered with something else'],
    ['Error: ENOSPC: no space left on device, write', 'disk is full'],
    ['node-pre-gyp install failed with error: Error: Command failed', 'compiling it needs'],
    ['Segmentation fault', 'its own script says below'],
  ])('that fails with "%s" gets a sentence', (output, expected) => {
    expect(gpuRemedy(output)).toContain(expected)
  })
})

describe('what is asked of gpu:install', () => {
  it('is the published library, a folder, a file, or to take it away', () => {
    expect(wishOf([])).toEqual(PUBLISHED)
    expect(wishOf(['--from-source', '/opt/tensorflow'])).toEqual({
      kind: 'folder',
      folder: '/opt/tensorflow',
    })
    expect(wishOf(['--archive', '/a.tar.gz'])).toEqual({ kind: 'published', archive: '/a.tar.gz' })
    expect(wishOf(['--undo'])).toEqual({ kind: 'undo' })
  })

  it.each([
    [['--bogus'], "Unknown option '--bogus'"],
    [['--undo', '--archive', 'x'], '--undo and --archive cannot be asked for together'],
    [['--from-source', ''], '--from-source needs a path'],
    [['folder'], 'Unexpected argument'],
  ])('is refused in a sentence: %j', (args, expected) => {
    expect(wishOf(args)).toContain(expected)
  })

  it('can be a folder on Linux only, and to undo everywhere', () => {
    const folder: Wish = { kind: 'folder', folder: '/opt' }
    expect(unavailable({ platform: 'linux', arch: 'arm64' }, folder)).toBeNull()
    expect(unavailable({ platform: 'darwin', arch: 'arm64' }, folder)).toContain('on Linux only')
    expect(unavailable({ platform: 'darwin', arch: 'arm64' }, { kind: 'undo' })).toBeNull()
  })
})

describe('files of TensorFlow', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'halfpower-tensorflow-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  it('are looked for in what was named, and what is missing is said', () => {
    const place = join(folder, 'python')
    expect(findTensorflow(place)).toContain(`There is no folder ${place}`)
    mkdirSync(join(place, 'include', 'tensorflow', 'c'), { recursive: true })
    expect(findTensorflow(place)).toContain('none of libtensorflow.so.2')
    writeFileSync(join(place, 'libtensorflow_cc.so.2'), '')
    expect(findTensorflow(place)).toContain('no libtensorflow_framework.so.2')
    writeFileSync(join(place, 'libtensorflow_framework.so.2'), '')
    expect(findTensorflow(place)).toContain('no include/tensorflow/c/c_api.h')
    writeFileSync(join(place, 'include', 'tensorflow', 'c', 'c_api.h'), '')
    expect(findTensorflow(place)).toEqual({
      library: join(place, 'libtensorflow_cc.so.2'),
      framework: join(place, 'libtensorflow_framework.so.2'),
      include: join(place, 'include'),
    })
  })

  it.skipIf(process.platform === 'win32')(
    'are unpacked only from an archive with the known hash',
    async () => {
      const source = join(folder, 'lib')
      mkdirSync(source)
      writeFileSync(join(source, 'libtensorflow.so.2'), 'library')
      const file = join(folder, 'archive.tar.gz')
      expect((await run('tar', ['-czf', file, '-C', folder, 'lib'])).code).toBe(0)
      const target = join(folder, 'package', 'deps')
      const refused = await unpackArchive({ file, target, sha256: '0'.repeat(64) })
      expect(refused).toContain(`SHA-256 ${await hashOf(file)} instead of 0000`)
      expect(readdirSync(join(folder, 'package'))).toEqual([])
      expect(await unpackArchive({ file, target, sha256: await hashOf(file) })).toBeNull()
      expect(readdirSync(join(target, 'lib'))).toEqual(['libtensorflow.so.2'])
      expect(undo(join(folder, 'package'))).toBe(true)
      expect(undo(join(folder, 'package'))).toBe(false)
      expect(readdirSync(join(folder, 'package'))).toEqual([])
    },
  )

  it('that nobody answers for are said to be out of reach', async () => {
    const target = join(folder, 'elsewhere', 'deps')
    const said = await unpackArchive({ file: null, target, url: 'http://127.0.0.1:9/archive' })
    expect(said).toMatch(/could not be fetched from http:\/\/127\.0\.0\.1:9\/archive .*--archive FILE/)
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
  })
})
