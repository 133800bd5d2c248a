/** The images of a corruption study with the answers of its models, and the maps of its spectra. */
import { UserError } from '../../../contract/errors'
import { galleryChoice, onlyImages } from '../../gallery/choice'
import { dataAddress, pictureAddress } from '../../address-words'
import { factsOf } from '../../facts'
import { assertStudied } from '../../part-source'
import { studyOf } from '../../window'
import { corruptionUnits } from '../expand'
import { areClean, originOf } from '../origin'
import type { InputOf, OutputOf } from '../../../contract/kinds/kinds'
import type { CorruptionGallery } from '../../../contract/kinds/corruption/window'
import type { Project } from '../../../project/project'
import type { WindowDesk } from '../../window'

const corruptionStudy = (project: Project, typed: string) =>
  studyOf(project, typed, 'corruption', 'corrupted images: choose a corruption study')

export async function readCorruptionGallery(
  desk: WindowDesk,
  input: InputOf<'corruption', 'corruption.gallery'>,
): Promise<CorruptionGallery> {
  const { project } = desk
  const { study, plan } = await corruptionStudy(project, input.study)
  const facts = await factsOf(project, plan)
  const { type, severity, start, count } = input
  const cell = corruptionUnits(plan, facts).cells.find(
    (each) => each.type === type && each.severity === severity,
  )
  if (!cell)
    throw new UserError('usage', `The study "${study}" does not measure ${type} at severity ${severity}.`)
  const { file } = facts.dataSets.get(plan.data.dataSet)!
  assertStudied(file, plan.data)
  const origin = originOf(plan, file)
  const models = plan.models.map(({ id }) => id)
  const choice = await galleryChoice(
    project,
    { study, models, classNames: file.classNames },
    { ...input, only: onlyImages(input.images) },
  )
  const { model, beside } = choice
  if (plan.models.length === 0) return { total: 0, of: 0, model, beside, origin, images: [] }
  const page = await desk.look({
    request: 'corruption answers',
    models: plan.models.map(({ id }, i) => ({ id, file: facts.arraysPath(cell.models[i]!.key, 'npz') })),
    ...{ choice, start, count },
  })
  const className = (label: number): string => file.classNames[label] ?? `${label}`
  const { dataSet, split } = plan.data
  const hasClean = areClean(plan)
  return {
    total: page.total,
    of: page.of,
    ...{ model, beside },
    origin,
    images: page.images.map(({ index, place, label, answers }) => ({
      index,
      place,
      label: className(label),
      clean: hasClean ? { url: dataAddress({ dataSet, split, index }) } : null,
      corrupted: { url: pictureAddress('corruption', study, index, type, severity) },
      answers: answers.map((answer) => ({
        model: answer.model,
        predicted: className(answer.predicted),
        confidence: answer.confidence,
        right: answer.predicted === label,
      })),
    })),
  }
}

export async function readCorruptionMaps(
  desk: WindowDesk,
  input: InputOf<'corruption', 'corruption.maps'>,
): Promise<OutputOf<'corruption', 'corruption.maps'>> {
  const { project } = desk
  const { study, plan } = await corruptionStudy(project, input.study)
  const { severity, scale } = input
  if (plan.spectra === null)
    throw new UserError('usage', `The study "${study}" has no spectra: start one with spectra.`)
  if (!plan.severities.includes(severity))
    throw new UserError(
      'usage',
      `The study "${study}" has no severity ${severity}: it has ${plan.severities.join(', ')}.`,
    )
  const facts = await factsOf(project, plan)
  const cells = corruptionUnits(plan, facts).cells.filter((cell) => cell.severity === severity)
  const files = cells.map(({ spectrum }) => facts.arraysPath(spectrum!.key, 'npz'))
  const { maps } = await desk.look({ request: 'corruption maps', files, scale })
  return {
    maps: cells.flatMap(({ type }, i) => {
      const map = maps[i]
      return map ? [{ type, severity, ...map }] : []
    }),
    missing: cells.filter((_, i) => !maps[i]).map(({ type }) => type),
  }
}
