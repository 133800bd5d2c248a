/** Hashes every file of a part of a folder of images, in a job process; what it finds is put in place by the parent. */
import { constants, setPriority } from 'node:os'
import { UserError } from '../../contract/errors'
import { encodeNpy } from '../../checkpoints/npy'
import { hashContents } from '../../datasets/contents'
import { openDataSet } from '../../datasets/open'
import { writeForParent } from '../../project/write-atomically'
import { StoredFileMemory } from './file-memory'
import type { FoundContents } from '../../contract/images/contents'
import type { JobRequest } from '../../contract/tasks'

type Question = Extract<JobRequest, { request: 'hash contents' }>

/**
 * @param onProgress files that are done
 * @param isOwnProcess whether nothing else is computed in this process, so that it may give way
 */
export async function hashPart(
  { specification, cache, digestsPath, background }: Question,
  onProgress: (done: number) => void,
  isOwnProcess: boolean,
): Promise<FoundContents> {
  if (background && isOwnProcess) giveWay()
  const data = await openDataSet(specification)
  try {
    if (!data.files) throw new UserError('input', `"${specification.path}" is no folder of images.`)
    const { root, list, order } = data.files
    const { hash, digests, bytes, read } = await hashContents(
      root,
      list,
      new StoredFileMemory(cache),
      specification.format !== 'image-folder',
      onProgress,
    )
    // One row for each image, in the order that studies know them by.
    const rows = order === undefined ? digests : inOrder(digests, order)
    await writeForParent(digestsPath, encodeNpy({ shape: [list.count, 32], dtype: 'uint8', data: rows }))
    return { message: 'contents', sample: data.hash, hash, files: list.count, bytes, read }
  } finally {
    await data.close()
  }
}

function inOrder(digests: Uint8Array, order: Int32Array): Uint8Array {
  const rows = new Uint8Array(digests.length)
  order.forEach((file, place) => rows.set(digests.subarray(32 * file, 32 * file + 32), 32 * place))
  return rows
}

/** What the user waits for goes first. */
function giveWay(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Not everywhere allowed, and no matter.
  }
}
