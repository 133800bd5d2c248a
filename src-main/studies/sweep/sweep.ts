/**
 * The sweep over σ and seeds: trains the models of a plan. See expand.ts for its units.
 */
import { sweepWindow } from './window'
import { sweepDocument, sweepTable } from './document'
import { sweepCommand } from './command'
import { planSweep } from './plan'
import { trainDataSchema } from '../../contract/kinds/sweep/units'
import { expandSweep, sweepRuns } from './expand'
import { sweepPublications, withSeconds } from './publish'
import { measuredOnWords, sweepNotices } from './words'
import { sweepAgain } from './again'
import type { EpochLine } from '../../contract/model'
import type { SweepResult } from '../../contract/kinds/sweep/study'
import type { StudyKind } from '../study'

export const sweep: StudyKind<'sweep'> = {
  kind: 'sweep',
  window: sweepWindow,
  plan: planSweep,
  again: sweepAgain,
  command: sweepCommand,
  document: sweepDocument,
  text: sweepTable,
  expand: expandSweep,
  publications: (study, plan, facts) => sweepPublications(study, plan, sweepRuns(plan, facts)),
  async summarise(study, plan, facts, look): Promise<SweepResult> {
    const log = await look.log()
    const runs = await Promise.all(
      sweepRuns(plan, facts).map(async (run) => {
        const model = await look.model(run.model)
        const kept = model && (await look.result(run.keep.key))?.arrays?.sha256
        // Blocks of another computer that ended in other weights tell nothing about this model.
        const own = !model || !kept || kept === model.weights
        // The latest finished block holds all epochs so far.
        let epochs: EpochLine[] = []
        for (const block of own ? [...run.blocks].reverse() : []) {
          const result = await look.result(block.key)
          if (!result) continue
          epochs = withSeconds(trainDataSchema.parse(result.data).epochs, run.blocks, log)
          break
        }
        return {
          model: model?.id ?? null,
          sigma: run.sigma,
          components: run.components,
          noise: run.noise,
          ...(run.neural === null ? {} : { neural: run.neural }),
          seed: run.seed,
          parameters: model?.parameters ?? null,
          accuracy: model?.accuracy ?? null,
          epochs,
        }
      }),
    )
    const measuredOn = measuredOnWords(plan, facts.dataSets.get(plan.train.dataSet)?.file)
    return { kind: 'sweep', study, runs, measuredOn, notices: sweepNotices(plan) }
  },
}
