/** `halfpower goldilocks`: the blur of each family with the highest mean accuracy under corruptions. */
import type { Command } from 'commander'
import { goldilocksText } from '../goldilocks-results'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { CommandContext } from '../context'

export function addGoldilocksCommand(program: Command, context: CommandContext): void {
  program
    .command('goldilocks')
    .description(
      'the σ of each blur family with the highest mean accuracy under corruptions, and which cannot be told apart from it',
    )
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const answer = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('goldilocks.find', {}),
      )
      if (options.json) printJson(answer)
      else print(goldilocksText(answer, dir))
    })
}
