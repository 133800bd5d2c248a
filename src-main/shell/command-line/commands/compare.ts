/** `halfpower compare`: two models on the work that both were measured on, and how far apart they are. */
import type { Command } from 'commander'
import { UserError } from '../../../contract/errors'
import { besideOf } from '../../../figures/beside'
import { successSources } from '../../../figures/beside-success'
import { besideSuccess, besideText, comparisonText } from '../comparison-results'
import { print, printJson } from '../output'
import { withProject } from '../session'
import type { AttackResultDocument } from '../../../contract/kinds/attack/study'
import type { CommandContext } from '../context'

export function addCompareCommand(program: Command, context: CommandContext): void {
  program
    .command('compare')
    .description(
      'paired differences between two models with their intervals: f_rev, f_0.5, accuracies, median ε, on the same images',
    )
    .argument('<dir>', 'the project')
    .argument('<first>', 'a model: id, name, or the beginning of its id')
    .argument(
      '[second]',
      'the model that is taken off it; absent: a model that knows neurons stands beside its baseline and controls',
    )
    .option('--json', 'print one JSON document')
    .action(async (dir: string, first: string, second: string | undefined, options: { json?: boolean }) => {
      if (second === undefined) {
        const beside = await withProject(context, {}, dir, 'read', async (workbench) => {
          const { id, name } = await workbench.invoke('model.get', { model: first })
          const points = await workbench.invoke('map.points', {})
          const found = besideOf(points, id)
          if (found) {
            const sources = successSources(points, found.rows)
            const documents = new Map<string, AttackResultDocument>()
            for (const study of new Set(
              sources.flatMap(({ studies }) => studies.map((each) => each.study)),
            )) {
              const result = await workbench.invoke('study.result', { study })
              if (result.kind === 'attack') documents.set(study, result)
            }
            return {
              ...found,
              success: sources.map((source) => besideSuccess(source, found.rows, documents)),
            }
          }
          throw new UserError(
            'usage',
            `"${name}" was drawn to no neurons, so it has no baseline and controls of its own: name a second model to compare it with.`,
          )
        })
        if (options.json) printJson(beside)
        else print(besideText(beside, beside.success))
        return
      }
      const comparison = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('models.compare', { models: [first, second] }),
      )
      if (options.json) printJson(comparison)
      else print(comparisonText(comparison))
    })
}
