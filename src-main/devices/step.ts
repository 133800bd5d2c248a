/**
 * What numeric code above `devices/` may know about the device it runs on: that a step has an end,
 * and that some tensors never change. Both are hints; on a device that computes at once they do nothing.
 */
import { backend } from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'

/** The part of a lazy backend that the hints reach. */
export interface LazyBackend {
  flush(): void
  freeze(dataId: object): void
}

function lazy(): LazyBackend | undefined {
  const current = backend() as unknown as Partial<LazyBackend>
  return typeof current.flush === 'function' ? (current as LazyBackend) : undefined
}

/**
 * Ends a step: computes everything that live tensors still wait for. Call it once per training or
 * attack step, after `tf.tidy` has disposed what nobody needs.
 */
export function flush(): void {
  lazy()?.flush()
}

/**
 * Says that these tensors keep their values for as long as they live (the weights of a model under
 * measurement), so that the device may fold them into its compiled graph.
 */
export function freeze(tensors: Iterable<Tensor>): void {
  const device = lazy()
  if (device) for (const tensor of tensors) device.freeze(tensor.dataId)
}
