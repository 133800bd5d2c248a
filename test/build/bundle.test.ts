/**
 * What the built processes can load, followed through their chunks: native libraries belong to the job process. In Electron's
 * own process they meet others of the same name, and a crash of theirs would end the window and the project's lock.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../support/root'

const built = (name: string): string => join(ROOT, 'out', 'main', name)
const isBuilt = existsSync(built('electron.js'))

/** Packages that a built file imports, at once or later, itself or through what it imports. */
function reached(entry: string): Map<string, string> {
  const packages = new Map<string, string>()
  const seen = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
    for (const { fileName: name } of importedFiles) {
      // Pictures for journals: behind a door that stays shut in Electron (workbench/figures/raster-tools.ts).
      if (/\/raster-[\w-]+\.js$/.test(name) && entry !== built('job.js')) continue
      if (name.startsWith('.')) waiting.push(join(dirname(file), name))
      else packages.set(name, file)
    }
  }
  return packages
}

const native = (entry: string): string[] =>
  [...reached(built(entry)).keys()].filter((name) =>
    /^(sharp|onnxruntime-node|@tensorflow\/tfjs-node)/.test(name),
  )

describe.skipIf(!isBuilt)(`the bundle${isBuilt ? '' : ' (skipped: not built)'}`, () => {
  it.each(['electron.js', 'command-line.js'])('%s reaches no native library', (entry) => {
    expect(native(entry)).toEqual([])
    // It is the whole program all the same.
    expect([...reached(built(entry)).keys()]).toContain('fflate')
  })

  it('job.js reaches them, so that this would be seen', () => {
    expect(native('job.js')).toEqual(expect.arrayContaining(['sharp', 'onnxruntime-node/dist/binding.js']))
  })

  it('the preload reaches Electron only', () => {
    const preload = readFileSync(join(ROOT, 'out', 'preload', 'index.cjs'), 'utf8')
    const required = [...preload.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map((match) => match[1])
    expect(new Set(required)).toEqual(new Set(['electron']))
  })
})
