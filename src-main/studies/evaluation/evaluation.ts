/**
 * Clean accuracy of models on a data set: one unit per model, the predictions stored for who wants to
 * know which images were wrong.
 */
import { evaluationDocument, evaluationTable } from './document'
import { evaluationWords } from './command-line'
import { planEvaluation } from './plan'
import { evaluateDataSchema } from '../../contract/kinds/evaluation/units'
import { measuredImages } from '../measured-images'
import { imageCount, imagesKey, imagesOf, makeUnit, modelOf } from '../study'
import { evaluationAgain } from './again'
import type { EvaluationPlan } from '../../contract/kinds/evaluation/study'
import type { EvaluationResult } from '../../contract/kinds/evaluation/study'
import type { Facts, StudyKind, Unit } from '../study'

const EVALUATE_VERSION = 1

export function expandEvaluation(plan: EvaluationPlan, facts: Facts): Unit[] {
  return plan.models.map((choice) => {
    const model = modelOf(choice, facts)
    return makeUnit({
      methodVersion: EVALUATE_VERSION,
      device: plan.device,
      settings: { weights: model.key, images: imagesKey(plan.data), batchSize: plan.batchSize },
      label: `${choice.id}, clean accuracy`,
      work: imageCount(plan.data),
      needs: [],
      arrays: 'npz',
      temporary: false,
      task: {
        kind: 'evaluate',
        model: model.task,
        images: imagesOf(plan.data, facts),
        batchSize: plan.batchSize,
      },
    })
  })
}

export const evaluation: StudyKind<'evaluation'> = {
  kind: 'evaluation',
  unitImages: { evaluate: (data, { work }) => [evaluateDataSchema.parse(data).accuracy.count, work] },
  plan: planEvaluation,
  again: evaluationAgain,
  commands: (folder, request) => request.models.map((model) => evaluationWords(folder, model, request)),
  document: evaluationDocument,
  text: evaluationTable,
  expand: expandEvaluation,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<EvaluationResult> {
    const which = measuredImages(plan, facts)
    const found: EvaluationResult = { kind: 'evaluation', study, which, models: [], missing: [] }
    const units = expandEvaluation(plan, facts)
    for (const [i, choice] of plan.models.entries()) {
      const result = await look.result(units[i]!.key)
      if (result) found.models.push({ id: choice.id, ...evaluateDataSchema.parse(result.data) })
      else found.missing.push(choice.id)
    }
    return found
  },
}
