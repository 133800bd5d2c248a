/**
 * What the persistent ids of PyTorch's pickles stand for: storages, by key, type and number of values. The
 * container says afterwards where their bytes are.
 */
import { UserError } from '../../contract/errors'
import { ScalarType, Storage, Tuple } from '../pickle/values'
import type { Value } from '../pickle/values'

/** The storages that one file's pickle names. A key may come twice, with two types. */
export class StorageTable {
  readonly storages: Storage[] = []

  constructor(private readonly file: string) {}

  /**
   * The meaning of a persistent id: ('storage', class, key, location, numbers[, (view key, offset, numbers)]), or,
   * in old files, ('module', class, source file, source), of which the class is all that we want.
   * @throws UserError('input') for any other.
   */
  readonly persistent = (id: Value): Value => {
    if (!(id instanceof Tuple)) throw this.unknown()
    const [kind, type, key, location, count, view] = id.items
    if (kind === 'module' && type !== undefined) return type
    const isStorage = kind === 'storage' && type instanceof ScalarType && type.kind !== 'dtype'
    const name = typeof key === 'number' ? String(key) : key
    if (!isStorage || typeof name !== 'string' || name.length > 200 || !isCount(count)) throw this.unknown()
    const place = typeof location === 'string' ? location : ''
    let storage = new Storage(type, name, count, place)
    if (view instanceof Tuple) {
      const [, offset, length] = view.items
      if (!isCount(offset) || !isCount(length) || offset + length > count) throw this.unknown()
      storage = new Storage(type, name, length, place, offset)
    }
    this.storages.push(storage)
    return storage
  }

  private unknown(): UserError {
    return new UserError(
      'input',
      `The pickle in ${this.file} refers to something outside it that is no block of numbers; it is damaged, or was not written by torch.save.`,
    )
  }
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
