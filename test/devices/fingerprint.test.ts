/** What a result says of where it was computed is what computed it. */
import { afterEach, describe, expect, it } from 'vitest'
import { fingerprintInWords, fingerprintSchema } from '../../src-main/contract/fingerprint'
import { acceleratorOf, nvidiaInWords, vulkanInWords } from '../../src-main/devices/accelerator'
import { fingerprintOf } from '../../src-main/devices/fingerprint'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { loadRuntime } from '../../src-main/devices/onnxruntime/runtime'
import { foreignStates } from '../../src-main/jobs/continuity'
import type { Fingerprint } from '../../src-main/contract/fingerprint'
import type { Unit } from '../../src-main/studies/study'

const CPU = 'onnxruntime-cpu'

afterEach(async () => {
  await registerOnnxruntime()
})

describe('the layout', () => {
  it('is the one in use, also where the processor has another', async () => {
    const { block } = await registerOnnxruntime({ internalLayout: true })
    expect((await fingerprintOf(CPU, 1)).block).toBe(block)
    await registerOnnxruntime({ internalLayout: false })
    const found = await fingerprintOf(CPU, 1)
    expect(found).toMatchObject({ block: null, version: (await loadRuntime()).version })
    expect(fingerprintInWords(found)).toContain('no blocks')
  })
})

it('words of somebody else’s result are data, and of bounded length', () => {
  const theirs = { device: 'a\u001b[2Jb', version: '1', block: null, threads: null, processor: 'x\ny' }
  const onProcessor = Array.from({ length: 25 }, (_, i) => `Op${i}`)
  const words = fingerprintInWords({ ...theirs, onProcessor })
  expect(words).toMatch(
    /^a\\u\{1b\}\[2Jb 1, no blocks, x\\u\{a\}y, by the processor: Op0 .* Op19 and 5 more$/,
  )
  expect(fingerprintSchema.safeParse({ ...theirs, onProcessor: ['x'.repeat(5000)] }).success).toBe(false)
  expect(fingerprintSchema.safeParse({ ...theirs, onProcessor }).success).toBe(true)
})

describe('the accelerator', () => {
  const libraries = [
    { name: 'libcudnn.so.9.1.0', bytes: 100 },
    { name: 'libcudart.so.12.4.127', bytes: 200 },
    { name: 'libcublas.so.12.4.5.8', bytes: 300 },
  ]

  it('is card, driver and libraries', () => {
    const words = nvidiaInWords('NVIDIA A100-SXM4-40GB, 535.104.05\n', libraries)!
    expect(words).toMatch(
      /^NVIDIA A100-SXM4-40GB, driver 535\.104\.05, libcudart\.so\.12\.4\.127, libcudnn\.so\.9\.1\.0 \(3 CUDA libraries, [0-9a-f]{8}\)$/,
    )
    const others = [
      nvidiaInWords('NVIDIA A100-SXM4-40GB, 550.54.15\n', libraries),
      nvidiaInWords('NVIDIA H100 80GB HBM3, 535.104.05\n', libraries),
      nvidiaInWords(
        'NVIDIA A100-SXM4-40GB, 535.104.05\n',
        libraries.with(2, { ...libraries[2]!, bytes: 301 }),
      ),
    ]
    expect(new Set([words, ...others]).size).toBe(4)
    // Two cards of one kind are one kind; the order in which libraries were loaded does not matter.
    const twice = 'NVIDIA A100-SXM4-40GB, 535.104.05\n'.repeat(2)
    expect(nvidiaInWords(twice, libraries.toReversed())).toBe(words)
  })

  it.each([
    ['no tool of the driver', '', libraries],
    ['cards of two kinds', 'NVIDIA A100, 535.1\nNVIDIA T4, 535.1\n', libraries],
    ['a driver that is not said', 'NVIDIA A100, [N/A]\n', libraries],
    ['no library', 'NVIDIA A100, 535.1\n', []],
  ])('is unknown with %s', (_, cards, loaded) => {
    expect(nvidiaInWords(cards, loaded)).toBeNull()
  })

  it('is unknown on what tells nothing', async () => {
    expect(await acceleratorOf('onnxruntime-coreml')).toBeNull()
  })

  it('of WebGPU is the one card and the Vulkan drivers, or none and a driver in software', () => {
    const drivers = [
      { name: 'libvulkan_lvp.so', bytes: 100 },
      { name: 'libLLVM-15.so.1', bytes: 900 },
    ]
    const software = vulkanInWords([], drivers)!
    expect(software).toMatch(/^no graphics card, Vulkan by libvulkan_lvp\.so \(2 libraries, [0-9a-f]{8}\)$/)
    const others = [
      vulkanInWords(['PCI 1002:73bf, amdgpu'], drivers),
      vulkanInWords([], drivers.with(1, { name: 'libLLVM-15.so.1', bytes: 901 })),
      vulkanInWords(['PCI 10de:2204, nvidia', 'NVIDIA GeForce RTX 3090, 535.1'], drivers),
    ]
    expect(new Set([software, ...others]).size).toBe(4)
    expect(vulkanInWords(['PCI 1002:73bf, amdgpu', 'PCI 8086:4680, i915'], drivers)).toBeNull()
    expect(vulkanInWords([], [])).toBeNull()
  })

  it('that is unknown is not the same, whatever a state says; a known one that is the same is', async () => {
    const sentences = async (accelerator: string | null, stated: string | null): Promise<string[]> => {
      const print = (card: string | null): Fingerprint => ({
        device: 'onnxruntime-cuda',
        version: '1',
        block: null,
        threads: 1,
        processor: 'x64, A',
        accelerator: card,
      })
      const block = { key: 'a', label: 'epoch 1', needs: [], arrays: null, task: { kind: 'train' } }
      const next = { ...block, key: 'b', label: 'epoch 2', needs: ['a'] }
      const found = await foreignStates(
        {
          read: () => Promise.resolve({ provenance: print(stated), arrays: null } as never),
          arraysPath: () => '',
        },
        [block, next] as unknown as Unit[],
        new Set(['a']),
        () => Promise.resolve(print(accelerator)),
      )
      return found.map(({ sentence }) => sentence)
    }
    expect(await sentences('NVIDIA A100, driver 1', 'NVIDIA A100, driver 1')).toEqual([])
    expect(await sentences(null, null)).toEqual([
      'epoch 1: nothing says which card and driver compute on onnxruntime-cuda here, so the run begins again: going on could splice two trainings.',
    ])
    expect((await sentences('NVIDIA A100, driver 2', 'NVIDIA A100, driver 1'))[0]).toMatch(
      /driver 1, and here it is .*driver 2; the run begins again/,
    )
  })
})
