/**
 * Minimal adversarial perturbations: how little must each image change for a model to see the target class
 * (methods D)? See expand.ts for its units.
 */
import { attackWindow } from './window'
import { attackDocument, attackTable } from './document'
import { attackCommand } from './command'
import { planAttack } from './plan'
import { NORM_UNITS } from '../../contract/kinds/attack/methods'
import { attackSummaryDataSchema, blockDataSchema } from '../../contract/kinds/attack/units'
import { attackModels, expandAttack, workHashes } from './expand'
import { measuredImages } from '../measured-images'
import { attackInWords, startInWords } from './words'
import { attackAgain } from './again'
import type {
  AttackModelResult,
  AttackPlan,
  AttackResultDocument,
  AttackedImage,
  PerturbationStart,
} from '../../contract/kinds/attack/study'
import type { MeasuredImages } from '../../contract/images/selection'
import type { Facts, ResultLookup, StudyKind } from '../study'
import type { AttackUnits } from './expand'

export const attack: StudyKind<'attack'> = {
  kind: 'attack',
  unitImages: {
    attack: (data, { task }) => [
      blockDataSchema.parse(data).images.length,
      task.kind === 'attack' ? task.indices.length : 0,
    ],
  },
  window: attackWindow,
  plan: planAttack,
  again: attackAgain,
  command: attackCommand,
  document: attackDocument,
  text: (result) => attackTable(result, false),
  expand: expandAttack,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<AttackResultDocument> {
    const models: AttackModelResult[] = []
    const missing: string[] = []
    for (const units of attackModels(plan, facts)) {
      const sizes = await sizesOf(units, facts, look)
      const images = sizes && (await imagesOfModel(units, look))
      if (images) models.push({ ...sizes, images })
      else missing.push(units.model)
    }
    return {
      kind: 'attack',
      study,
      settings: plan.settings,
      caption: `${attackInWords(plan.settings)}${startInWords(plan)}`,
      ...(plan.startFrom ? { startFrom: shownStart(plan.startFrom) } : {}),
      unit: NORM_UNITS[plan.settings.norm],
      origin: plan.images.origin,
      which: attackedImages(plan, facts),
      ...workHashes(plan),
      models,
      missing,
    }
  },
}

function shownStart({
  study,
  model,
  name,
}: PerturbationStart): NonNullable<AttackResultDocument['startFrom']> {
  return { study, model, name }
}

/** Older plans, and lists, say in words which images they take. */
export function attackedImages(plan: AttackPlan, facts: Facts): MeasuredImages {
  const { indices, origin } = plan.images
  const found = measuredImages(plan, facts, indices.length)
  return plan.data.selection || indices.length === plan.data.images ? found : { ...found, words: origin }
}

/** What the summaries alone say, of the models that are finished: without reading the blocks. */
export async function attackSizes(
  plan: AttackPlan,
  facts: Facts,
  look: Pick<ResultLookup, 'result'>,
): Promise<Omit<AttackModelResult, 'images'>[]> {
  const sizes = await Promise.all(attackModels(plan, facts).map((units) => sizesOf(units, facts, look)))
  return sizes.filter((model) => model !== null)
}

async function sizesOf(
  units: AttackUnits,
  facts: Facts,
  look: Pick<ResultLookup, 'result'>,
): Promise<Omit<AttackModelResult, 'images'> | null> {
  const result = await look.result(units.summary.key)
  if (!result) return null
  const { subset: _subset, targets: _targets, ...data } = attackSummaryDataSchema.parse(result.data)
  return { id: units.model, group: facts.models.get(units.model)!.group, ...data }
}

/** Every image of a model in the order of the plan; null while a block is missing. */
async function imagesOfModel(units: AttackUnits, look: ResultLookup): Promise<AttackedImage[] | null> {
  const images: AttackedImage[] = []
  for (const block of units.blocks) {
    const result = await look.result(block.key)
    if (!result) return null
    images.push(...blockDataSchema.parse(result.data).images)
  }
  return images
}
