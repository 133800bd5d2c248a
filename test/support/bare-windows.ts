/**
 * The windows of all kinds of study for an address alone: in their project there is no study, and every data set has one
 * part, `test`.
 */
import { UserError } from '../../src-main/contract/errors'
import { windowsOf } from '../../src-main/studies/kinds'
import { pictureOf } from '../../src-main/workbench/images'
import type { Picture } from '../../src-main/contract/look'
import type { Project } from '../../src-main/project/project'

const studies = {
  find: (name: string) => Promise.reject(new UserError('usage', `There is no study "${name}".`)),
}
const dataSets = {
  find: (id: string) =>
    Promise.resolve({
      id,
      parts: [{ split: 'test', images: 100, hash: '0' }],
      transforms: {},
      classNames: [],
    }),
  assertAvailable: () => Promise.resolve(),
  absolutePath: () => '/nowhere',
}
const project = { dataSets, studies } as unknown as Project
const windows = windowsOf({ project } as Parameters<typeof windowsOf>[0])

/** What an address asks for. UserError `There is no picture …` where it is no address at all. */
export const pictureByAddress = (path: string): Promise<Picture> => pictureOf({ project, windows }, path)
