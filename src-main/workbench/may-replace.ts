/** Exports go to places of the user's: what is already there is replaced only where that was said. */
import { lstat } from 'node:fs/promises'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'

/** Before anything is computed. UserError('usage') that names the first file that is in the way. */
export async function assertMayReplace(files: readonly string[], overwrite: boolean): Promise<void> {
  if (overwrite) return
  for (const file of files)
    if ((await lstat(file).catch(() => null)) !== null)
      throw new UserError(
        'usage',
        `"${shown(file)}" is there already and was not replaced: choose another name, or add --overwrite.`,
      )
}
