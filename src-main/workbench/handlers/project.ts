/** Opening, making and closing the project. */
import { resolve } from 'node:path'
import { exportProject, importProject } from '../../project/project-archive'
import { copyProject } from '../../project/project-copy'
import { createProject, openProject } from '../../project/project'
import { exampleFolder } from '../demo/example'
import { assertMayReplace } from '../../project/named-file'
import { rememberProject } from '../recent-projects'
import type { ProjectInfo } from '../../contract/project'
import type { Desk, Handlers } from '../desk'

export function projectHandlers(
  desk: Desk,
): Handlers<
  | 'project.create'
  | 'project.open'
  | 'project.close'
  | 'project.setFieldOfView'
  | 'project.info'
  | 'project.saveCopy'
  | 'project.pack'
  | 'project.unpack'
> {
  /** Windows offer what was opened before; the command line leaves no such trace. */
  const remembered = async (info: ProjectInfo): Promise<ProjectInfo> => {
    if (desk.options.host && !desk.options.readOnly && info.folder !== exampleFolder(desk.options.host))
      await rememberProject(info)
    return info
  }
  return {
    'project.create': async ({ folder, title, fieldOfView }) =>
      await remembered(await desk.use(await createProject(folder, title, fieldOfView))),
    'project.setFieldOfView': async ({ degrees }) => {
      const { project } = desk.open
      await project.setFieldOfView(degrees)
      desk.emit('project.changed', project.info)
      return project.info
    },
    'project.open': async ({ folder, mode }) => {
      const path = resolve(folder)
      if (desk.openOrNull?.project.folder === path) return await remembered(desk.openOrNull.project.info)
      // The shipped example belongs to the installation, which may be shared or replaced.
      const shipped = desk.options.host && path === exampleFolder(desk.options.host)
      return await remembered(
        await desk.use(await openProject(path, shipped || desk.options.readOnly ? 'read' : mode)),
      )
    },
    'project.saveCopy': ({ folder }) => copyProject(desk.open.project, folder),
    'project.pack': async ({ file, overwrite }) => {
      await assertMayReplace([resolve(file)], overwrite)
      return await exportProject(desk.open.project, file)
    },
    'project.unpack': async ({ file, folder }) => {
      const made = await importProject(file, folder)
      return await remembered(await desk.use(await openProject(made, 'auto')))
    },
    'project.close': async () => {
      await desk.close()
      return null
    },
    'project.info': async () => desk.openOrNull?.project.info ?? null,
  }
}
