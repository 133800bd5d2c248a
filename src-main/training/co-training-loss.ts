/**
 * Co-training with responses of neurons (neural N.7; Safarani et al. 2021): a point read-out for each neuron from one map of
 * the network, and both losses weighted by learned uncertainties. In tfjs, so that its gradient is tfjs's own.
 */
import * as tf from '../devices/tf'
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'

/** What is trained of a read-out; all [.., neurons] but positions [neurons, 2]. */
export interface ReadOutWeights {
  /** x then y in [−1, 1]: −1 is the centre of the first pixel of that side, 1 that of the last. */
  positions: Tensor2D
  /** [channels, neurons]. */
  features: Tensor2D
  /** [neurons]. */
  bias: Tensor1D
}

/**
 * Responses [n, neurons] of a map [n, h, w, c]: the map at each neuron's place (bilinear, corners aligned), a dot product
 * with its features, and ELU + 1. A pixel weighs (1 − |Δx|)(1 − |Δy|) where both are positive, so that places are learned, too.
 */
export function readOut(map: Tensor4D, { positions, features, bias }: ReadOutWeights): Tensor2D {
  const [images, height, width, channels] = map.shape
  const neurons = features.shape[1]
  const x = tf.slice2d(positions, [0, 0], [neurons, 1])
  const y = tf.slice2d(positions, [0, 1], [neurons, 1])
  const along = (place: Tensor2D, pixels: number): Tensor2D => {
    const at = tf.mul(tf.add(place, 1), (pixels - 1) / 2)
    return tf.relu(
      tf.sub(
        1,
        tf.abs(
          tf.sub(
            at,
            tf.tensor2d(
              Float32Array.from({ length: pixels }, (_, i) => i),
              [1, pixels],
            ),
          ),
        ),
      ),
    )
  }
  // [h, w, 1, neurons]: what a pixel weighs for a neuron.
  const rows = tf.reshape(tf.transpose(along(y, height)), [height, 1, neurons])
  const columns = tf.reshape(tf.transpose(along(x, width)), [1, width, neurons])
  const pixels = tf.reshape(tf.mul(rows, columns), [height * width, 1, neurons])
  const places = height * width * channels
  const weights: Tensor2D = tf.reshape(tf.mul(pixels, tf.reshape(features, [1, channels, neurons])), [
    places,
    neurons,
  ])
  const flat: Tensor2D = tf.reshape(map, [images, places])
  const drive = tf.add(tf.matMul(flat, weights), bias)
  return tf.add<Tensor2D>(tf.elu(drive), 1)
}

/** Mean over images and neurons of the squared difference. */
export function responseError(predicted: Tensor2D, responses: Tensor2D): Scalar {
  return tf.mean(tf.square(tf.sub(predicted, responses)))
}

/** exp(−w_c)·CE + ½ w_c + ½ exp(−w_n)·MSE + ½ w_n. @param weights [2]: w_c, w_n */
export function uncertaintyWeighted(crossEntropy: Scalar, error: Scalar, weights: Tensor1D): Scalar {
  const factors = tf.exp(tf.neg(weights))
  const losses: Tensor = tf.stack([crossEntropy, tf.mul<Scalar>(error, 0.5)])
  return tf.add<Scalar>(tf.sum(tf.mul(factors, losses)), tf.mul(tf.sum(weights), 0.5))
}
