/** A copy of a project in another folder. It is there whole, or not at all. */
import { dirname, join, resolve, sep } from 'node:path'
import pLimit from 'p-limit'
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { portableFiles, saysHowFar } from './portable'
import { createProject } from './project'
import { WriteDoor, namesIn } from './write-atomically'
import type { PortableFile } from './portable'
import type { Project } from './project'

/** @throws UserError where the folder is not empty or lies in the project */
export async function copyProject(
  project: Project,
  path: string,
): Promise<{ folder: string; bytes: number }> {
  const folder = resolve(path)
  if (folder === project.folder || folder.startsWith(`${project.folder}${sep}`))
    throw new UserError(
      'usage',
      `"${shown(folder)}" lies in the project itself: choose a folder outside of it for the copy.`,
    )
  const files = await portableFiles(project, true, folder)
  await intoNewProject(folder, async (door) => {
    const take = (file: PortableFile): Promise<void> => put(door, folder, file)
    await severalAtATime(files.filter(saysHowFar), take)
    await severalAtATime(
      files.filter((file) => !saysHowFar(file)),
      take,
    )
  })
  return { folder, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}

/** Makes a project folder and fills it; when that fails, the folder is not there, or empty, as before. */
export async function intoNewProject(
  folder: string,
  fill: (door: WriteDoor) => Promise<void>,
): Promise<void> {
  const made = await createProject(folder)
  const door = new WriteDoor(folder)
  try {
    await fill(door)
    await made.close()
  } catch (error) {
    await made.close().catch(() => undefined)
    for (const name of await namesIn(folder)) await door.removeFolder(join(folder, name))
    await new WriteDoor(dirname(folder)).removeFolder(folder).catch(() => undefined)
    throw error
  }
}

/** Each file is waited for until it is on the disk, which takes milliseconds and nothing of the processor. */
const AT_A_TIME = 16

/** After the first that fails nothing more is begun, and what was begun is waited for: then nobody writes any more. */
export async function severalAtATime<T>(
  things: readonly T[],
  put: (thing: T) => Promise<void>,
): Promise<void> {
  const atATime = pLimit(AT_A_TIME)
  let failed = false
  const all = await Promise.allSettled(
    things.map((thing) =>
      atATime(async () => {
        if (failed) return
        await put(thing).catch((error: unknown) => {
          failed = true
          throw error
        })
      }),
    ),
  )
  for (const each of all) if (each.status === 'rejected') throw each.reason
}

async function put(door: WriteDoor, folder: string, { name, from }: PortableFile): Promise<void> {
  const to = join(folder, ...name.split('/'))
  await door.makeFolder(dirname(to)).catch((error: unknown) => {
    // What lies at the top has the project's own folder above it.
    if (dirname(to) !== folder) throw error
  })
  if ('text' in from) await door.write(to, from.text)
  else await door.copy(from.path, to)
}
