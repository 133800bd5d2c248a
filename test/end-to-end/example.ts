/**
 * A finished project to look at: the example study that is shipped, copied, so that it can be written in and
 * nothing of the checkout changes. Its data set lies beside it, as in `resources/`.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const resources = fileURLToPath(new URL('../../resources/', import.meta.url))
const NAME = 'example-study.halfpower'

export const hasExample = existsSync(join(resources, NAME))

/**
 * @param part `begun` has the sweep and its hybrid images only: pages of other studies are empty, for tests that fill them
 * @returns the copy's folder, in `folder`
 */
export async function copyExample(folder: string, part: 'whole' | 'begun' = 'begun'): Promise<string> {
  const project = join(folder, NAME)
  await mkdir(folder, { recursive: true })
  await cp(join(resources, NAME), project, { recursive: true })
  await symlink(join(resources, 'fashion-mnist'), join(folder, 'fashion-mnist'), 'dir')
  if (part === 'whole') return project
  const others = (await readdir(join(project, 'studies'))).filter((id) => !/^(sweep|hybrid)-/.test(id))
  for (const other of ['figures', ...others.map((id) => join('studies', id))])
    await rm(join(project, other), { recursive: true, force: true })
  return project
}
