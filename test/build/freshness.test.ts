import { cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  BUILD_STAMP,
  buildIsStale,
  installIsStale,
  nodeComplaint,
  packagesMatch,
  sourceHash,
} from '../../build/freshness.mjs'

describe('the version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '23.0.0', '24.1.0', '26.0.0'])('%s is fine', (version) => {
    expect(nodeComplaint(version)).toBeNull()
  })

  it.each(['16.20.2', '18.19.0', '20.18.3', '21.7.3', '22.12.0'])('%s is refused by name', (version) => {
    const complaint = nodeComplaint(version)
    expect(complaint).toContain(`this is ${version}`)
    expect(complaint).toContain('install a current version')
    expect(complaint).not.toContain('\n')
  })
})

describe('installed packages against the lock file', () => {
  const tool = { version: '1.2.3', integrity: 'sha512-a' }
  const wanted = { packages: { '': { version: '0.1.0' }, 'node_modules/tool': tool } }

  it('match when every package is there in its version', () => {
    expect(packagesMatch(wanted, { packages: { 'node_modules/tool': { ...tool } } })).toBe(true)
  })

  it.each([
    ['nothing was ever installed, or an installation was interrupted', null],
    ['a package is missing', { packages: {} }],
    ['a version differs', { packages: { 'node_modules/tool': { ...tool, version: '1.2.4' } } }],
    [
      'the content of a version differs',
      { packages: { 'node_modules/tool': { ...tool, integrity: 'sha512-b' } } },
    ],
    ['a package is left over', { packages: { 'node_modules/tool': tool, 'node_modules/old': tool } }],
  ])('do not match when %s', (_, installed) => {
    expect(packagesMatch(wanted, installed)).toBe(false)
  })

  it('match without the packages made for another system, and with one added by hand', () => {
    const withOptional = {
      packages: {
        ...wanted.packages,
        'node_modules/for-another-system': { version: '1.0.0', optional: true },
      },
    }
    const byHand = { version: '9.0.0', extraneous: true }
    expect(packagesMatch(withOptional, { packages: { 'node_modules/tool': tool } })).toBe(true)
    expect(
      packagesMatch(wanted, { packages: { 'node_modules/tool': tool, 'node_modules/mine': byHand } }),
    ).toBe(true)
  })
})

describe('a checkout', () => {
  let root: string

  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'halfpower-freshness-'))
    write('package-lock.json', '{"packages":{"":{},"node_modules/tool":{"version":"1.0.0"}}}')
    write('src-main/shell/command-line/index.ts', 'export {}')
    write('electron.vite.config.ts', 'export default {}')
  })

  afterEach(() => {
    rmSync(root, { recursive: true, force: true })
  })

  it('that is fresh has to be installed and built', () => {
    expect(installIsStale(root)).toBe(true)
    expect(buildIsStale(root)).toBe(true)
  })

  it('is installed once npm has written its own record, whatever the times of the files', () => {
    write('node_modules/.package-lock.json', '{"packages":{"node_modules/tool":{"version":"1.0.0"}}}')
    utimesSync(join(root, 'node_modules/.package-lock.json'), 0, 0)
    expect(installIsStale(root)).toBe(false)
    write('package-lock.json', '{"packages":{"":{},"node_modules/tool":{"version":"2.0.0"}}}')
    expect(installIsStale(root)).toBe(true)
  })

  it('with a damaged record of the installation has to be installed again', () => {
    write('node_modules/.package-lock.json', '{"packages":{"node_mod')
    expect(installIsStale(root)).toBe(true)
  })

  it.each([
    ['a source changes', 'src-main/shell/command-line/index.ts', 'export const changed = 1'],
    ['a source is added', 'src-main/devices/added.ts', ''],
    ['a package changes', 'package-lock.json', '{}'],
    ['the way of building changes', 'electron.vite.config.ts', 'export default { main: {} }'],
  ])('has to be built again when %s', (_, path, content) => {
    write(BUILD_STAMP, `${sourceHash(root)}\n`)
    expect(buildIsStale(root)).toBe(false)
    write(path, content)
    expect(buildIsStale(root)).toBe(true)
  })

  it('that was copied elsewhere is still built', () => {
    write(BUILD_STAMP, `${sourceHash(root)}\n`)
    const copy = `${root}-copy`
    cpSync(root, copy, { recursive: true })
    try {
      expect(buildIsStale(copy)).toBe(false)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  })

  it('tells a file from the same bytes split over two files', () => {
    write('src-main/a.ts', 'one')
    write('src-main/b.ts', 'two')
    const before = sourceHash(root)
    write('src-main/a.ts', 'onetw')
    write('src-main/b.ts', 'o')
    expect(sourceHash(root)).not.toBe(before)
  })
})
