/** `halfpower new` makes a project; `halfpower project` says what it is, and changes what can be changed. */
import type { Command } from 'commander'
import { print, printJson } from '../output'
import { withProject, withWorkbench } from '../session'
import { degrees, degreesOrNone } from '../../../studies/command/values'
import type { CommandContext } from '../context'

const FIELD_OF_VIEW = 'width of its images in degrees of visual angle, which gives cycles/degree'

export function addProjectCommand(program: Command, context: CommandContext): void {
  program
    .command('new')
    .description('make a project')
    .argument('<dir>', 'its folder, by custom NAME.halfpower')
    .option('--title <title>', 'its title')
    .option('--field-of-view <degrees>', FIELD_OF_VIEW, degrees)
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { title?: string; fieldOfView?: number; json?: boolean }) => {
      const info = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke('project.create', {
          folder: dir,
          title: options.title,
          fieldOfView: options.fieldOfView,
        }),
      )
      if (options.json) printJson({ project: info.folder, title: info.title })
      else print(`Made the project "${info.title}" in ${info.folder}.`)
    })
  program
    .command('project')
    .description('what a project is, and how wide its images are to the eye')
    .argument('<dir>', 'the project')
    .option('--field-of-view <degrees>', `${FIELD_OF_VIEW}; none: not known`, degreesOrNone)
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { fieldOfView?: number | 'none'; json?: boolean }) => {
      const { fieldOfView } = options
      await withProject(context, {}, dir, fieldOfView === undefined ? 'read' : 'write', async (workbench) => {
        const info =
          fieldOfView === undefined
            ? await workbench.invoke('project.info', {})
            : await workbench.invoke('project.setFieldOfView', {
                degrees: fieldOfView === 'none' ? null : fieldOfView,
              })
        if (info === null) throw new Error('The project is not open.')
        if (options.json)
          printJson({ project: info.folder, title: info.title, field_of_view: info.fieldOfView })
        else
          print(
            `${info.title}, field of view ${info.fieldOfView ? `${info.fieldOfView.value} degrees` : 'not known'}`,
          )
      })
    })
  addMovingCommands(program, context)
}

/** Copies, and zip files for others. */
function addMovingCommands(program: Command, context: CommandContext): void {
  program
    .command('copy')
    .description('copy a project into another folder: with images that lie in it, without what was deleted')
    .argument('<dir>', 'the project')
    .argument('<folder>', 'the folder of the copy, which is not there yet, or empty')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, folder: string, options: { json?: boolean }) => {
      const copy = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('project.saveCopy', { folder }),
      )
      if (options.json) printJson(copy)
      else print(`Copied to ${copy.folder} (${(copy.bytes / 1e6).toFixed(1)} MB).`)
    })
  program
    .command('pack')
    .description('write a project as one zip file, without images, for somebody else')
    .argument('<dir>', 'the project')
    .argument('<file>', 'the file, which ends in .zip')
    .option('--overwrite', 'replace a file of this name')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, file: string, options: { overwrite?: boolean; json?: boolean }) => {
      const { overwrite } = options
      const packed = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('project.pack', { file, overwrite }),
      )
      if (options.json) printJson(packed)
      else
        print(
          `Wrote ${packed.files} files (${(packed.bytes / 1e6).toFixed(1)} MB before packing) to ${packed.file}. Images are not in it.`,
        )
    })
  program
    .command('unpack')
    .description('make a project of such a zip file')
    .argument('<file>', 'the zip file')
    .argument('<folder>', 'the folder of the project, which is not there yet, or empty')
    .option('--json', 'print one JSON document')
    .action(async (file: string, folder: string, options: { json?: boolean }) => {
      const info = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke('project.unpack', { file, folder }),
      )
      if (options.json) printJson({ project: info.folder, title: info.title, notices: info.notices })
      else print([`Made the project "${info.title}" in ${info.folder}.`, ...info.notices].join('\n'))
    })
}
