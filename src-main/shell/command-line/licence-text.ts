/** The text of a licence, as it is typed: the name of a file with it, or the text. */
import { UserError } from '../../contract/errors'
import { readRegular } from '../../files/regular'

const MOST_BYTES = 100_000

export async function licenceText(typed: string | undefined): Promise<string | undefined> {
  if (typed === undefined) return undefined
  try {
    return (await readRegular(typed, MOST_BYTES)).toString('utf8')
  } catch (error) {
    // No such file: the text itself, as "MIT" is one.
    if (!(error instanceof UserError) && error instanceof Error && 'code' in error) {
      if (error.code === 'ENOENT' || error.code === 'ENAMETOOLONG' || error.code === 'ENOTDIR') return typed
    }
    throw error
  }
}
