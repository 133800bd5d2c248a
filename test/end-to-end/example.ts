/**
 * A finished project to look at: the example study that is shipped, copied, so that it can be written in and
 * nothing of the checkout changes. Its data set lies beside it, as in `resources/`.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const resources = fileURLToPath(new URL('../../resources/', import.meta.url))
const NAME = 'example-study.halfpower'

export const hasExample = existsSync(join(resources, NAME))

/** @returns the copy's folder, in `folder` */
export async function copyExample(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await cp(join(resources, NAME), join(folder, NAME), { recursive: true })
  await symlink(join(resources, 'fashion-mnist'), join(folder, 'fashion-mnist'), 'dir')
  return join(folder, NAME)
}
