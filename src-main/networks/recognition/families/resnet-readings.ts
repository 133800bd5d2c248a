/**
 * The kinds of structure that public ResNets under torchvision's names have: pooling and strides, which are not in the
 * weights. What else is open for every network: recognition/readings.ts.
 */
import type { ArchitectureDetails } from '../../../contract/architectures'

type Details = Pick<ArchitectureDetails, 'pooling' | 'stemStride' | 'strideIn' | 'antialias'>

/** What departs from the usual structure, the most usual first. */
export function resNetStructures(stem: 'cifar' | 'imagenet', bottleneck: boolean): Details[] {
  const stems: Details[] =
    stem === 'cifar'
      ? [{}, { pooling: 'padded' }, { stemStride: 2 }, { stemStride: 2, pooling: 'padded' }]
      : [{}, { pooling: 'ceil' }, { pooling: 'none' }]
  const caffe = stems.map((changes): Details => ({ ...changes, strideIn: 'first' }))
  return [...stems, ...(bottleneck ? caffe : []), { antialias: 'blur' }, { antialias: 'average' }]
}
