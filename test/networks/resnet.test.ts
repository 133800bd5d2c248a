import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import * as tf from '../../src-main/devices/tf'
import { createNetwork, frozenFromState, networkFromState } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { Network, NetworkConfiguration } from '../../src-main/networks/network'
import { fromTorchvisionName } from '../../src-main/networks/torchvision-names'
import { describeDevices } from '../support/devices'
import { relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { WIDTH_8, goldenInitialState } from '../support/networks'
import { uniform } from '../support/seeded-values'

const FIXTURES = fileURLToPath(new URL('../../../shared/fixtures/checkpoints/', import.meta.url))
const present = existsSync(`${FIXTURES}resnet18-colour.safetensors`)

/** Both stems, both blocks, blur, one channel: small enough for the slow device. */
const SMALL: [string, NetworkConfiguration][] = [
  ['ResNet-18, CIFAR stem, blur', { ...WIDTH_8, width: 4, size: 16, sigma: 1.5 }],
  [
    'ResNet-50, ImageNet stem, gray',
    {
      ...WIDTH_8,
      architecture: 'resnet50',
      stem: 'imagenet',
      width: 2,
      channels: 1,
      mean: [0.5],
      std: [0.2],
    },
  ],
]

function images(configuration: NetworkConfiguration, count: number): tf.Tensor4D {
  const { size, channels } = configuration
  const pixels = Float32Array.from(uniform(5, count * size * size * channels))
  return tf.tensor4d(pixels, [count, size, size, channels])
}

/** Weights and running statistics away from their trivial initial values. */
async function lively(network: Network): Promise<StateDictionary> {
  const state = goldenInitialState(await network.stateDictionary(), network.parameters.keys())
  let stream = 500
  for (const [name, entry] of state) {
    if (!name.includes('running_')) continue
    const offset = name.endsWith('var') ? 0.5 : -0.5
    state.set(name, {
      ...entry,
      data: Float32Array.from(uniform(stream++, entry.data.length), (u) => u + offset),
    })
  }
  return state
}

describeDevices('ResNet', (device) => {
  describe.each(SMALL)('%s', (_, configuration) => {
    let network: Network
    let state: StateDictionary
    beforeAll(async () => {
      network = createNetwork(configuration, 1)
      state = await lively(network)
      network.loadStateDictionary(state)
    })
    afterAll(() => network.dispose())

    it('gives back the state dictionary it was given', async () => {
      expect([...(await network.stateDictionary())]).toEqual([...state])
    })

    it('computes the same logits and input gradients frozen as in evaluation mode', () => {
      const frozen = network.frozen()
      const before = tf.memory().numTensors
      tf.tidy(() => {
        const x = images(configuration, 2)
        const plain = network.logits(x)
        const folded = frozen.logits(x)
        expect(plain.shape).toEqual([2, 10])
        expect(relativeError(folded.dataSync(), plain.dataSync())).toBeLessThan(2e-5)
        const slope = (logits: (x: tf.Tensor4D) => tf.Tensor2D) =>
          tf
            .grad((value) => tf.sum(tf.mul(logits(value as tf.Tensor4D), logits(value as tf.Tensor4D))))(x)
            .dataSync()
        expect(
          relativeError(
            slope(frozen.logits),
            slope((value) => network.logits(value)),
          ),
        ).toBeLessThan(5e-5)
      })
      expect(tf.memory().numTensors).toBe(before)
      frozen.dispose()
    })
  })

  it('disposes all it made', () => {
    const before = tf.memory().numTensors
    const network = createNetwork(SMALL[0]![1], 2)
    const frozen = network.frozen()
    frozen.dispose()
    network.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  it.skipIf(!present)(
    `gives PyTorch's logits for resnet18-colour.safetensors${present ? '' : ' (skipped: ../shared is absent)'}`,
    () => {
      const { entries } = decodeSafetensors(readFileSync(`${FIXTURES}resnet18-colour.safetensors`))
      const expected = JSON.parse(readFileSync(`${FIXTURES}resnet18-colour.expect.json`, 'utf8')) as {
        logits: number[][]
      }
      const input = decodeNpy(readFileSync(`${FIXTURES}resnet18-colour.input.npy`))
      const frozen = frozenFromState(WIDTH_8, jarvisState(entries))
      const [count, channels, height, width] = input.shape as [number, number, number, number]
      const logits = tf.tidy(() => {
        const pixels = toNhwc(input.data as Float32Array, [count, channels, height, width])
        return frozen.logits(tf.tensor4d(pixels, [count, height, width, channels])).dataSync()
      })
      frozen.dispose()
      expect(relativeError(logits, expected.logits.flat())).toBeLessThan(device === 'cpu' ? 1e-5 : 1e-4)
    },
  )
})

/** The fixture as it is, or renamed where it was saved with torchvision's names; counters are 64-bit there. */
function jarvisState(entries: StateDictionary): StateDictionary {
  if (entries.has('conv0.0.weight')) return entries
  return new Map([...entries].map(([name, entry]) => [fromTorchvisionName(name) ?? name, entry]))
}

describe('weights that do not fit', () => {
  const configuration = SMALL[0]![1]
  let state: StateDictionary
  beforeAll(async () => {
    await tf.setBackend('cpu')
    const network = createNetwork(configuration, 0)
    state = await network.stateDictionary()
    network.dispose()
  })

  const changed = (change: (state: StateDictionary) => void): StateDictionary => {
    const copy = new Map(state)
    change(copy)
    return copy
  }

  it.each<[string, (state: StateDictionary) => void, RegExp]>([
    [
      'a missing entry',
      (s) => s.delete('fc.bias'),
      /^The weights lack "fc\.bias": they do not belong to a ResNet-18, width 4 /,
    ],
    [
      'an unexpected entry',
      (s) => s.set('extra', { shape: [1], dtype: 'float32', data: new Float32Array(1) }),
      /hold "extra"/,
    ],
    [
      'a wrong shape',
      (s) => s.set('fc.bias', { shape: [9], dtype: 'float32', data: new Float32Array(9) }),
      /"fc\.bias" has shape \[9\], but the model needs \[10\]/,
    ],
    [
      'another normaliser',
      (s) =>
        s.set('normalizer.mean', {
          shape: [3, 1, 1],
          dtype: 'float32',
          data: Float32Array.of(0.5, 0.5, 0.5),
        }),
      /"normalizer\.mean" holds 0\.5 where the model's settings give 0\.485/,
    ],
    ['no blur', (s) => s.delete('blur.weight'), /lack "blur\.weight"/],
  ])('%s is named', (_, change, sentence) => {
    expect(() => networkFromState(configuration, changed(change))).toThrow(sentence)
  })
})

describe('initialisation', () => {
  it("is PyTorch's default: uniform within ±1/√fan_in, and the same for the same seed", async () => {
    await tf.setBackend('cpu')
    const states = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        const network = createNetwork(WIDTH_8, seed)
        const state = await network.stateDictionary()
        network.dispose()
        return state
      }),
    )
    const [first, same, other] = states as [StateDictionary, StateDictionary, StateDictionary]
    expect([...first]).toEqual([...same])
    const weight = Array.from(first.get('sections.3.1.layer0.0.weight')!.data)
    expect(weight).not.toEqual(Array.from(other.get('sections.3.1.layer0.0.weight')!.data))
    const bound = 1 / Math.sqrt(64 * 9)
    const largest = weight.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    expect(largest).toBeLessThanOrEqual(bound)
    expect(largest).toBeGreaterThan(0.999 * bound)
    const variance = weight.reduce((sum, value) => sum + value * value, 0) / weight.length
    // 36,864 values: the standard error of the variance of a uniform distribution is 0.5 % of it.
    expect(Math.abs(variance / ((bound * bound) / 3) - 1)).toBeLessThan(0.02)
    expect(first.get('fc.bias')!.data.some((value) => value !== 0)).toBe(true)
    expect(new Set(first.get('conv0.1.running_var')!.data)).toEqual(new Set([1]))
  })
})
