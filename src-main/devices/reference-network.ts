/**
 * A small fixed network on which every device is judged: is it right (against numbers that PyTorch
 * computed, reference-values.json), and how fast is it. Its weights and images come from a formula, so
 * that nothing but the answers needs to be stored. Not a model of anything.
 */
import { freeze } from './step'
import * as tf from './tf'
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from './tf'

export const REFERENCE_CLASSES = 10
/** [kernel side, inputs, outputs, stride] of each convolution. */
const LAYERS = [
  [3, 3, 32, 1],
  [3, 32, 32, 1],
  [3, 32, 64, 2],
  [3, 64, 64, 1],
  [3, 64, 128, 2],
  [3, 128, 128, 1],
] as const

/** sin(phase + 0.7·i)·scale, computed in double precision and rounded once. */
function wave(count: number, phase: number, scale: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(phase + 0.7 * i) * scale)
}

/** Images [count, 32, 32, 3] in [0,1]; the same formula as in test/golden/make_reference_network.py. */
export function referenceImages(count: number): Tensor4D {
  const values = wave(count * 32 * 32 * 3, 0.3, 0.5).map((value) => value + 0.5)
  return tf.tensor4d(values, [count, 32, 32, 3])
}

/** One-hot targets [count, 10]: image i belongs to class 3·i mod 10. */
export function referenceTargets(count: number): Tensor2D {
  const values = new Float32Array(count * REFERENCE_CLASSES)
  for (let i = 0; i < count; i++) values[i * REFERENCE_CLASSES + ((3 * i) % REFERENCE_CLASSES)] = 1
  return tf.tensor2d(values, [count, REFERENCE_CLASSES])
}

export interface ReferenceNetwork {
  logits(images: Tensor4D): Tensor2D
  /** Gradient of the mean cross-entropy with respect to the images: one step of an attack. */
  inputGradient(images: Tensor4D, targets: Tensor2D): Tensor4D
  dispose(): void
}

export function createReferenceNetwork(): ReferenceNetwork {
  const filters = LAYERS.map(([side, inputs, outputs], layer) => {
    const scale = Math.sqrt(4 / (side * side * inputs))
    return tf.tensor4d(wave(side * side * inputs * outputs, layer + 1, scale), [side, side, inputs, outputs])
  })
  const biases = LAYERS.map(([, , outputs], layer) => tf.tensor1d(wave(outputs, layer + 0.5, 0.1)))
  const readOut = tf.tensor2d(wave(128 * REFERENCE_CLASSES, 9, 0.2), [128, REFERENCE_CLASSES])
  const tensors: Tensor[] = [...filters, ...biases, readOut]
  freeze(tensors)

  const logits = (images: Tensor4D): Tensor2D =>
    tf.tidy(() => {
      let x = images
      LAYERS.forEach(([, inputs, outputs, stride], layer) => {
        const y = tf.add<Tensor4D>(tf.conv2d(x, filters[layer]!, stride, 1), biases[layer] as Tensor1D)
        x = tf.relu<Tensor4D>(inputs === outputs ? tf.add(y, x) : y)
      })
      return tf.matMul(tf.mean<Tensor2D>(x, [1, 2]), readOut)
    })
  return {
    logits,
    inputGradient: (images, targets) =>
      tf.tidy(
        () =>
          tf.grad((x) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits(x as Tensor4D)), targets), 1))))(
            images,
          ) as Tensor4D,
      ),
    dispose: () => tf.dispose(tensors),
  }
}
