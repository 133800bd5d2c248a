/** Entries of safetensors files that units leave, with every bound checked, because a project may come from anybody. */
import { wrongArrays } from '../../checkpoints/npz'
import type { UserError } from '../../contract/errors'
import type { StateDictionary } from '../../checkpoints/state-dictionary'

/** [side, side] finite numbers. @throws UserError('input') where they are not */
export function square(entries: StateDictionary, name: string, side: number, path: string): Float32Array {
  const entry = entries.get(name)
  const [rows, columns] = entry?.shape ?? []
  if (!(entry?.data instanceof Float32Array) || side === 0 || rows !== side || columns !== side)
    throw damaged(path, name)
  if (entry.data.length !== side * side || !entry.data.every(Number.isFinite)) throw damaged(path, name)
  return entry.data
}

/** @throws UserError('input') where there are none */
export function integers(entries: StateDictionary, name: string, path: string): Int32Array {
  const data = entries.get(name)?.data
  if (data instanceof Int32Array) return data
  throw damaged(path, name)
}

export function damaged(path: string, name: string): UserError {
  return wrongArrays(`"${path}"`, `has no array "${name}" that it should have`)
}
