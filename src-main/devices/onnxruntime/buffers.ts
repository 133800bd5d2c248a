/**
 * Reuses the arrays that sessions write into. A fresh array of megabytes costs page faults at every
 * step; a reused one does not. Only arrays that nobody outside the backend has seen come back here.
 */
import type { Tensor } from 'onnxruntime-common'
import { allocate, BYTES, sizeOf } from './graph'
import type { ElementType, Val, Values } from './graph'

const LIMIT_BYTES = 256 * 1024 * 1024

export class BufferPool {
  #free = new Map<string, Values[]>()
  #bytes = 0

  take(dtype: ElementType, size: number): Values {
    const list = this.#free.get(`${dtype}${size}`)
    const found = list?.pop()
    if (!found) return allocate(dtype, size)
    this.#bytes -= found.byteLength
    return found
  }

  give(val: Val): void {
    const data = val.data
    if (!data || val.frozen || val.handedOut || data.length === 0) return
    val.data = null
    val.tensor = null
    if (this.#bytes + data.byteLength > LIMIT_BYTES) return
    const key = `${val.dtype}${data.length}`
    const list = this.#free.get(key)
    if (list) list.push(data)
    else this.#free.set(key, [data])
    this.#bytes += data.byteLength
  }
}

/** Bytes of a value's data, present or promised. */
export function bytesOf(val: Val): number {
  return sizeOf(val.shape) * BYTES[val.dtype]
}

export type { Tensor }
