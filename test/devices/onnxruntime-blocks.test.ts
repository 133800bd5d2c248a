/**
 * ONNX Runtime's internal layout: every form in which its operators are used is tried at the start, and one that
 * computes otherwise than expected switches the layout off, aloud.
 */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { onnx } from 'onnx-proto'
import '@tensorflow/tfjs-backend-cpu'
import { afterEach, describe as group, expect, it, vi } from 'vitest'
import { networkConfigurationSchema } from '../../src-main/contract/model'
import { blockedCases } from '../../src-main/devices/onnxruntime/blocked-cases'
import { writtenForms } from '../../src-main/devices/onnxruntime/blocked-forms'
import { agrees, computed, probeBlocks } from '../../src-main/devices/onnxruntime/blocked-probe'
import { lowerPlan } from '../../src-main/devices/onnxruntime/lower-plan'
import { Lowering } from '../../src-main/devices/onnxruntime/lowering'
import { makePlan } from '../../src-main/devices/onnxruntime/plan'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import { loadRuntime } from '../../src-main/devices/onnxruntime/runtime'
import type { Runtime } from '../../src-main/devices/onnxruntime/runtime'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { deviation, instructions, write } from './programs/program'

const runtime = await loadRuntime()
const here = probeBlocks(runtime)
const absent = here.size === null ? ' (skipped: this processor has no internal layout)' : ''

/** What the probe computes with blocks of this size, which need not be those of this processor. */
function probed(block: number): string[] {
  writtenForms.clear()
  const plan = makePlan(
    blockedCases(block).map(({ result }) => result),
    'test',
  )
  lowerPlan(plan, new Lowering({ block, provider: 'cpu' }))
  return [...writtenForms].sort()
}

/** Forms that were written since and that the probe does not compute. */
function missing(): string[] {
  const written = [...writtenForms]
  const known = new Set(probed(here.size!))
  return written.filter((form) => !known.has(form)).sort()
}

it('the probe finds nothing wrong here', () => {
  expect(here.complaint).toBeNull()
})

it('the probe computes the same forms whatever the block size', () => {
  expect(probed(8)).toEqual(probed(16))
  expect(probed(8).length).toBeGreaterThan(200)
})

/** Of 16 channels, so that they fill blocks, and as deep as the golden ones. */
const NETWORKS = [
  'resnet18',
  'resnet50-imagenet',
  'cifar-resnet20-a',
  'preact-resnet18-v2',
  'wide-resnet-10-1',
  'resnext29',
  'vgg11-torchvision',
  'vgg16-bn-cifar',
]

group.skipIf(here.size === null)(`every form that is used is probed${absent}`, () => {
  afterEach(() => tf.setBackend('cpu'))

  it.each(NETWORKS)('by %s, its input gradient and a step of training', async (name) => {
    const golden = JSON.parse(
      readFileSync(new URL('../golden/architectures.json', import.meta.url), 'utf8'),
    ) as Record<string, { configuration: object }>
    const configuration = networkConfigurationSchema.parse({ ...golden[name]!.configuration, width: 16 })
    await registerOnnxruntime({ internalLayout: true })
    await tf.setBackend('onnxruntime')
    writtenForms.clear()
    const network = createNetwork(configuration, 1)
    const frozen = network.frozen()
    const { size, channels } = configuration
    tf.tidy(() => {
      const x = tf.ones<tf.Rank.R4>([2, size, size, channels])
      tf.grad((v) => tf.sum(tf.square(frozen.logits(v as tf.Tensor4D))))(x).dataSync()
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.square(network.trainingLogits(x, new Map()))),
        [...network.parameters.values()],
      )
      for (const gradient of Object.values(grads)) gradient.dataSync()
    })
    frozen.dispose()
    network.dispose()
    expect(writtenForms.size).toBeGreaterThan(5)
    expect(missing()).toEqual([])
  })

  it('by generated programs', async () => {
    await registerOnnxruntime({ internalLayout: true, threads: 1 })
    const lists = fc.sample(instructions, { numRuns: 200, seed: 4 })
    const seen = new Set<string>()
    for (const list of lists) {
      await tf.setBackend('cpu')
      const program = write(list)
      await tf.setBackend('onnxruntime')
      writtenForms.clear()
      expect(deviation(program)).toBeNull()
      for (const form of writtenForms) seen.add(form)
    }
    for (const form of seen) writtenForms.add(form)
    expect(missing()).toEqual([])
    expect(seen.size).toBeGreaterThan(100)
  })
})

type Node = onnx.INodeProto

function attributeOf(node: Node, name: string): onnx.IAttributeProto | undefined {
  return node.attribute!.find((entry) => entry.name === name)
}

function numbersOf(node: Node, name: string): number[] {
  return (attributeOf(node, name)?.ints ?? []).map(Number)
}

function without(node: Node, name: string): void {
  node.attribute = node.attribute!.filter((entry) => entry.name !== name)
}

/** Internal operators that do something else: shapes stay, numbers do not. */
const FAULTS: Record<string, (node: Node) => void> = {
  'forgets a ReLU': (node) => {
    if (node.opType === 'Conv') without(node, 'activation')
  },
  'forgets an addend': (node) => {
    if (node.opType === 'Conv') node.input = node.input!.slice(0, 3)
  },
  'forgets an offset': (node) => {
    if (node.opType === 'Conv' && node.input![2]) node.input = node.input!.with(2, '')
  },
  'pads at the wrong sides': (node) => {
    const pads = numbersOf(node, 'pads')
    if (node.opType === 'Conv' && new Set(pads).size > 1)
      attributeOf(node, 'pads')!.ints = [pads[2]!, pads[3]!, pads[0]!, pads[1]!]
  },
  'pads at the wrong sides when it pools': (node) => {
    const pads = numbersOf(node, 'pads')
    if (node.opType === 'MaxPool' && new Set(pads).size > 1)
      attributeOf(node, 'pads')!.ints = [pads[2]!, pads[3]!, pads[0]!, pads[1]!]
  },
  'takes the mean for the largest': (node) => {
    if (node.opType === 'MaxPool') node.opType = 'AveragePool'
  },
  'takes the mean of a whole image for the largest': (node) => {
    if (node.opType === 'GlobalMaxPool') node.opType = 'GlobalAveragePool'
  },
  'counts padding in a mean': (node) => {
    const { AttributeType } = onnx.AttributeProto
    if (node.opType === 'AveragePool')
      node.attribute!.push({ name: 'count_include_pad', type: AttributeType.INT, i: 1 })
  },
  'reads out of blocks in another order': (node) => {
    const order = attributeOf(node, 'channels_last')
    if (node.opType === 'ReorderOutput' && order === undefined) node.domain = ''
  },
}

/** The library with a fault in its internal operators, on blocks of more than the deciding case has. */
function faulty(fault: (node: Node) => void, isDeciding: (model: onnx.ModelProto) => boolean): Runtime {
  return {
    ...runtime,
    createSession: (model, options) => {
      const decoded = onnx.ModelProto.decode(model)
      if (isDeciding(decoded)) return runtime.createSession(model, options)
      for (const node of decoded.graph!.node!) if (node.domain!.includes('nchwc')) fault(node)
      return runtime.createSession(onnx.ModelProto.encode(decoded).finish(), options)
    },
  }
}

/** One output: the small program that finds the block size. */
const isDeciding = ({ graph }: onnx.ModelProto): boolean => graph!.output!.length === 1

group.skipIf(here.size === null)(`an internal operator that computes otherwise${absent}`, () => {
  it.each(Object.keys(FAULTS))('is found when it %s', (name) => {
    const { size, complaint } = probeBlocks(faulty(FAULTS[name]!, isDeciding))
    expect(size).toBeNull()
    expect(complaint).toMatch(/^ONNX Runtime .* its internal layout is not used, and networks are slower\.$/)
  })

  it('is found in every single program, at every pixel and in every channel', () => {
    const block = here.size!
    const cases = blockedCases(block)
    const results = computed(runtime, block, cases)
    cases.forEach((entry, index) => {
      const channels = entry.wanted.shape[3]
      const pixels = results[index]!.length / channels
      const isFound = (isSpoilt: (pixel: number, channel: number) => boolean): boolean => {
        const spoil = (value: number, i: number): number =>
          isSpoilt(Math.floor(i / channels), i % channels) ? value + 1 : value
        return !agrees(entry, results[index]!.map(spoil), index)
      }
      expect(
        isFound(() => false),
        entry.name,
      ).toBe(false)
      for (const spoilt of [0, pixels - 1]) expect(isFound((pixel) => pixel === spoilt)).toBe(true)
      for (const spoilt of [0, channels - 1]) expect(isFound((_, channel) => channel === spoilt)).toBe(true)
    })
  })

  it('switches the layout off for the process, and says so', async () => {
    vi.resetModules()
    const { loadRuntime: load } = await import('../../src-main/devices/onnxruntime/runtime')
    const { registerOnnxruntime: register } = await import('../../src-main/devices/onnxruntime/register')
    Object.assign(await load(), faulty(FAULTS['forgets a ReLU']!, isDeciding))
    const said: string[] = []
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation((text) => void said.push(String(text)))
    try {
      const { block, complaint } = await register({ internalLayout: true })
      expect(block).toBeNull()
      expect(complaint).toContain('does not compute on blocks')
      expect(said).toContain(complaint)
    } finally {
      warn.mockRestore()
      vi.resetModules()
    }
  })
})
