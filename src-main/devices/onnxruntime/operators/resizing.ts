/**
 * Resizing of images, bilinear and nearest neighbour, with tfjs's two conventions (alignCorners,
 * halfPixelCenters) and exact gradients of both.
 */
import type { Attributes } from '../values'
import type { Operand } from '../operand'
import type { Operator } from '../operator'
import { plain } from '../lowered'
import type { Lowering } from '../lowering'
import { floatImage, separable, transposed } from './separable'
import type { LinearMap } from './separable'

interface Convention {
  alignCorners: boolean
  halfPixelCenters: boolean
}

function conventionOf(attributes: Attributes): Convention {
  return {
    alignCorners: attributes['alignCorners'] === true,
    halfPixelCenters: attributes['halfPixelCenters'] === true,
  }
}

/** Source positions per target position. */
function ratio(to: number, from: number, { alignCorners }: Convention): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to
}

function bilinear(to: number, from: number, convention: Convention): LinearMap {
  const step = ratio(to, from, convention)
  return {
    key: `bilinear ${to} ${from} ${convention.alignCorners} ${convention.halfPixelCenters}`,
    to,
    from,
    weights: (position) => {
      const source = convention.halfPixelCenters ? step * (position + 0.5) - 0.5 : step * position
      const low = Math.max(0, Math.floor(source))
      const high = Math.min(from - 1, Math.ceil(source))
      if (low >= high) return [[high, 1]]
      return [
        [low, 1 - (source - low)],
        [high, source - low],
      ]
    },
  }
}

function nearestIndices(to: number, from: number, convention: Convention): number[] {
  const step = ratio(to, from, convention)
  return Array.from({ length: to }, (_, position) => {
    const source = convention.halfPixelCenters ? step * (position + 0.5) : step * position
    const index = convention.alignCorners ? Math.round(source) : Math.floor(source)
    return Math.max(0, Math.min(from - 1, index))
  })
}

function nearest(to: number, from: number, convention: Convention): LinearMap {
  const indices = nearestIndices(to, from, convention)
  return {
    key: `nearest ${to} ${from} ${convention.alignCorners} ${convention.halfPixelCenters}`,
    to,
    from,
    weights: (position) => [[indices[position]!, 1]],
  }
}

const resizeBilinear: Operator = {
  name: 'ResizeBilinear',
  inputs: ['images'],
  infer: ([images], { size }) => {
    const [height, width] = size as [number, number]
    return [{ shape: [images!.shape[0]!, height, width, images!.shape[3]!], dtype: 'float32' }]
  },
  lower: (lowering, [images], attributes, [output]) => {
    const convention = conventionOf(attributes)
    const rows = bilinear(output!.shape[1]!, images!.shape[1]!, convention)
    const columns = bilinear(output!.shape[2]!, images!.shape[2]!, convention)
    return [separable(lowering, floatImage(lowering, images!), rows, columns)]
  },
}

const resizeNearestNeighbor: Operator = {
  name: 'ResizeNearestNeighbor',
  inputs: ['images'],
  infer: ([images], { size }) => {
    const [height, width] = size as [number, number]
    return [{ shape: [images!.shape[0]!, height, width, images!.shape[3]!], dtype: images!.dtype }]
  },
  lower: (lowering, [images], attributes, [output]) => {
    const convention = conventionOf(attributes)
    const pick = (name: string, axis: number): string => {
      const indices = nearestIndices(output!.shape[axis]!, images!.shape[axis]!, convention)
      return lowering.op('Gather', [name, lowering.builder.integers(indices)], { axis })
    }
    return [plain(output!.dtype, output!.shape, () => pick(pick(lowering.layouts.whole(images!), 1), 2))]
  },
}

type MapOf = (to: number, from: number, convention: Convention) => LinearMap

function gradient(name: string, mapOf: MapOf): Operator {
  return {
    name,
    inputs: ['dy', 'images'],
    infer: ([, images]) => [{ shape: images!.shape, dtype: 'float32' }],
    lower: (lowering: Lowering, [dy, images]: Operand[], attributes) => {
      const convention = conventionOf(attributes)
      const along = (axis: number): LinearMap =>
        transposed(mapOf(dy!.shape[axis]!, images!.shape[axis]!, convention))
      return [separable(lowering, floatImage(lowering, dy!), along(1), along(2))]
    },
  }
}

export const resizingOperators: Operator[] = [
  resizeBilinear,
  resizeNearestNeighbor,
  gradient('ResizeBilinearGrad', bilinear),
  gradient('ResizeNearestNeighborGrad', nearest),
]
