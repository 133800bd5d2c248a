/**
 * The sweep over σ and seeds: trains the models of a plan. See expand.ts for its units.
 */
import { trainDataSchema } from './data'
import { expandSweep, sweepRuns } from './expand'
import { modelId, sweepPublications, withSeconds } from './publish'
import type { SweepPlan } from '../../contract/plans'
import type { SweepResult } from '../../contract/results'
import type { StudyKind } from '../study'

export const sweep: StudyKind<SweepPlan> = {
  kind: 'sweep',
  expand: expandSweep,
  publications: (study, plan, facts) => sweepPublications(study, plan, sweepRuns(plan, facts)),
  async summarise(study, plan, facts, look): Promise<SweepResult> {
    const log = await look.log()
    const runs = await Promise.all(
      sweepRuns(plan, facts).map(async (run) => {
        const id = modelId(plan, run)
        const model = await look.model(id)
        // The latest finished block holds all epochs so far.
        let epochs: ReturnType<typeof withSeconds> = []
        for (const block of [...run.blocks].reverse()) {
          const result = await look.result(block.key)
          if (!result) continue
          epochs = withSeconds(trainDataSchema.parse(result.data).epochs, run.blocks, log)
          break
        }
        return { model: model?.id ?? null, sigma: run.sigma, seed: run.seed, parameters: model?.parameters ?? null, accuracy: model?.accuracy ?? null, epochs }
      }),
    )
    return { kind: 'sweep', study, runs }
  },
}
