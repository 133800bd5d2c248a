/**
 * The projects that windows have opened, newest first, in the user's configuration folder. A convenience:
 * a file that cannot be read is an empty list, one that cannot be written stays as it was.
 */
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { recentFileSchema } from '../contract/window'
import { isProject } from '../project/project'
import { readStored } from '../project/stored-file'
import { WriteDoor, makeNamedFolder } from '../project/write-atomically'
import type { ProjectInfo } from '../contract/project'
import type { RecentProject } from '../contract/window'
import type { StoredKind } from '../project/stored-file'

type Remembered = Omit<RecentProject, 'available'>

/** How many are kept. */
const MOST = 12
const RECENT_FILE: StoredKind<{ projects: Remembered[] }> = {
  format: 'halfpower recent projects',
  version: 1,
  schema: recentFileSchema,
  remedy: 'delete it to lose only the list of recent projects',
  migrations: {},
}

/**
 * The user's configuration folder for Halfpower. HALFPOWER_CONFIGURATION names another one, for tests and
 * for installations on a stick.
 */
export function configurationFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { HALFPOWER_CONFIGURATION: own, APPDATA: roaming, XDG_CONFIG_HOME: xdg } = environment
  if (own) return resolve(own)
  if (platform === 'win32') return join(roaming || join(home, 'AppData', 'Roaming'), 'Halfpower')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Halfpower')
  return join(xdg || join(home, '.config'), 'halfpower')
}

/**
 * Where hashes of the user's files are remembered: with what may be deleted at any time.
 * @returns a folder that may not be there yet
 */
export function fileHashesFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { HALFPOWER_CONFIGURATION: own, LOCALAPPDATA: local, XDG_CACHE_HOME: xdg } = environment
  if (own) return join(resolve(own), 'file-hashes')
  if (platform === 'win32') return join(local || join(home, 'AppData', 'Local'), 'Halfpower', 'file-hashes')
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Halfpower', 'file-hashes')
  return join(xdg || join(home, '.cache'), 'halfpower', 'file-hashes')
}

/** Newest first, each with whether it is still there. */
export async function recentProjects(): Promise<RecentProject[]> {
  return await Promise.all(
    (await read()).map(async (project) => ({ ...project, available: await isProject(project.folder) })),
  )
}

/** Puts a project on top of the list. */
export async function rememberProject({
  folder,
  title,
}: Pick<ProjectInfo, 'folder' | 'title'>): Promise<void> {
  await change((projects) => [
    { folder, title, opened: new Date().toISOString() },
    ...projects.filter((project) => project.folder !== folder),
  ])
}

/** Takes a project off the list. */
export async function forgetProject(folder: string): Promise<void> {
  await change((projects) => projects.filter((project) => project.folder !== folder))
}

/** Changes of this process come one after another; of two processes the last one wins. */
let turn: Promise<void> = Promise.resolve()

function change(how: (projects: Remembered[]) => Remembered[]): Promise<void> {
  turn = turn.then(async () => {
    const projects = how(await read()).slice(0, MOST)
    try {
      await makeNamedFolder(dirname(path()))
      await new WriteDoor(dirname(path())).writeStored(path(), {
        format: RECENT_FILE.format,
        version: RECENT_FILE.version,
        projects,
      })
    } catch {
      // Opening a project must not fail because a home is read-only or full.
    }
  })
  return turn
}

async function read(): Promise<Remembered[]> {
  try {
    return (await readStored(path(), RECENT_FILE))?.projects ?? []
  } catch {
    return []
  }
}

function path(): string {
  return join(configurationFolder(), 'recent.json')
}
