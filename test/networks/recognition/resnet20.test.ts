/**
 * The real third-party checkpoint of ../shared through the product's own readers: its accuracy on JPEG test images,
 * its input gradient, and the check of its input contract, all against PyTorch 1.13.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeNpy } from '../../../src-main/checkpoints/npy'
import { openCheckpoint } from '../../../src-main/checkpoints/open'
import type { DataSet } from '../../../src-main/datasets/data-set'
import { openDataSet } from '../../../src-main/datasets/open'
import * as tf from '../../../src-main/devices/tf'
import { frozenFromState } from '../../../src-main/networks/create'
import type { FrozenNetwork } from '../../../src-main/networks/network'
import { assemble } from '../../../src-main/networks/recognition/assemble'
import type { AssemblyChoices } from '../../../src-main/networks/recognition/assemble'
import { inputContractCheck } from '../../../src-main/networks/recognition/input-contract'
import type { ContractSample } from '../../../src-main/networks/recognition/contract-sample'
import { normaliserCandidates } from '../../../src-main/networks/recognition/normaliser-presets'
import type { NormaliserCandidate } from '../../../src-main/networks/recognition/normaliser-presets'
import { recognise } from '../../../src-main/networks/recognition/recognise'
import type { Candidate } from '../../../src-main/networks/recognition/recognition'
import { evaluate } from '../../../src-main/training/evaluate'
import { crossEntropy, oneHot } from '../../../src-main/training/loss'
import { DEVICES } from '../../support/devices'
import { toNchw, toNhwc } from '../../support/layout'
import { imagesAtCorners, mostAtCorners } from '../../support/relu-corners'
import { unpackTar } from '../../support/tar'
import { undecided } from '../../support/undecided'

const SHARED = fileURLToPath(new URL('../../../../shared/', import.meta.url))
const CHECKPOINT = join(SHARED, 'fixtures/checkpoints/resnet20-12fca82f.th')
const IMAGES = join(SHARED, 'data/cifar10-jpeg.tar.gz')
const LONG = process.env['HALFPOWER_LONG'] === '1'

/** Right answers of PyTorch 1.13 (its own decoding of the JPEG files with Pillow): first 50 files of each class, all. */
const RIGHT_OF_500 = 399
const RIGHT_OF_10000 = 8103
/** The first 20 files of each class, as they should be given and otherwise; PyTorch, too. */
const RIGHT_OF_200 = { imageNet: 160, none: 57, cifar: 157, reversed: 147, desaturated: 151, bytes: 23 }

/** Of 500 images at most so many may have two largest logits that rounding can exchange; they may fall either way. */
const MOST_UNDECIDED = 3
const PIXELS = 3 * 32 * 32
const NORMALISER = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }

const slow = DEVICES.find(({ device }) => device === 'onnxruntime')?.reason ?? null
const missing = !existsSync(CHECKPOINT) || !existsSync(IMAGES) ? '../shared is absent' : slow

async function importResNet20(choices: Partial<AssemblyChoices> = {}): Promise<FrozenNetwork> {
  const checkpoint = await openCheckpoint(CHECKPOINT)
  const { candidates } = await recognise(checkpoint)
  expect(candidates).toHaveLength(1)
  expect(candidates[0]).toMatchObject({
    fits: true,
    prefix: 'module.',
    architecture: 'cifar-resnet',
    configuration: { depth: 20, shortcut: 'A', width: 16, classes: 10, channels: 3 },
    sizeHint: { size: 32 },
    normaliser: null,
    leftAside: [],
  })
  const assembled = await assemble(checkpoint, candidates[0]!, { size: 32, ...NORMALISER, ...choices })
  await checkpoint.close()
  return frozenFromState(assembled.configuration, assembled.state)
}

describe.skipIf(missing !== null)(
  `trained ResNet-20 as imported${missing === null ? '' : ` (skipped: ${missing})`}`,
  () => {
    let folder = ''
    let data: DataSet
    let network: FrozenNetwork
    beforeAll(async () => {
      await tf.setBackend('onnxruntime')
      folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
      unpackTar(IMAGES, folder, (name) =>
        LONG ? name.startsWith('test/') : /^test\/\w+\/00[0-4]\d\.jpg$/.test(name),
      )
      data = await openDataSet({
        path: join(folder, 'test'),
        format: 'image-folder',
        transforms: { gray: false },
      })
      network = await importResNet20()
    })
    afterAll(async () => {
      network.dispose()
      await data.close()
      rmSync(folder, { recursive: true })
      await tf.setBackend('cpu')
    })

    /** Positions of the first `perClass` images of each class. */
    const firstOfEach = (perClass: number): number[] => {
      const seen = new Map<number, number>()
      return Array.from(data.labels.keys()).filter((at) => {
        const count = (seen.get(data.labels[at]!) ?? 0) + 1
        seen.set(data.labels[at]!, count)
        return count <= perClass
      })
    }

    it('has PyTorch’s right answers on 500 JPEG images', async () => {
      const order = firstOfEach(50)
      const subset: DataSet = {
        ...data,
        count: order.length,
        labels: Int32Array.from(order, (at) => data.labels[at]!),
        read: (indices) => data.read(Array.from(indices, (at) => order[at]!)),
      }
      const watched = watching(network)
      const { accuracy, images } = await evaluate(watched, subset, { batchSize: 100 })
      expect(images).toBe(500)
      expect(watched.undecided()).toBeLessThanOrEqual(MOST_UNDECIDED)
      expect(Math.abs(Math.round(accuracy * images) - RIGHT_OF_500)).toBeLessThanOrEqual(watched.undecided())
    })

    it.skipIf(!LONG)(
      `has PyTorch’s right answers on all 10,000 JPEG images${LONG ? '' : ' (skipped: HALFPOWER_LONG is not 1)'}`,
      async () => {
        const watched = watching(network)
        const { accuracy, images } = await evaluate(watched, data, { batchSize: 100 })
        expect(images).toBe(10_000)
        expect(watched.undecided()).toBeLessThanOrEqual(20 * MOST_UNDECIDED)
        const apart = Math.abs(Math.round(accuracy * images) - RIGHT_OF_10000)
        expect(apart).toBeLessThanOrEqual(watched.undecided())
      },
    )

    it('has PyTorch’s logits and input gradient on the 70 images of the fixture', async () => {
      const { files, labels, logits } = JSON.parse(
        readFileSync(CHECKPOINT.replace('.th', '.expect.json'), 'utf8'),
      ) as { files: string[]; labels: number[]; logits: number[][] }
      const count = files.length
      expect(count).toBe(70)
      const order = firstOfEach(7)
      expect(order.map((at) => data.labels[at])).toEqual(labels)
      const gradient = decodeNpy(readFileSync(CHECKPOINT.replace('.th', '.input-gradient.npy')))
      const wanted = toNhwc(gradient.data as Float32Array, [count, 3, 32, 32])
      const pixels = await data.read(order)
      const corners = new Set(await cornersOf(pixels, count))
      expect(corners.size, 'images left out').toBeLessThanOrEqual(mostAtCorners(count))
      const before = tf.memory().numTensors
      tf.tidy(() => {
        const images = tf.tensor4d(pixels, [count, 32, 32, 3])
        const targets = tf.tensor2d(oneHot(labels, 10), [count, 10])
        const found = network.logits(images).dataSync()
        expect(Math.max(...logits.flat().map((value, at) => Math.abs(value - found[at]!)))).toBeLessThan(1e-4)
        const slope = tf
          .grad((x) => crossEntropy(network.logits(x as tf.Tensor4D), targets))(images)
          .dataSync()
        const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
        for (let image = 0; image < count; image++) {
          let apart = 0
          for (let at = image * PIXELS; at < (image + 1) * PIXELS; at++) {
            apart = Math.max(apart, Math.abs(slope[at]! - wanted[at]!))
          }
          expect(apart / largest, `image ${image}`).toBeLessThan(corners.has(image) ? 1e-3 : 1e-5)
        }
      })
      expect(tf.memory().numTensors).toBe(before)
    })

    describe('the check of the input contract', () => {
      const sampleOf = async (perClass = 20): Promise<ContractSample> => {
        const order = firstOfEach(perClass)
        return {
          images: await data.read(order),
          labels: order.map((at) => data.labels[at]!),
          count: order.length,
          size: 32,
          channels: 3,
          classes: 10,
        }
      }

      it('has PyTorch’s accuracies under each normaliser, range and order, and says which is right', async () => {
        const checkpoint = await openCheckpoint(CHECKPOINT)
        const [candidate] = (await recognise(checkpoint)).candidates
        const { configuration, state } = await assemble(checkpoint, candidate!, { size: 32, ...NORMALISER })
        const before = tf.memory().numTensors
        const made: Watched[] = []
        const contract = await inputContractCheck(
          (normaliser) => {
            const weights = withNormaliser(state, normaliser)
            made.push(watching(frozenFromState({ ...configuration, ...normaliser }, weights)))
            return made.at(-1)!
          },
          threeOf(candidate!),
          await sampleOf(),
          { batchSize: 100 },
        )
        await checkpoint.close()
        expect(tf.memory().numTensors).toBe(before)
        const right = (name: string): number =>
          Math.round(200 * contract.normalisers.find(({ normaliser }) => normaliser === name)!.accuracy)
        // Images that may fall either way, under any of the readings.
        const open = made.reduce((sum, one) => sum + one.undecided(), 0)
        expect(made.length).toBeGreaterThan(0)
        expect(open).toBeLessThanOrEqual(MOST_UNDECIDED)
        const expectAbout = (found: number, wanted: number): void =>
          expect(Math.abs(found - wanted)).toBeLessThanOrEqual(open)
        expectAbout(right('ImageNet'), RIGHT_OF_200.imageNet)
        expectAbout(right('none'), RIGHT_OF_200.none)
        expectAbout(right('CIFAR-10 (0.2023, 0.1994, 0.2010)'), RIGHT_OF_200.cifar)
        const other = (order: string, colour: string, normaliser: string, range = '0–1'): number =>
          Math.round(
            200 *
              contract.others.find(
                (one) =>
                  one.order === order &&
                  one.colour === colour &&
                  one.normaliser === normaliser &&
                  one.range === range,
              )!.accuracy,
          )
        expectAbout(other('BGR', 'as it is', 'ImageNet'), RIGHT_OF_200.reversed)
        expectAbout(other('RGB', 'desaturated', 'ImageNet'), RIGHT_OF_200.desaturated)
        expectAbout(other('RGB', 'as it is', 'none', '0–255'), RIGHT_OF_200.bytes)
        expect(contract.sentences).toHaveLength(1)
        expect(contract.sentences[0]).toMatch(
          /^With the normaliser "ImageNet" \d+(\.\d)? % of 200 images are recognised/,
        )
      })

      it('detects a network for values 0–255 and one for the other order of channels', async () => {
        const checkpoint = await openCheckpoint(CHECKPOINT)
        const [candidate] = (await recognise(checkpoint)).candidates
        const { configuration, state } = await assemble(checkpoint, candidate!, { size: 32, ...NORMALISER })
        const sample = await sampleOf()
        // The trained network as if its first layer had been trained on x·255, and on blue, green, red.
        const bytes = await inputContractCheck(
          ({ mean, std }) => {
            const inside = {
              mean: NORMALISER.mean.map((value, c) => mean[c]! + 255 * value * std[c]!),
              std: NORMALISER.std.map((value, c) => 255 * value * std[c]!),
            }
            return frozenFromState({ ...configuration, ...inside }, withNormaliser(state, inside))
          },
          threeOf(candidate!),
          sample,
          { batchSize: 100 },
        )
        expect(bytes.sentences.at(-1)).toMatch(
          /^With values 0–255 \(normaliser: none\) the accuracy is (79|80|81)(\.\d)? % instead of \d+(\.\d)? %: the network was made for pixel values from 0 to 255/,
        )
        const reversed = await assemble(checkpoint, candidate!, {
          size: 32,
          ...NORMALISER,
          reverseChannels: true,
        })
        const swapped = await inputContractCheck(
          (normaliser) =>
            frozenFromState({ ...configuration, ...normaliser }, withNormaliser(reversed.state, normaliser)),
          threeOf(candidate!),
          sample,
          { batchSize: 100 },
        )
        const bgr = swapped.others.find(({ order, range }) => order === 'BGR' && range === '0–1')!
        expect(Math.abs(bgr.accuracy * 200 - RIGHT_OF_200.imageNet)).toBeLessThanOrEqual(15)
        expect(bgr.accuracy).toBeGreaterThan(Math.max(...swapped.normalisers.map(({ accuracy }) => accuracy)))
        await checkpoint.close()
      })

      it('says when nothing is better than chance', async () => {
        const sample = await sampleOf(10)
        const shifted = { ...sample, labels: Array.from(sample.labels, (label) => (label + 1) % 10) }
        const contract = await inputContractCheck(
          () => importedWithout(network),
          [{ name: 'as imported', mean: [0, 0, 0], std: [1, 1, 1] }],
          shifted,
          { batchSize: 100 },
        )
        expect(contract.sentences.join(' ')).toMatch(/cannot be told from guessing/)
      })
    })
  },
)

/** Presets that 200 images tell apart, or that lie close together. */
function threeOf(candidate: Candidate): NormaliserCandidate[] {
  const names = ['ImageNet', 'none', 'CIFAR-10 (0.2023, 0.1994, 0.2010)']
  return normaliserCandidates(candidate).filter(({ name }) => names.includes(name))
}

/** @param pixels [n, 32, 32, 3] */
async function cornersOf(pixels: Float32Array, count: number): Promise<number[]> {
  const checkpoint = await openCheckpoint(CHECKPOINT)
  const [candidate] = (await recognise(checkpoint)).candidates
  const { state } = await assemble(checkpoint, candidate!, { size: 32, ...NORMALISER })
  await checkpoint.close()
  return imagesAtCorners(state, toNchw(pixels, [count, 32, 32, 3]), count, NORMALISER)
}

interface Watched extends FrozenNetwork {
  /** Of how many of the images seen so far rounding may change the answer. */
  undecided: () => number
}

/** The same network, with an eye on its logits. */
function watching(network: FrozenNetwork): Watched {
  let count = 0
  return {
    configuration: network.configuration,
    undecided: () => count,
    dispose: () => network.dispose(),
    logits: (images) => {
      const logits = network.logits(images)
      count += undecided(logits.dataSync(), network.configuration.classes)
      return logits
    },
  }
}

/** A network that is not disposed by who borrows it. */
function importedWithout(network: FrozenNetwork): FrozenNetwork {
  return {
    configuration: network.configuration,
    logits: (images) => network.logits(images),
    dispose: () => undefined,
  }
}

function withNormaliser(
  state: Awaited<ReturnType<typeof assemble>>['state'],
  { mean, std }: { mean: number[]; std: number[] },
): typeof state {
  const entry = (values: number[]) => ({
    shape: [values.length, 1, 1],
    dtype: 'float32' as const,
    data: Float32Array.from(values),
  })
  return new Map([...state, ['normalizer.mean', entry(mean)], ['normalizer.std', entry(std)]])
}
