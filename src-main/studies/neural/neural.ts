/** Measurements of populations of neurons (neural N.3 to N.5). See expand.ts for their units. */
import { pixelsPerDegree, squareFieldOfView, squareSide } from '../../contract/population'
import { measuredImages } from '../measured-images'
import { neuralWords } from './command-line'
import {
  layersDataSchema,
  manifoldDataSchema,
  maximalDataSchema,
  productsDataSchema,
  tuningDataSchema,
} from '../../contract/kinds/neural/units'
import { neuralDocument, neuralTable } from './document'
import { expandNeural, maximalUnits, neuralUnits, populationOf } from './expand'
import { planNeural } from './plan'
import { gratingGrid } from '../../neural/gratings'
import { neuralWindow } from './window'
import { neuralAgain } from './again'
import type { MaximalNeuron } from '../../contract/kinds/neural/results'
import type { NeuralPlan, NeuralResult } from '../../contract/kinds/neural/study'
import type { Facts, ResultLookup, StudyKind } from '../study'

export const neural: StudyKind<'neural'> = {
  kind: 'neural',
  plan: planNeural,
  again: neuralAgain,
  commands: (folder, request) => [neuralWords(folder, request)],
  document: neuralDocument,
  text: neuralTable,
  expand: expandNeural,
  publications: () => [],
  window: neuralWindow,
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
      maximal: await maximalOf(plan, facts, look),
      models,
      missing,
    }
  },
}

/** Null until the first neurons are done. */
async function maximalOf(
  plan: NeuralPlan,
  facts: Facts,
  look: ResultLookup,
): Promise<NeuralResult['maximal']> {
  const { question } = plan
  if (question.kind !== 'maximal') return null
  const { file } = populationOf(plan.population, facts)
  const side = squareSide(file)
  const { bound, pieces } = maximalUnits(plan, facts)
  const { unit, cyclesPerPixel, carried, frequencies } = gratingGrid(
    { pixelsPerDegree: pixelsPerDegree(file), side },
    null,
  )
  const found: MaximalNeuron[] = []
  const missing: number[] = []
  for (const { neurons, unit: piece } of pieces) {
    const result = await look.result(piece.key)
    if (result) found.push(...maximalDataSchema.parse(result.data).neurons)
    else missing.push(...neurons)
  }
  if (found.length === 0) return null
  return {
    ...{ unit, cyclesPerPixel, carried, frequencies, bound, missing },
    cyclesPerImage: cyclesPerPixel * side,
    height: file.image.height,
    width: file.image.width,
    steps: question.steps,
    seed: question.seed,
    neurons: found,
  }
}
