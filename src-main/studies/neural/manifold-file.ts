/**
 * Weight images of a manifold and of its controls as safetensors, so that PyTorch users open them without us: manifold,
 * rotation and images float32 [components, height, width].
 */
import { encodeSafetensors } from '../../checkpoints/safetensors'

/** @param parts [components][pixels] of each, in the order in which they are stored */
export function encodeManifold(
  { height, width }: { height: number; width: number },
  parts: Readonly<Record<'manifold' | 'rotation' | 'images', readonly Float64Array[]>>,
): Uint8Array {
  return encodeSafetensors(
    new Map(
      Object.entries(parts).map(([name, weights]) => {
        const data = new Float32Array(weights.length * height * width)
        weights.forEach((own, k) => data.set(own, k * height * width))
        return [name, { shape: [weights.length, height, width], dtype: 'float32' as const, data }]
      }),
    ),
  )
}
