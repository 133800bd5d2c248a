/** A population's tuning as safetensors: curves float32 [frequencies, neurons], orientation int32 [neurons], the best one. */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { readRegular } from '../../files/regular'
import { damaged, integers } from './stored-entries'

export interface StoredTuning {
  /** [frequencies, neurons]. */
  curves: Float32Array
  orientation: Int32Array
}

export function encodeTuning({ curves, orientation }: StoredTuning): Uint8Array {
  const neurons = orientation.length
  return encodeSafetensors(
    new Map([
      ['curves', { shape: [curves.length / neurons, neurons], dtype: 'float32' as const, data: curves }],
      ['orientation', { shape: [neurons], dtype: 'int32' as const, data: orientation }],
    ]),
  )
}

/** @throws UserError('input') for a file that does not hold curves of so many frequencies and neurons */
export async function readTuning(path: string, frequencies: number, neurons: number): Promise<StoredTuning> {
  const { entries } = decodeSafetensors(await readRegular(path))
  const curves = entries.get('curves')?.data
  if (!(curves instanceof Float32Array) || curves.length !== frequencies * neurons)
    throw damaged(path, 'curves')
  const orientation = integers(entries, 'orientation', path)
  if (orientation.length !== neurons) throw damaged(path, 'orientation')
  return { curves, orientation }
}
