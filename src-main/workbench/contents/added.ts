/** What of the content of a folder of images is found out when it is added. */
import { SAMPLED_FILES, isFolderOfImages, isSample, sampleWords } from '../../contract/images/contents'
import { toErrorData } from '../../contract/errors'
import { sha256 } from '../../project/keys'
import { quotedWord } from '../../project/quoted'
import type { DataSetInfo, HowRead, InspectedPart } from '../../contract/data-set'
import type { Project } from '../../project/project'
import type { ContentHashing } from './contents'
import type { Desk } from '../desk'

/**
 * Where the project has images of the same names, sizes and sample, all of which were hashed: the hash of these, if they
 * are others. Without it, what is measured of these would be taken for what was measured of those.
 */
export async function toldApart(
  project: Project,
  contents: Pick<ContentHashing, 'ofFiles'>,
  how: HowRead,
  path: string,
  parts: readonly InspectedPart[],
): Promise<string | null> {
  if (!isFolderOfImages(how)) return null
  const known = (await project.dataSets.list()).flatMap((file) => file.parts)
  const found: string[] = []
  let differ = false
  for (const { split, hash } of parts) {
    const twin = known.find((part) => part.hash === hash && part.content !== undefined)
    if (!twin) continue
    const content = (await contents.ofFiles(how, path, split)).hash
    found.push(content)
    differ ||= content !== twin.content?.hash
  }
  return differ ? sha256(found.join(' ')) : null
}

/** Few files are hashed at once. @returns what is to be said of the others */
export async function hashAdded(desk: Desk, { id }: DataSetInfo): Promise<string[]> {
  const { project, contents } = desk.open
  const file = await project.dataSets.find(id)
  const samples = file.parts.filter((part) => isSample(file, part))
  const [largest] = [...samples].sort((a, b) => b.images - a.images)
  if (!largest) return []
  if (largest.images > SAMPLED_FILES && desk.options.host) {
    contents.inBackground(id)
    return []
  }
  if (largest.images <= SAMPLED_FILES) {
    const failed = await contents.ofDataSet(file).then(
      () => null,
      (error: unknown) => toErrorData(error).message,
    )
    return failed === null ? [] : [`Not all of its files could be hashed: ${failed}`]
  }
  return [
    `Until all files are hashed, the images are known by ${sampleWords(largest)}. "halfpower dataset hash ${quotedWord(project.folder)} ${id}" hashes them all; the window does so by itself.`,
  ]
}
