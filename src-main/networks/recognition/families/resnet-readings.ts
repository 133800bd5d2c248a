/**
 * What the names and shapes of a ResNet's weights leave open, as readings: public code under torchvision's names has
 * each of them. None is the right one by itself; the user's images tell (jobs/import/try-model.ts).
 */
import type { ArchitectureDetails } from '../../../contract/architectures'

/** Everything that is open, said in full. */
export interface ResNetReading {
  pooling: 'none' | 'padded' | 'ceil'
  stemStride: 1 | 2
  strideIn: 'first' | 'second'
  antialias: 'none' | 'blur' | 'average'
  activation: 'relu' | 'silu'
}

type Stem = 'cifar' | 'imagenet'

const USUAL: Record<Stem, ResNetReading> = {
  cifar: { pooling: 'none', stemStride: 1, strideIn: 'second', antialias: 'none', activation: 'relu' },
  imagenet: { pooling: 'padded', stemStride: 2, strideIn: 'second', antialias: 'none', activation: 'relu' },
}

/** The readings of public code, the most usual first. */
export function resNetReadings(stem: Stem, bottleneck: boolean): ResNetReading[] {
  const usual = USUAL[stem]
  const stems: Partial<ResNetReading>[] =
    stem === 'cifar'
      ? [{}, { pooling: 'padded' }, { stemStride: 2 }, { stemStride: 2, pooling: 'padded' }]
      : [{}, { pooling: 'ceil' }, { pooling: 'none' }]
  const plain = stems.map((changes) => ({ ...usual, ...changes }))
  const caffe = plain.map((reading) => ({ ...reading, strideIn: 'first' as const }))
  const soft = (['blur', 'average'] as const).map((antialias) => ({ ...usual, antialias }))
  return [...plain, ...(bottleneck ? caffe : []), ...soft]
}

/** Only what departs from what is usual for the stem: what a configuration holds. */
export function unusualDetails(stem: Stem, reading: ResNetReading): ArchitectureDetails {
  const usual = USUAL[stem]
  const { pooling, stemStride, strideIn, antialias, activation } = reading
  return {
    ...(pooling === usual.pooling ? {} : { pooling }),
    ...(stemStride === usual.stemStride ? {} : { stemStride }),
    ...(strideIn === 'second' ? {} : { strideIn }),
    ...(antialias === 'none' ? {} : { antialias }),
    ...(activation === 'relu' ? {} : { activation }),
  }
}

/** The reverse: everything that is open, of a configuration. */
export function readingOf({
  stem,
  pooling,
  stemStride,
  strideIn,
  antialias,
  activation,
}: { stem: Stem } & ArchitectureDetails): ResNetReading {
  const usual = USUAL[stem]
  return {
    pooling: pooling ?? usual.pooling,
    stemStride: stemStride ?? usual.stemStride,
    strideIn: strideIn ?? 'second',
    antialias: antialias ?? 'none',
    activation: activation ?? 'relu',
  }
}

/** E.g. `first convolution with stride 1, max pooling (padded) behind it, stride in the second convolution`. */
export function readingWords(reading: ResNetReading, bottleneck: boolean): string {
  const { pooling, stemStride, strideIn, antialias, activation } = reading
  const behind =
    pooling === 'none'
      ? 'no pooling behind it'
      : antialias === 'average'
        ? 'mean pooling behind it'
        : antialias === 'blur'
          ? 'blurred max pooling behind it'
          : `max pooling behind it (${pooling === 'ceil' ? 'not padded, rounded up' : 'padded'})`
  return [
    `first convolution with stride ${stemStride}`,
    behind,
    ...(antialias === 'none'
      ? bottleneck
        ? [`strides in the ${strideIn} convolution of a block`]
        : []
      : [`${antialias === 'blur' ? 'a blur' : 'a 2×2 mean'} instead of strides in the blocks`]),
    ...(activation === 'relu' ? [] : ['Swish']),
  ].join(', ')
}
