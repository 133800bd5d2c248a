/** Measurements of populations of neurons (neural N.3 to N.5). See expand.ts for their units. */
import { squareFieldOfView, squareSide } from '../../contract/population'
import { measuredImages } from '../measured-images'
import { neuralWords } from './command-line'
import { layersDataSchema, manifoldDataSchema, productsDataSchema, tuningDataSchema } from './data'
import { neuralDocument, neuralTable } from './document'
import { expandNeural, neuralUnits, populationOf } from './expand'
import { planNeural } from './plan'
import type { NeuralResult } from '../../contract/kinds/neural/study'
import type { StudyKind } from '../study'

export const neural: StudyKind<'neural'> = {
  kind: 'neural',
  plan: planNeural,
  commands: (folder, request) => [neuralWords(folder, request)],
  document: neuralDocument,
  text: neuralTable,
  expand: expandNeural,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<NeuralResult> {
    const { file } = populationOf(plan.population, facts)
    const units = neuralUnits(plan, facts)
    const found = (await look.result(units.first.key))?.data
    const { kind } = plan.question
    const models: NeuralResult['models'] = []
    const missing: string[] = []
    for (const { id, unit } of units.models) {
      const result = await look.result(unit.key)
      if (result) models.push({ id, ...layersDataSchema.parse(result.data) })
      else missing.push(id)
    }
    return {
      kind: 'neural',
      study,
      question: kind,
      population: {
        id: file.id,
        name: file.name,
        kind: file.kind,
        species: file.species,
        area: file.area,
        fieldOfView: squareFieldOfView(file),
        side: squareSide(file),
      },
      ...(plan.data === null ? {} : { which: measuredImages({ ...plan, data: plan.data }, facts) }),
      tuning: found && kind === 'tuning' ? tuningDataSchema.parse(found) : null,
      manifold: found && kind === 'manifold' ? manifoldDataSchema.parse(found) : null,
      similarity: found && kind === 'similarity' ? productsDataSchema.parse(found) : null,
      models,
      missing,
    }
  },
}
