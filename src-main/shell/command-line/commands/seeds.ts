/** `halfpower seeds`: what training again with another training seed changes. */
import type { Command } from 'commander'
import { print, printJson } from '../output'
import { seedText } from '../seed-results'
import { withProject } from '../session'
import type { CommandContext } from '../context'

export function addSeedsCommand(program: Command, context: CommandContext): void {
  program
    .command('seeds')
    .description(
      'how much every number changes with the training seed: mean, SD and interval over models that differ in nothing else',
    )
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const summary = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('seeds.summary', {}),
      )
      if (options.json) printJson(summary)
      else print(seedText(summary))
    })
}
