/** Real and PyTorch-made files of ../shared: opened, recognised, assembled, and their logits against PyTorch's. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { decodeNpy } from '../../../src-main/checkpoints/npy'
import { openCheckpoint } from '../../../src-main/checkpoints/open'
import * as tf from '../../../src-main/devices/tf'
import { frozenFromState } from '../../../src-main/networks/create'
import { assemble } from '../../../src-main/networks/recognition/assemble'
import { recognise } from '../../../src-main/networks/recognition/recognise'
import { describeDevices } from '../../support/devices'
import { toNhwc } from '../../support/layout'

const FOLDER = fileURLToPath(new URL('../../../../shared/fixtures/checkpoints/', import.meta.url))
const absent = !existsSync(FOLDER)

interface Expectation {
  logits: number[][]
  base_channels?: number
  in_channels: number
  classes: number
  blur_sigma?: number | null
  normalizer?: { mean: number[]; std: number[] }
}

/** What the file does not say: the size, where it is not hinted at, and the normaliser of the bare VGG. */
const FILES = [
  { file: 'blurnet-gray-module.pt', architecture: 'resnet18', given: false },
  { file: 'resnet18-colour-dataparallel-legacy.pt', architecture: 'resnet18', given: false },
  { file: 'resnet18-colour.safetensors', architecture: 'resnet18', given: false },
  { file: 'vgg19bn-gray-tinyimagenet.pt', architecture: 'vgg19', given: true },
]

describe.skipIf(absent)(`fixtures of checkpoints${absent ? ' (skipped: ../shared is absent)' : ''}`, () => {
  describeDevices('have PyTorch’s logits', () => {
    it.each(FILES)('$file', async ({ file, architecture, given }) => {
      const stem = file.replace(/\.\w+$/, '')
      const expected = JSON.parse(readFileSync(join(FOLDER, `${stem}.expect.json`), 'utf8')) as Expectation
      const input = decodeNpy(readFileSync(join(FOLDER, `${stem}.input.npy`)))
      const [count, channels, size, side] = input.shape as [number, number, number, number]
      const checkpoint = await openCheckpoint(join(FOLDER, file))
      const { candidates } = await recognise(checkpoint)
      const [best] = candidates
      expect(best).toMatchObject({
        fits: true,
        architecture,
        missing: [],
        unexpected: [],
        contradictions: [],
      })
      expect(best!.configuration).toMatchObject({
        channels: expected.in_channels,
        classes: expected.classes,
        ...(expected.base_channels === undefined ? {} : { width: expected.base_channels }),
      })
      expect(best!.sigma).toBe(expected.blur_sigma ?? null)
      if (expected.normalizer && !given) expect(best!.normaliser).toMatchObject(expected.normalizer)
      const { mean, std } = given ? expected.normalizer! : best!.normaliser!
      const { configuration, state } = await assemble(checkpoint, best!, { size, mean, std })
      await checkpoint.close()

      const before = tf.memory().numTensors
      const network = frozenFromState(configuration, state)
      const images = tf.tensor4d(toNhwc(input.data as Float32Array, [count, channels, size, side]), [
        count,
        size,
        size,
        channels,
      ])
      const logits = network.logits(images)
      const values = await logits.data()
      const apart = expected.logits.flat().map((value, at) => Math.abs(value - values[at]!))
      expect(Math.max(...apart)).toBeLessThan(1e-4)
      tf.dispose([logits, images])
      network.dispose()
      expect(tf.memory().numTensors).toBe(before)
    })
  })
})
