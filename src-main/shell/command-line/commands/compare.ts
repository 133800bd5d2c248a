/** `halfpower compare`: two models on the work that both were measured on, and how far apart they are. */
import type { Command } from 'commander'
import { comparisonText } from '../comparison-results'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { CommandContext } from '../program'

export function addCompareCommand(program: Command, context: CommandContext): void {
  program
    .command('compare')
    .description(
      'paired differences between two models with their intervals: f_rev, f_0.5, accuracies, median ε, on the same images',
    )
    .argument('<dir>', 'the project')
    .argument('<first>', 'a model: id, name, or the beginning of its id')
    .argument('<second>', 'the model that is taken off it')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, first: string, second: string, options: { json?: boolean }) => {
      const comparison = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('models.compare', { models: [first, second] }),
      )
      if (options.json) printJson(comparison)
      else print(comparisonText(comparison))
    })
}
