/** Every architecture with weights that no golden file holds against PyTorch, where it is installed. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import * as tf from '../../src-main/devices/tf'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { compareWithPytorch } from '../support/compare-architectures'
import type { ArchitectureCase } from '../support/compare-architectures'
import { pythonWith } from '../support/torch'

const SCRIPT = fileURLToPath(new URL('../support/architectures.py', import.meta.url))
const python = pythonWith('torch')
const torchvisionPython = pythonWith('torch', 'torchvision')

describe.skipIf(python === undefined)(
  `fresh weights${python === undefined ? ' (skipped: python3-torch is not installed)' : ''}`,
  () => {
    beforeAll(async () => {
      await registerOnnxruntime()
      await tf.setBackend('onnxruntime')
    })

    it('give what PyTorch gives', () => {
      const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
      const file = join(folder, 'fresh.json')
      execFileSync(python!, [SCRIPT, '--golden', file, '--seed', '2', '--samples', '4096'])
      const cases = JSON.parse(readFileSync(file, 'utf8')) as Record<string, ArchitectureCase>
      rmSync(folder, { recursive: true })
      expect(Object.keys(cases).length).toBeGreaterThan(10)
      for (const [name, expected] of Object.entries(cases)) compareWithPytorch(name, expected)
    })
  },
)

describe.skipIf(torchvisionPython === undefined)(
  `the definitions to compare with${torchvisionPython === undefined ? ' (skipped: python3-torchvision is not installed)' : ''}`,
  () => {
    it("have torchvision's names and shapes", () => {
      const said = execFileSync(torchvisionPython!, [SCRIPT, '--torchvision'], { encoding: 'utf8' })
      expect(said.match(/agrees/g)).toHaveLength(5)
    })
  },
)
