/** The example study that is shipped with Halfpower: a project that is opened read-only where it lies. */
import { join } from 'node:path'
import { isProject } from '../../project/project'
import type { HostFacts } from '../desk'

export const EXAMPLE_NAME = 'example-study.halfpower'

/** Where it lies when it is there. */
export function exampleFolder({ resources }: Pick<HostFacts, 'resources'>): string {
  return join(resources, EXAMPLE_NAME)
}

/** Its folder; null when this installation has none. */
export async function findExample(host: HostFacts | undefined): Promise<string | null> {
  if (!host) return null
  const folder = exampleFolder(host)
  return (await isProject(folder)) ? folder : null
}
