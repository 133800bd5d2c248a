/** That the rules about arrows between layers bite: each case breaks one of them, and nothing else. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
let folder: string
let violations: { from: string; rule: string }[]

const FILES: Record<string, string> = {
  'package.json': '{"type":"module","dependencies":{"zod":"1.0.0"},"devDependencies":{"fast-check":"1.0.0"}}',
  'tsconfig.json': '{"compilerOptions":{"module":"ESNext","moduleResolution":"bundler"}}',
  'node_modules/zod/package.json': '{"name":"zod","main":"index.js"}',
  'node_modules/zod/index.js': '',
  'node_modules/fast-check/package.json': '{"name":"fast-check","main":"index.js"}',
  'node_modules/fast-check/index.js': '',
  'node_modules/onnxruntime-node/package.json': '{"name":"onnxruntime-node","main":"index.js"}',
  'node_modules/onnxruntime-node/index.js': '',
  'src-main/devices/good.ts': "import type { Unit } from '../contract/good'\nexport const x: Unit = 1",
  'src-main/contract/good.ts': "import 'zod'\nexport type Unit = number",
  'src-main/training/good.ts': "import '../networks/up'\nimport '../random/good'",
  'src-main/random/good.ts': "import '../contract/good'",
  'src-main/networks/up.ts': "import '../training/good'",
  'src-main/networks/up-type.ts': "import type { T } from '../studies/good'\nexport type U = T",
  'src-main/studies/good.ts': 'export type T = string',
  'src-main/contract/node.ts': "import 'node:fs'",
  'src-main/random/devices.ts': "import '../devices/good'",
  'src-main/jobs/electron.ts': "import 'electron'",
  'src-main/frequency/runtime.ts': "void import('onnxruntime-node')",
  'src-main/figures/tensors.ts': "import '../networks/good'",
  'src-main/workbench/development.ts': "import 'fast-check'",
  'src-main/workbench/misspelt.ts': "import './mispelt'",
  'src-main/datasets/left.ts': "import type { T } from '../networks/other'\nexport type U = T",
  'src-main/networks/other.ts': 'export type T = number',
  'src-main/checkpoints/above.ts': "import '../datasets/left'",
  'src-main/corruptions/one.ts': "import type { B } from './two'\nexport type A = B",
  'src-main/corruptions/two.ts': "import type { A } from './one'\nexport type B = A | null",
  'src-main/elsewhere/new.ts': '',
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'halfpower-arrows-'))
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), `${content}\n`)
  }
  writeFileSync(join(folder, 'src-main/training/uses-elsewhere.ts'), "import '../elsewhere/new'\n")
  cpSync(join(root, '.dependency-cruiser.mjs'), join(folder, '.dependency-cruiser.mjs'))
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['src-main', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'],
    ],
    { cwd: folder, encoding: 'utf8' },
  )
  const report = JSON.parse(stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } }
  violations = report.summary.violations.map(({ from, rule }) => ({ from, rule: rule.name }))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const rulesBrokenBy = (path: string) => violations.filter(({ from }) => from === path).map(({ rule }) => rule)

it.each([
  ['an arrow that points up', 'src-main/networks/up.ts', 'nothing-above-frequency-networks-datasets'],
  ['a type from above', 'src-main/networks/up-type.ts', 'nothing-above-frequency-networks-datasets'],
  ['an arrow to the left', 'src-main/datasets/left.ts', 'nothing-left-of-datasets'],
  ['a data set in a checkpoint', 'src-main/checkpoints/above.ts', 'nothing-above-checkpoints'],
  ['a circle of types', 'src-main/corruptions/one.ts', 'no-circles'],
  ['node: in the contract', 'src-main/contract/node.ts', 'contract-knows-only-zod'],
  ['a device in random', 'src-main/random/devices.ts', 'random-knows-only-the-contract'],
  ['a network in a figure', 'src-main/figures/tensors.ts', 'figures-know-only-the-contract'],
  ['electron outside its shell', 'src-main/jobs/electron.ts', 'electron-only-in-its-shell'],
  ['a runtime outside devices', 'src-main/frequency/runtime.ts', 'compute-only-in-devices'],
  ['a package for development', 'src-main/workbench/development.ts', 'nothing-for-development-only'],
  ['a misspelt path', 'src-main/workbench/misspelt.ts', 'nothing-unresolvable'],
  ['a folder without a layer', 'src-main/training/uses-elsewhere.ts', 'every-folder-has-a-layer'],
])('%s is found', (_, path, rule) => {
  expect(rulesBrokenBy(path)).toContain(rule)
})

it('arrows that point down are left alone', () => {
  const good = Object.keys(FILES).filter((path) => path.endsWith('/good.ts'))
  const blamed = violations.filter(({ from, rule }) => good.includes(from) && rule !== 'no-circles')
  expect(blamed).toEqual([])
})
