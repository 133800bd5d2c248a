/** What the tests of ONNX models share. */
import type { NetworkConfiguration } from '../../src-main/networks/network'

/** The settings of an ONNX model whose normaliser, if any, is inside. */
export function plainOnnx(channels: 1 | 3, size: number, classes: number): NetworkConfiguration {
  return {
    architecture: 'onnx',
    width: 1,
    stem: 'imagenet',
    classes,
    channels,
    size,
    mean: Array.from({ length: channels }, () => 0),
    std: Array.from({ length: channels }, () => 1),
    sigma: null,
  }
}
