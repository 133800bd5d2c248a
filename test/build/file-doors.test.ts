/**
 * What a stranger's project may hold (links, devices, pipes) is dealt with in two places: `files/regular.ts` for reading
 * and `project/write-atomically.ts` for writing. This test reads the source and finds whoever goes past them.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** These open nothing: they ask what is at a path, or list a folder. */
const HARMLESS = new Set([
  'access',
  'accessSync',
  'constants',
  'existsSync',
  'lstat',
  'readdir',
  'realpath',
  'stat',
  'statSync',
])

/** Every other function of node:fs that src-main imports, by file, with the reason. */
const EXCEPTIONS: Readonly<Record<string, { names: string[]; why: string }>> = {
  'files/regular.ts': { names: ['open'], why: 'the door for reading' },
  'project/write-atomically.ts': {
    names: ['copyFile', 'mkdir', 'open', 'rename', 'rm', 'unlink'],
    why: 'the door for writing',
  },
  'project/own-file.ts': {
    names: ['copyFile', 'link', 'open'],
    why: 'the part of the door for writing that makes or opens one file in a folder that is held',
  },
  'project/held-folder.ts': {
    names: ['mkdir', 'open', 'readlink'],
    why: 'the part of the door for writing that goes down to a folder and holds it',
  },
  'project/lock.ts': {
    names: ['readFileSync'],
    why: "the system's own /proc, which is no regular file of a size",
  },
  'jobs/memory-kills.ts': {
    names: ['readFileSync'],
    why: "the system's own /proc, which is no regular file of a size",
  },
  'devices/tensorflow/select.ts': {
    names: ['readdirSync'],
    why: 'the installed package of a library: whether its compiled part is there',
  },
  'devices/accelerator.ts': {
    names: ['readFile'],
    why: "the system's own /sys, which is no regular file of a size",
  },
  'files/temporary-folder.ts': {
    names: ['lstatSync', 'mkdtempSync', 'readdirSync', 'rmSync'],
    why: "new folders of the system's temporary ones, and those that a killed process left there",
  },
  'devices/onnxruntime/ran-where.ts': {
    names: ['readFileSync', 'rmSync'],
    why: "profiles that ONNX Runtime writes, in a new folder of the system's temporary ones",
  },
  'neural/arrays/hdf5-library.ts': {
    names: ['readSync'],
    why: 'the HDF5 library asks for bytes at once; the descriptor is one that the door has opened',
  },
  'shell/command-line/index.ts': { names: ['readFileSync'], why: "this installation's package.json" },
  'shell/browser/open-window.ts': {
    names: ['rm'],
    why: "the profile of a browser's window, in a new folder of the system's temporary ones",
  },
  'shell/press/chromium.ts': {
    names: ['rm'],
    why: "the profile of the browser that draws figures, in a new folder of the system's temporary ones",
  },
  'shell/electron/index.ts': { names: ['readFile'], why: "this installation's package.json" },
  'shell/electron/page-protocol.ts': {
    names: ['readFile'],
    why: "this installation's page, checked by real path",
  },
}

/** Libraries that open files by themselves. */
const OPENERS: Readonly<Record<string, string>> = {
  'datasets/decode.ts': 'sharp reads a header from a path that has been found regular in the line before',
  'shell/browser/host.ts': "sirv serves this installation's page from a list made at the start",
}

interface Found {
  file: string
  name: string
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
}

function isFs(module: string): boolean {
  return /^(node:)?fs(\/promises)?$/.test(module)
}

/** What a file takes from node:fs; `*` for the whole module, however it is had. */
function takenFrom(file: string, text: string): Found[] {
  const found: Found[] = []
  const visit = (node: ts.Node): void => {
    if (
      ts.isImportDeclaration(node) &&
      ts.isStringLiteral(node.moduleSpecifier) &&
      isFs(node.moduleSpecifier.text)
    ) {
      const { importClause: clause } = node
      if (clause && !clause.isTypeOnly) {
        const bindings = clause.namedBindings
        if (clause.name || !bindings || ts.isNamespaceImport(bindings)) found.push({ file, name: '*' })
        else
          for (const { name, propertyName, isTypeOnly } of bindings.elements)
            if (!isTypeOnly) found.push({ file, name: (propertyName ?? name).text })
      }
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      if (isFs(node.moduleSpecifier.text)) found.push({ file, name: '*' })
    } else if (ts.isStringLiteralLike(node) && isFs(node.text) && !ts.isImportDeclaration(node.parent)) {
      // `require('fs')`, `import('node:fs')`, `process.getBuiltinModule('fs')`.
      found.push({ file, name: '*' })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  return found
}

const all = sources('src-main').map((file) => ({ file, text: readFileSync(join('src-main', file), 'utf8') }))
// Only what names the module at all is worth parsing.
const taken = all.flatMap(({ file, text }) => (/['"`](node:)?fs\b/.test(text) ? takenFrom(file, text) : []))

describe('files', () => {
  it('are opened, made, renamed and removed by the two doors and the named exceptions only', () => {
    const past = taken
      .filter(({ name }) => !HARMLESS.has(name))
      .filter(({ file, name }) => !EXCEPTIONS[file]?.names.includes(name))
    expect(past).toEqual([])
  })

  it('each exception is still needed', () => {
    const uses = taken.map(({ file, name }) => `${file} ${name}`)
    for (const [file, { names }] of Object.entries(EXCEPTIONS))
      for (const name of names) expect(uses).toContain(`${file} ${name}`)
  })

  it('are given by name to no library but those that are named here', () => {
    // A path as a bare name: bytes and streams are no business of this test.
    const opens =
      /\b(?:sharp|sirv|createFromFile|InferenceSession\.create)\(\s*(?:path|file|\w+\.page\b|options\.page)/
    const found = all.filter(({ text }) => opens.test(text)).map(({ file }) => file)
    expect(found).toEqual(Object.keys(OPENERS))
  })

  it('the scan sees what goes past', () => {
    for (const [text, names] of [
      ["import { writeFile } from 'fs/promises'", ['writeFile']],
      ["import * as files from 'node:fs'", ['*']],
      ["import fs from 'fs'", ['*']],
      ["import { open as o, type Stats } from 'node:fs/promises'", ['open']],
      ["const fs = await import('node:fs')", ['*']],
      ["const { rmSync } = require('fs')", ['*']],
      ["process.getBuiltinModule('fs').rmSync('x')", ['*']],
      ["export * from 'node:fs'", ['*', '*']],
      ["import type { Stats } from 'node:fs'", []],
    ] as const)
      expect(
        takenFrom('x.ts', text).map(({ name }) => name),
        text,
      ).toEqual(names)
  })
})
