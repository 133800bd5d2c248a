/** `halfpower new`: makes a project. */
import type { Command } from 'commander'
import { print, printJson } from '../output'
import { withWorkbench } from '../session'
import type { CommandContext } from '../program'

export function addProjectCommand(program: Command, context: CommandContext): void {
  program
    .command('new')
    .description('make a project')
    .argument('<dir>', 'its folder, by custom NAME.halfpower')
    .option('--title <title>', 'its title')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { title?: string; json?: boolean }) => {
      const info = await withWorkbench(context, {}, (workbench) =>
        workbench.invoke('project.create', { folder: dir, title: options.title }),
      )
      if (options.json) printJson({ project: info.folder, title: info.title })
      else print(`Made the project "${info.title}" in ${info.folder}.`)
    })
}
