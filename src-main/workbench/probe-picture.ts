/** From an address of probe-addresses.ts to what the job process draws. */
import { UserError } from '../contract/errors'
import { cellOf } from '../studies/corruption/expand'
import { partSource } from './part-source'
import type { Picture } from '../contract/look'
import type { Project } from '../project/project'
import type { ProbeAddress } from './probe-addresses'

/** @throws UserError('usage') when there is no such study, type or severity */
export async function probePicture(project: Project, address: ProbeAddress): Promise<Picture> {
  if (address.kind === 'corruption') return await ofStudy(project, address)
  const { file, source } = await partSource(project, address.dataSet, address.split ?? 'all')
  switch (address.kind) {
    case 'corrupted': {
      const { index, type, severity, table, seed } = address
      return {
        kind: 'corrupted',
        images: source,
        index,
        cell: { kind: 'generated', type, severity, table, seed, inColour: file.transforms.gray },
      }
    }
    case 'filtered': {
      const { index, filter, cutOff } = address
      return { kind: 'filtered', images: source, index, filter, cutOff }
    }
    case 'fourier': {
      const { index, row, column, norm, seed } = address
      return { kind: 'fourier', images: source, index, row, column, norm, seed }
    }
    default:
      throw address satisfies never
  }
}

async function ofStudy(
  project: Project,
  { study, index, type, severity }: Extract<ProbeAddress, { kind: 'corruption' }>,
): Promise<Picture> {
  const { id } = await project.studies.find(study)
  const plan = (await project.studies.plan(id))?.plan
  if (plan?.kind !== 'corruption' || !plan.types.includes(type) || !plan.severities.includes(severity))
    throw new UserError('usage', `The study "${id}" has no images of ${type} at severity ${severity}.`)
  const { source } = await partSource(project, plan.data.dataSet, plan.data.split ?? 'all')
  return { kind: 'corrupted', images: source, index, cell: cellOf(plan, { type, severity }).task }
}
