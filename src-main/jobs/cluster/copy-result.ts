/** Puts a result and its arrays into a project, where it came from another place: a project, or a bundle. */
import { UserError } from '../../contract/errors'
import type { Project } from '../../project/project'
import type { ResultFile } from '../../contract/studies'

/**
 * The copy is checked, so nothing that changed on the way gets in.
 *
 * @param arrays path of its arrays; null: it has none, or they have served
 * @throws UserError('project') where they are not what the result describes
 */
export async function copyResult(to: Project, result: ResultFile, arrays: string | null): Promise<void> {
  const { results } = to
  if (arrays === null || result.arrays === null) {
    // Without arrays nothing is put in place but the result itself.
    await results.commitWithoutArrays(result)
    return
  }
  const temporary = await results.temporaryArrays(
    result.key,
    result.arrays.file.endsWith('.npz') ? 'npz' : 'safetensors',
  )
  try {
    await results.copyTemporary(arrays, temporary)
    if ((await results.isAsDescribed(temporary, result)) !== true)
      throw new UserError('project', `"${arrays}" is damaged: it is not what its result describes.`)
    await results.commit(result, temporary)
  } finally {
    await results.dropTemporary(temporary)
  }
}
