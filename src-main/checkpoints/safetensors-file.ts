/** Foreign safetensors files of any size, by range: the header when it is opened, a tensor when it is asked for. */
import type { ByteSource } from './byte-source'
import type { CheckpointTensor, OpenedCheckpoint } from './checkpoint'
import { printable } from './printable'
import type { CheckpointPlace, CheckpointReader } from './reader'
import { LENGTH_BYTES, parseSafetensorsHeader, safetensorsHeaderLength } from './safetensors-header'
import { countValues, readValues } from './values'

/** A length below this cannot be anything but a header's, even one that is refused for its size. */
const PLAUSIBLE_LENGTH = 2n ** 40n

export const safetensorsReader: CheckpointReader = {
  match: ({ head }) => isSafetensors(head),
  open: ({ source }: CheckpointPlace) => openSafetensors(source),
}

/** Whether the bytes begin with a length and a JSON object. */
function isSafetensors(head: Uint8Array): boolean {
  if (head.length <= LENGTH_BYTES || head[LENGTH_BYTES] !== 0x7b) return false
  return new DataView(head.buffer, head.byteOffset).getBigUint64(0, true) < PLAUSIBLE_LENGTH
}

/**
 * Opens a safetensors file.
 * @throws UserError('input') saying what is wrong with it.
 */
async function openSafetensors(source: ByteSource): Promise<OpenedCheckpoint> {
  const { tensors, metadata } = await readSafetensors(source)
  return {
    format: 'safetensors',
    description: `A safetensors file with ${tensors.length} ${tensors.length === 1 ? 'tensor' : 'tensors'}.`,
    bytes: source.size,
    dictionaries: tensors.length === 0 ? [] : [{ path: [], tensors, classes: {}, attributes: {} }],
    notes: metadata,
    warnings: tensors.length === 0 ? [`${source.name} holds no tensors.`] : [],
    close: () => source.close(),
  }
}

/** The tensors of one file, for itself or as a part of a sharded one. */
export async function readSafetensors(
  source: ByteSource,
): Promise<{ tensors: CheckpointTensor[]; metadata: Record<string, string> }> {
  const first = await source.read(0, Math.min(LENGTH_BYTES, source.size))
  const length = safetensorsHeaderLength(first, source.size, source.name)
  const start = LENGTH_BYTES + length
  const header = parseSafetensorsHeader(
    await source.read(LENGTH_BYTES, length),
    source.size - start,
    source.name,
  )
  const tensors = header.tensors.map(({ name, dtype, shape, begin }) => ({
    name,
    shape,
    dtype,
    read: () =>
      readValues(source, start + begin, dtype, countValues(shape), `"${printable(name)}" in ${source.name}`),
  }))
  return { tensors, metadata: header.metadata }
}
