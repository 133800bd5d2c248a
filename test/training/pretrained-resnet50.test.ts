/**
 * torchvision's ResNet-50 at full width, from its file: behind a blur of σ = 3 it answers, before anything is learnt, as in
 * PyTorch with the same circular blur (pretrained_resnet50.py). Needs torchvision, which writes the file.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeNpy } from '../../src-main/checkpoints/npy'
import { openCheckpoint } from '../../src-main/checkpoints/open'
import { useDevice } from '../../src-main/devices/choose'
import * as tf from '../../src-main/devices/tf'
import { createNetwork } from '../../src-main/networks/create'
import { assemble } from '../../src-main/networks/recognition/assemble'
import { recognise } from '../../src-main/networks/recognition/recognise'
import { entriesToStartFrom } from '../../src-main/networks/start-from'
import { relativeError } from '../support/golden'
import { toNhwc } from '../support/layout'
import { pythonWith } from '../support/torch'

const python = pythonWith('torch', 'torchvision')
const folder = mkdtempSync(join(tmpdir(), 'halfpower-torchvision-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (file: string): Float32Array => decodeNpy(readFileSync(join(folder, file))).data as Float32Array

describe.skipIf(!python)(
  `torchvision's ResNet-50${python ? '' : ' (no Python with torchvision here)'}`,
  () => {
    it('goes on behind a blur with the logits that PyTorch has there', async () => {
      execFileSync(python!, [fileURLToPath(new URL('./pretrained_resnet50.py', import.meta.url)), folder])
      await useDevice('onnxruntime-cpu', { threads: 1 })
      const checkpoint = await openCheckpoint(join(folder, 'resnet50.pth'))
      const [candidate] = (await recognise(checkpoint)).candidates
      const { configuration, state } = await assemble(checkpoint, candidate!, {
        ...{ size: 224, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
      })
      await checkpoint.close()
      const tuned = { ...configuration, sigma: 3 }
      const network = createNetwork(tuned, 0, entriesToStartFrom(tuned, state, { kind: 'kept' }))
      const images = toNhwc(read('images.npy'), [2, 3, 224, 224])
      const logits = tf.tidy(() => network.logits(tf.tensor4d(images, [2, 224, 224, 3])).dataSync())
      network.dispose()
      expect(logits).toHaveLength(2000)
      expect(relativeError(logits, read('logits.npy'))).toBeLessThan(2e-5)
    }, 300_000)
  },
)
