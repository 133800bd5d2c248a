/** Every package has its reason in ARCHITECTURE.md, and everything that is shipped and not ours its notice. */
import { readFileSync, readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { BUNDLED } from '../../build/licences.mjs'
import { ROOT } from '../support/root'

interface PackageFile {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

const text = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
  text('package.json'),
) as PackageFile
const running = Object.keys({ ...dependencies, ...optionalDependencies }).sort()
const developing = Object.keys(devDependencies).sort()

/** Comes with vite, in the version that vite builds with. */
const BROUGHT = new Map([['rolldown', 'vite']])

/** Rows of the table under a heading cell: the packages of the first cell, and the reason. */
function table(heading: string): { names: string[]; reason: string }[] {
  const after = text('ARCHITECTURE.md').split(`| ${heading} | why it is needed |\n| --- | --- |\n`)
  expect(after, heading).toHaveLength(2)
  const rows = after[1]!.split('\n\n')[0]!.split('\n')
  return rows.map((row) => {
    const [, names = '', reason = ''] = row.split('|')
    return { names: [...names.matchAll(/`([^`]+)`/g)].map((match) => match[1]!), reason: reason.trim() }
  })
}

describe('dependencies', () => {
  it.each([
    ['what runs', running],
    ['for development', developing],
  ])('%s: each is in the table once, with a reason, and nothing else is', (heading, packages) => {
    const rows = table(heading)
    expect(rows.flatMap(({ names }) => names).sort()).toEqual(packages)
    for (const { names, reason } of rows) expect(reason, names.join()).toMatch(/\w{3}/)
  })

  it('that are bundled into the page are said to be', () => {
    const said = table('for development').filter(({ reason }) => reason.startsWith('bundled into the page'))
    expect(said.flatMap(({ names }) => names).sort()).toEqual([...BUNDLED].sort())
  })

  it('have one exact version each', () => {
    for (const [name, version] of Object.entries({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
    }))
      expect(version, name).toMatch(/^(npm:[\w@/-]+@)?\d+\.\d+\.\d+$/)
  })

  it('are all that is imported, and src-main and the page import nothing that is not there for a user', () => {
    const places = { 'src-main': running, 'src-renderer': BUNDLED, build: developing, test: developing }
    for (const [folder, allowed] of Object.entries(places)) {
      const here = new Set([...running, ...allowed])
      const unknown = [...imported(folder)].filter(
        (name) => !here.has(name) && !here.has(BROUGHT.get(name) ?? ''),
      )
      // Electron is the program that runs shell/electron/, and types vanish.
      expect(
        unknown.filter((name) => name !== 'electron'),
        folder,
      ).toEqual([])
    }
  })
})

/** Packages whose code the sources of a folder import. */
function imported(folder: string): Set<string> {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(ts|mjs|svelte)$/.test(file) && !/\.d\.ts$|(^|\/)(golden|node_modules)\//.test(file))
  expect(files.length, folder).toBeGreaterThan(10)
  const names = files.flatMap((file) => {
    const source = text(join(folder, file))
    const code = file.endsWith('.svelte')
      ? [...source.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((match) => match[1]!).join('\n')
      : source
    // What is imported for its types only is no code.
    const running = code.replaceAll(/^\s*(import|export) type [^;]*? from '[^']*'$/gm, '')
    return ts.preProcessFile(running, true, true).importedFiles.map(({ fileName }) => fileName)
  })
  const packages = names
    .filter(
      (name) => /^[@a-z]/.test(name) && !/^(node|virtual):/.test(name) && !builtinModules.includes(name),
    )
    .map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    )
  return new Set(packages)
}

describe('third-party notices', () => {
  /** Folders of resources/ that the program made itself, from what the notices name. */
  const OURS = ['example-study.halfpower']

  it('name every folder that is shipped and not ours, with its licence beside it', () => {
    const notices = text('THIRD-PARTY-NOTICES.md')
    const folders = readdirSync(join(ROOT, 'resources'))
    expect(folders).toEqual(expect.arrayContaining(OURS))
    for (const folder of folders.filter((name) => !OURS.includes(name))) {
      expect(notices, folder).toContain(`(\`resources/${folder}/\`)`)
      const licence = text(`resources/${folder}/LICENSE`).replaceAll(/\s+/g, ' ').trim()
      expect(notices.replaceAll(/^> ?/gm, '').replaceAll(/\s+/g, ' '), folder).toContain(licence)
    }
  })

  it('name nothing that is no longer there', () => {
    const named = [...text('THIRD-PARTY-NOTICES.md').matchAll(/`resources\/([^/`]+)\//g)].map(
      (match) => match[1]!,
    )
    expect(named.length).toBeGreaterThan(0)
    for (const folder of named) expect(readdirSync(join(ROOT, 'resources'))).toContain(folder)
  })
})
