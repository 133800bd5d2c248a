/**
 * What a study says of the content of its images: whether all files were hashed or a sample, when it was computed and
 * now. Keys know the sample only, so this stands beside the numbers and changes none.
 */
import { changedWords, isSample, sampleWords } from '../../contract/images/contents'
import { dataChoices } from '../../studies/planning/data-choices'
import type { KnownContent } from '../../contract/images/contents'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type { Plan } from '../../contract/plans'
import type { Facts } from '../../studies/study'

type DataSets = Pick<Facts, 'dataSets'>

function partsOf(plan: Plan, { dataSets }: DataSets): { file: DataSetFile; part: DataSetPart }[] {
  return dataChoices(plan).flatMap(({ dataSet, split, hash }) => {
    const file = dataSets.get(dataSet)?.file
    const part = file?.parts.find((each) => each.split === split && each.hash === hash)
    return file && part ? [{ file, part }] : []
  })
}

/** What is known now, to be kept with a study that begins. */
export function knownContents(plan: Plan, facts: DataSets): KnownContent[] {
  return partsOf(plan, facts).flatMap(({ file, part }) =>
    isSample(file, part) || part.content ? [{ data: part.hash, content: part.content?.hash ?? null }] : [],
  )
}

/** The same in words, for the log. */
export function contentWords(plan: Plan, facts: DataSets): string[] {
  return partsOf(plan, facts).flatMap(({ file, part }) => {
    const name = nameOf(file, part)
    if (part.content)
      return [`Images ${name}: all ${part.content.files} files hashed (content ${short(part.content.hash)})`]
    return isSample(file, part) ? [`Images ${name}: known by ${sampleWords(part)}`] : []
  })
}

/** @param then what was known when the study began; undefined: studies of older versions did not write that down */
export function contentNotices(
  plan: Plan,
  facts: DataSets,
  then: readonly KnownContent[] | undefined,
): string[] {
  return partsOf(plan, facts).flatMap(({ file, part }) => {
    const name = nameOf(file, part)
    const changed = changedWords(file, part)
    const before = then?.find(({ data }) => data === part.hash)?.content ?? null
    if (changed !== null)
      return [
        `${changed} ${
          before === null
            ? 'Whether these numbers are of the old images or of the new ones is not known.'
            : `These numbers were begun on those that were hashed (content ${short(before)}).`
        }`,
      ]
    if (isSample(file, part))
      return [
        `The images ${name} are known by ${sampleWords(part)}; until all are hashed, another change would not be seen.`,
      ]
    if (part.content && before !== part.content.hash)
      return [
        `When this was begun the images ${name} were known by ${sampleWords(part)}; all ${part.content.files} files have been hashed since (content ${short(part.content.hash)}).`,
      ]
    return []
  })
}

function nameOf(file: DataSetFile, part: DataSetPart): string {
  return part.split === null ? `of "${file.id}"` : `of "${file.id}" (${part.split})`
}

function short(hash: string): string {
  return hash.slice(0, 8)
}
