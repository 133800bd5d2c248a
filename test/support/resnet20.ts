/**
 * The CIFAR ResNet-20 of akamaster/pytorch_resnet_cifar10 in evaluation mode, for tests only: a real,
 * trained network whose logits and input gradients PyTorch has computed. Its shortcuts have no weights:
 * every second pixel, and zeros for the channels that are new.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import * as tf from '../../src-main/devices/tf'
import type { StateDictionary } from '../../src-main/networks/network'
import { toDeviceLayout } from '../../src-main/networks/tensor-layout'

export const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url))
const SCRIPT = fileURLToPath(new URL('resnet20_fixture.py', import.meta.url))

/** Debian's own interpreter second: another Python first in the path may lack PyTorch. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

function torchPython(): string | undefined {
  return INTERPRETERS.find((python) => {
    try {
      execFileSync(python, ['-c', 'import torch, PIL'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

/** The weights and `images` [70, 3, 32, 32]; a text says why they cannot be had. */
export function resnet20Fixture(): StateDictionary | string {
  if (!existsSync(join(SHARED, 'fixtures/checkpoints/resnet20-12fca82f.th'))) return '../shared is absent'
  const python = torchPython()
  if (!python) return 'python3-torch is not installed'
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-test-'))
  try {
    const file = join(folder, 'resnet20.safetensors')
    execFileSync(python, [SCRIPT, SHARED, file])
    return decodeSafetensors(readFileSync(file)).entries
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const WIDTHS = [16, 32, 64]
const MEAN = [0.485, 0.456, 0.406]
const STD = [0.229, 0.224, 0.225]
const EPSILON = 1e-5

export interface ResNet20 {
  /** Logits [n, 10] of images [n, 32, 32, 3] in [0,1]. */
  logits(images: tf.Tensor4D): tf.Tensor2D
  tensors: tf.Tensor[]
}

export function createResNet20(state: StateDictionary): ResNet20 {
  const tensors: tf.Tensor[] = []
  const own = <T extends tf.Tensor>(tensor: T): T => {
    tensors.push(tensor)
    return tensor
  }
  const values = (name: string): Float32Array => state.get(name)!.data as Float32Array

  const weights = (name: string): tf.Tensor => {
    const laid = toDeviceLayout(state.get(name)!.shape, values(name))
    return own(tf.tensor(laid.data, laid.shape))
  }
  const layer = (convolution: string, normalisation: string, stride: 1 | 2) => {
    const weight = weights(`${convolution}.weight`) as tf.Tensor4D
    const scale = values(`${normalisation}.weight`).map(
      (gamma, c) => gamma / Math.sqrt(values(`${normalisation}.running_var`)[c]! + EPSILON),
    )
    const shift = values(`${normalisation}.bias`).map(
      (beta, c) => beta - values(`${normalisation}.running_mean`)[c]! * scale[c]!,
    )
    const [a, b] = [own(tf.tensor1d(scale)), own(tf.tensor1d(shift))]
    return (x: tf.Tensor4D): tf.Tensor4D => tf.add(tf.mul(tf.conv2d(x, weight, stride, 1), a), b)
  }
  /** Every second pixel and the new channels in one exact convolution: ones where a channel goes, else zeros. */
  const shortcut = (outputs: number) => {
    const kernel = new Float32Array((outputs / 2) * outputs)
    for (let c = 0; c < outputs / 2; c++) kernel[c * outputs + c + outputs / 4] = 1
    const weight = own(tf.tensor4d(kernel, [1, 1, outputs / 2, outputs]))
    return (x: tf.Tensor4D): tf.Tensor4D => tf.conv2d(x, weight, 2, 0)
  }

  const stem = layer('conv1', 'bn1', 1)
  const blocks = WIDTHS.flatMap((width, stage) =>
    [0, 1, 2].map((index) => {
      const halves = stage > 0 && index === 0
      const name = `layer${stage + 1}.${index}`
      return {
        first: layer(`${name}.conv1`, `${name}.bn1`, halves ? 2 : 1),
        second: layer(`${name}.conv2`, `${name}.bn2`, 1),
        beside: halves ? shortcut(width) : (x: tf.Tensor4D) => x,
      }
    }),
  )
  const readOut = weights('linear.weight') as tf.Tensor2D
  const bias = own(tf.tensor1d(values('linear.bias')))
  const [mean, std] = [own(tf.tensor1d(MEAN)), own(tf.tensor1d(STD))]
  return {
    tensors,
    logits: (images) => {
      let x = tf.relu(stem(tf.div(tf.sub(images, mean), std)))
      for (const { first, second, beside } of blocks)
        x = tf.relu(tf.add(second(tf.relu(first(x))), beside(x)))
      return tf.add(tf.matMul(tf.mean<tf.Tensor2D>(x, [1, 2]), readOut), bias)
    },
  }
}
