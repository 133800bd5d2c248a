/** From addresses of corrupted images to what is drawn; null: they are no such address. */
import { UserError } from '../../../contract/errors'
import {
  corruptionTableSchema,
  corruptionTypeSchema,
  severitySchema,
} from '../../../contract/kinds/corruption/corruptions'
import { WHOLE, partOf, wholeNumber } from '../../address-words'
import { partSource, studiedPart } from '../../part-source'
import { cellOf } from '../expand'
import type { PictureOf } from '../../../contract/kinds/kinds'
import type { Project } from '../../../project/project'

type Picture = PictureOf<'corruption'>

/** Of an image that is corrupted here, before any study. */
export async function corruptedPicture(
  project: Project,
  [dataSet, part, index, type, severity, table, seed, ...more]: string[],
): Promise<Picture | null> {
  const place = partOf(dataSet, part)
  const cell = read(type, severity)
  const [image, known, number] = [
    wholeNumber(index),
    corruptionTableSchema.safeParse(table),
    wholeNumber(seed),
  ]
  if (!place || !cell || image === null || !known.success || number === null || more.length > 0) return null
  const { file, source } = await partSource(project, place.dataSet, place.split ?? WHOLE)
  const made = { ...cell, table: known.data, seed: number, inColour: file.transforms.gray }
  return { kind: 'corrupted', images: source, index: image, cell: { kind: 'generated', ...made } }
}

/** Of an image of a study: made here or official. */
export async function studyPicture(
  project: Project,
  [study, index, type, severity, ...more]: string[],
): Promise<Picture | null> {
  const cell = read(type, severity)
  const image = wholeNumber(index)
  if (!study || !cell || image === null || more.length > 0) return null
  const { id } = await project.studies.find(study)
  const plan = (await project.studies.plan(id))?.plan
  if (
    plan?.kind !== 'corruption' ||
    !plan.types.includes(cell.type) ||
    !plan.severities.includes(cell.severity)
  )
    throw new UserError(
      'usage',
      `The study "${id}" has no images of ${cell.type} at severity ${cell.severity}.`,
    )
  const { source } = await studiedPart(project, plan.data)
  return { kind: 'corrupted', images: source, index: image, cell: cellOf(plan, cell).task }
}

function read(type: string | undefined, severity: string | undefined) {
  const known = corruptionTypeSchema.safeParse(type)
  const level = severitySchema.safeParse(wholeNumber(severity))
  return known.success && level.success ? { type: known.data, severity: level.data } : null
}
