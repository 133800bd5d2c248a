/**
 * The README beside an exported model: its Python program, taken out of the text and pasted into Python, gives the
 * logits of the network that was exported.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { networkConfigurationSchema } from '../../../src-main/contract/model'
import { decodeNpy, encodeNpy } from '../../../src-main/checkpoints/npy'
import * as tf from '../../../src-main/devices/tf'
import { frozenFromState } from '../../../src-main/networks/create'
import { exportOnnx } from '../../../src-main/networks/export/export-onnx'
import { exportReadme } from '../../../src-main/networks/export/export-readme'
import { exportSafetensors } from '../../../src-main/networks/export/export-safetensors'
import type { NetworkConfiguration } from '../../../src-main/networks/network'
import { DEVICES } from '../../support/devices'
import { goldenJson } from '../../support/golden'
import { toNchw } from '../../support/layout'
import { livelyState } from '../../support/lively-state'
import { WIDTH_8 } from '../../support/networks'
import { plainOnnx } from '../../support/onnx'
import { uniform } from '../../support/seeded-values'
import { pythonWith } from '../../support/torch'

const SCRIPT = fileURLToPath(new URL('../../support/readme_programs.py', import.meta.url))
const COUNT = 3

const small = { ...WIDTH_8, size: 16 }
const cases: [string, NetworkConfiguration][] = [
  ...Object.entries(goldenJson('architectures.json') as Record<string, { configuration: unknown }>).map(
    ([name, { configuration }]): [string, NetworkConfiguration] => [
      name,
      networkConfigurationSchema.parse(configuration),
    ],
  ),
  ['torchvision class and blur', { ...small, width: 64, sigma: 1.5 }],
  ['torchvision class, gray, large stem', { ...WIDTH_8, width: 64, stem: 'imagenet', ...gray() }],
  ['torchvision class and principal components', { ...small, width: 64, components: 20 }],
  ['blur wider than the image', { ...small, sigma: 9 }],
  ['gray images as three channels, blur', { ...small, ...gray(), expandsGray: true, sigma: 1 }],
  ['principal components', { ...small, components: 20 }],
]

function gray(): Pick<NetworkConfiguration, 'channels' | 'mean' | 'std'> {
  return { channels: 1, mean: [0.4], std: [0.3] }
}

/** What somebody copies: the lines between those of three backticks. */
function programOf(readme: string): string {
  const program = /^```python\n([\s\S]*?)^```$/m.exec(readme)?.[1]
  if (program === undefined) throw new Error(`There is no program in:\n${readme}`)
  return program
}

const about = (name: string) => ({ name, classNames: ['a', 'b'], version: '1.2.3' })
const python = pythonWith('torch', 'torchvision', 'numpy')
const absent = DEVICES.find(({ device }) => device === 'onnxruntime')!.reason
const reason = python ? absent : 'python3-torch and python3-torchvision are not installed'
const hasRuntime = pythonWith('torch', 'torchvision', 'numpy', 'onnxruntime') === python

describe('README of an exported model', () => {
  it.each(cases)('%s: no line is longer than 100 characters', (_, configuration) => {
    for (const format of ['onnx', 'safetensors'] as const) {
      const readme = exportReadme(configuration, about('m'), format, `m.${format}`)
      const long = readme.split('\n').filter((line) => line.length > 100)
      expect(long).toEqual([])
    }
  })

  it('names all classes, however many, on lines that can be read', () => {
    const classNames = Array.from({ length: 1000 }, (_, i) => `class number ${i}`)
    const readme = exportReadme(WIDTH_8, { ...about('m'), classNames }, 'safetensors', 'm.safetensors')
    const lines = readme.split('\n').filter((line) => line.includes('class number'))
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100)
    const text = lines.map((line, i) => line.replace(i === 0 ? 'Classes' : '', '').trim()).join(' ')
    expect(text.split(', ')).toEqual(classNames)
  })

  it('of a model that came as ONNX asks the file how many images it takes', () => {
    const readme = exportReadme(plainOnnx(3, 32, 10), about('m'), 'onnx', 'my "best".onnx')
    expect(programOf(readme)).toContain('InferenceSession("my \\"best\\".onnx"')
    expect(programOf(readme)).toContain('get_inputs()[0].shape[0]')
    expect(readme).not.toContain('version 13')
  })
})

describe.skipIf(reason !== null)(
  `programs of exported READMEs${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    let folder = ''
    const logits = new Map<string, Float32Array>()
    const place = (name: string, format: string): string =>
      join(folder, `${name} ${format}`.replaceAll('/', '-'))

    beforeAll(async () => {
      await tf.setBackend('onnxruntime')
      folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
      for (const [name, configuration] of cases) logits.set(name, await write(name, configuration))
      execFileSync(python!, [SCRIPT, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
    })
    afterAll(() => {
      rmSync(folder, { recursive: true })
    })

    /** Both exports with their programs and the images; returns our logits of them. */
    async function write(name: string, configuration: NetworkConfiguration): Promise<Float32Array> {
      const { channels, size } = configuration
      const state = await livelyState(configuration)
      const pixels = Float32Array.from(uniform(1, COUNT * size * size * channels))
      for (const format of ['onnx', 'safetensors'] as const) {
        const here = place(name, format)
        const file = `the model.${format}`
        mkdirSync(here)
        const write = format === 'onnx' ? exportOnnx : exportSafetensors
        writeFileSync(join(here, file), write(configuration, state, about(name)))
        const readme = exportReadme(configuration, about(name), format, file)
        writeFileSync(join(here, 'program.py'), programOf(readme))
        const data = toNchw(pixels, [COUNT, size, size, channels])
        const shape = [COUNT, channels, size, size]
        writeFileSync(join(here, 'images.npy'), encodeNpy({ shape, dtype: 'float32', data }))
      }
      const network = frozenFromState(configuration, state)
      const images = tf.tensor4d(pixels, [COUNT, size, size, channels])
      const found = tf.tidy(() => network.logits(images).dataSync<'float32'>())
      images.dispose()
      network.dispose()
      return found
    }

    function compare(name: string, format: string): void {
      const file = join(place(name, format), 'logits.npy')
      expect(existsSync(file), name).toBe(true)
      const { data } = decodeNpy(readFileSync(file))
      const ours = logits.get(name)!
      const largest = ours.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      const apart = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - Number(data[i]))), 0)
      expect(data.length).toBe(ours.length)
      expect(largest).toBeGreaterThan(1e-3)
      expect(apart / Math.max(1, largest), name).toBeLessThan(1e-4)
    }

    it.each(cases.map(([name]) => name))('%s, safetensors in PyTorch', (name) => {
      compare(name, 'safetensors')
    })

    it.skipIf(!hasRuntime)(
      `ONNX in ONNX Runtime${hasRuntime ? '' : ' (skipped: onnxruntime for Python is not installed)'}`,
      () => {
        for (const [name] of cases) compare(name, 'onnx')
      },
    )
  },
)
