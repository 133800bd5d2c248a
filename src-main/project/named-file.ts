/** What goes to a place of the user's own (exports, tables, lists): what is already there is replaced only where that was said. */
import { lstat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { readRegular } from '../files/regular'
import { writeAtomically } from './write-atomically'

/** Where there is no option that says it. */
const NO_OPTION = 'move it away, or name another place; what was computed is kept'

function inTheWay(file: string, remedy = 'choose another name, or add --overwrite'): UserError {
  return new UserError('usage', `"${shown(file)}" is there already and was not replaced: ${remedy}.`)
}

/** Before anything is computed. UserError('usage') that names the first file that is in the way. */
export async function assertMayReplace(files: readonly string[], overwrite: boolean): Promise<void> {
  if (overwrite) return
  for (const file of files) if ((await lstat(file).catch(() => null)) !== null) throw inTheWay(file)
}

/**
 * As `assertMayReplace`, of files whose content is known: one that has it already is not in the way, so that the same command
 * can be given again.
 */
export async function assertNothingLost(
  files: readonly { file: string; bytes: string | Uint8Array }[],
  overwrite: boolean,
  remedy?: string,
): Promise<void> {
  if (overwrite) return
  for (const { file, bytes } of files) if (await hasOther(file, bytes)) throw inTheWay(file, remedy)
}

/** Writes a file that the user has named, whole or not at all. */
export async function writeNamed(
  path: string,
  content: string | Uint8Array,
  overwrite: boolean | 'no option' = 'no option',
): Promise<void> {
  const file = resolve(path)
  await assertNothingLost(
    [{ file, bytes: content }],
    overwrite === true,
    overwrite === 'no option' ? NO_OPTION : undefined,
  )
  await writeAtomically(file, content)
}

/** Whether anything but this content is there. */
async function hasOther(file: string, content: string | Uint8Array): Promise<boolean> {
  const found = await lstat(file).catch(() => null)
  if (found === null) return false
  const bytes = Buffer.from(content)
  if (!found.isFile() || found.size !== bytes.length) return true
  return !(await readRegular(file, bytes.length)).equals(bytes)
}
