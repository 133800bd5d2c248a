/** What planning cannot know by itself: devices, and what job processes read for it in the open project. */
import { resolve } from 'node:path'
import { specificationOf } from '../../contract/data-set'
import { UserError } from '../../contract/errors'
import { expectAnswer } from '../../jobs/job-runner'
import { partSource } from '../../studies/part-source'
import type { DeviceReport } from '../../contract/devices'
import type { Project } from '../../project/project'
import type { PlanningHelp } from '../../studies/planning/planning'
import type { Desk } from '../desk'

/**
 * @param ask in a job process of its own, for what may take long
 * @param look in the one that is kept for looking: planning starts none where it lives
 */
export const planningHelp = (
  project: () => Project,
  devices: () => Promise<DeviceReport[]>,
  ask: Desk['ask'],
  look: Desk['ask'],
): PlanningHelp => ({
  device: async (asked) => chooseDevice(await devices(), asked),
  pairs: async (file, dataSet, split) => {
    const specification = specificationOf(dataSet, project().dataSets.absolutePath(dataSet), split)
    const answer = await look({ request: 'read pairs', specification, file: resolve(file) })
    return expectAnswer(answer, 'read pairs').pairs
  },
  images: async (question, dataSet, split) => {
    const { source } = await partSource(project(), dataSet.id, split ?? 'all')
    const { specification } = source
    const answer = await look({ request: 'choose images', specification, ...question })
    return expectAnswer(answer, 'chosen images').found
  },
  targets: async ({ selection, most, targets }, dataSet, split) => {
    const { source } = await partSource(project(), dataSet.id, split ?? 'all')
    const wish = targets?.kind === 'file' ? { ...targets, file: resolve(targets.file) } : targets
    const { specification } = source
    const answer = await look({
      request: 'choose targets',
      specification,
      selection,
      most,
      targets: wish,
    })
    return expectAnswer(answer, 'choose targets').images
  },
  storedChannels: async (dataSet, split) => {
    const { specification } = (await partSource(project(), dataSet.id, split ?? 'all')).source
    const colour = { ...specification, transforms: { ...specification.transforms, gray: false } }
    const answer = await ask({ request: 'inspect data set', specifications: [colour] })
    return expectAnswer(answer, 'inspected').parts[0]!.channels
  },
  corruptionSet: async (question) => {
    const { clean, ...rest } = question
    const part = clean && (await partSource(project(), clean.dataSet.id, clean.split ?? 'all'))
    const specification = part && part.source.specification
    const answer = await ask({ request: 'inspect corruption set', ...rest, clean: specification })
    return expectAnswer(answer, 'inspect corruption set').found
  },
})

/** The device asked for, or the first that is available. UserError('device') when it cannot be used. */
function chooseDevice(devices: readonly DeviceReport[], asked: string | undefined): string {
  const device = devices.find((report) => (asked === undefined ? report.available : report.name === asked))
  if (!device) {
    const names = devices.map((report) => report.name).join(', ')
    throw new UserError(
      'device',
      asked === undefined
        ? 'No compute device works here: see "halfpower devices".'
        : `There is no compute device "${asked}": there are ${names}.`,
    )
  }
  if (!device.available)
    throw new UserError(
      'device',
      `The device "${device.name}" cannot be used: ${device.reason ?? 'it is not available.'}`,
    )
  return device.name
}
