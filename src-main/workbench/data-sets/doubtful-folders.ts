/** Folders with images of which the name does not say what they are: what was said of them, and what they are taken for. */
import { UserError } from '../../contract/errors'
import { findDataSet } from '../../datasets/find'
import { look } from '../../files/look'
import type { FoundDataSet, HowRead } from '../../contract/data-set'

/** @throws UserError('usage') when something is said of a folder that is not in question, or that it cannot be */
export async function checkFolders(
  said: NonNullable<HowRead['folders']>,
  given: string,
  format: FoundDataSet['format'] | undefined,
): Promise<void> {
  const open = await findDataSet(given, format).catch((error: unknown) => {
    if (error instanceof UserError) return undefined
    throw error
  })
  // Several data sets in one folder are refused until it is said what their folders are.
  if (open === undefined) {
    await checkThere(said, given)
    return
  }
  const { path, doubts = [] } = open
  for (const [folder, role] of Object.entries(said)) {
    const doubt = doubts.find((each) => each.folder === folder)
    if (!doubt)
      throw new UserError(
        'usage',
        `"${path}" has no folder "${folder}" that is in question, so --folder ${folder}=${role} is not possible: ${doubts.length === 0 ? 'leave it out' : `in question are ${doubts.map((each) => each.folder).join(', ')}`}.`,
      )
    if (!doubt.roles.includes(role))
      throw new UserError(
        'usage',
        `The folder "${folder}" cannot be "${role}": say --folder ${folder}= with one of ${doubt.roles.join(', ')}.`,
      )
  }
}

/** @throws UserError('usage') when something is said of a folder that is not there */
async function checkThere(said: NonNullable<HowRead['folders']>, path: string): Promise<void> {
  const found = await look(path)
  const there = found.kind === 'folder' ? found.folders : []
  const missing = Object.keys(said).find((folder) => !there.includes(folder))
  if (missing !== undefined)
    throw new UserError(
      'usage',
      `"${path}" has no folder "${missing}", so --folder ${missing}=${said[missing]} is not possible: leave it out.`,
    )
}

/** What doubtful folders are taken for. UserError('usage') where that has to be said. */
export function doubtsOf({ path, doubts = [] }: FoundDataSet): string[] {
  return doubts.map(({ folder, roles, usual }) => {
    if (usual !== null)
      return `The folder "${folder}" holds images and is taken for a class like the others: if it is none, say --folder "${folder}=aside".`
    const question = roles.includes('keep')
      ? `keep (its images are those of a class) or aside (they are copies or rubbish)`
      : roles.length === 1
        ? 'aside (the parts that it could be are there already; it can be added as a data set of its own)'
        : `${roles.slice(0, -1).join(', ')} (which part it is) or aside`
    throw new UserError(
      'usage',
      `"${path}" has folders "${folder}" with images, of which the name does not say what they are: say --folder "${folder}=" with ${question}.`,
    )
  })
}
