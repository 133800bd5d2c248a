/** `halfpower new` makes a project; `halfpower project` says what it is, and changes what can be changed. */
import type { Command } from 'commander'
import { print, printJson } from '../output'
import { withProject, withWorkbench } from '../session'
import { degrees, degreesOrNone } from '../../../studies/command/values'
import type { CommandContext } from '../program'

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
}
