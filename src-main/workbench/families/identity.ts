/**
 * Which models differ in their training seed only. Decided from what is stored with a model (its configuration and
 * provenance) and the plan of the sweep that trained it (its recipe and images); nothing else is looked at.
 *
 * Two identities: a *family* has everything in common but the training seed; a *blur series* has everything in
 * common but the training seed and σ, and is what the second-order curve of the Map goes through (methods G.5).
 * Not part of either: the device and the epochs per unit, which change no more than rounding.
 */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import type { ModelFile, NeuralTermOfModel } from '../../contract/model'
import { startFromOfModelSchema } from '../../contract/kinds/sweep/start-from'
import type { StartFrom, StartFromOfModel } from '../../contract/kinds/sweep/start-from'
import type { SweepPlan } from '../../contract/kinds/sweep/study'

export interface FamilyIdentity {
  /** Null: in no family of training seeds, and `reason` says why. */
  family: string | null
  /** Null: on no curve. A model without blur is on none; one of another kind has its reason in `seriesReason`. */
  series: string | null
  reason: string | null
  seriesReason: string | null
  /** The recipe and the images it was trained with, hashed; null where they are not known. */
  training: { images: string; recipe: string } | null
  trainingSeed: number | null
  /** Models with the same word differ in training seed and neural term only; null where the training is not known. */
  plain: string | null
  /**
   * Of a model that was drawn to a simulated population (methods N.8): models with the same word differ in its preferred
   * frequency, in the control and in training seed only.
   */
  neuralSeries: string | null
  /** Its sweep has no test set: its clean accuracy is of the validation images, which chose the epoch. */
  onValidation: boolean
}

const NOWHERE: FamilyIdentity = {
  family: null,
  series: null,
  reason: null,
  seriesReason: null,
  training: null,
  trainingSeed: null,
  plain: null,
  neuralSeries: null,
  onValidation: false,
}

/**
 * @param plan of the sweep that `model.provenance` names; null where there is none, or it is gone
 */
export function familyIdentity(model: ModelFile, plan: SweepPlan | null): FamilyIdentity {
  const { provenance } = model
  return provenance.kind === 'trained'
    ? trainedIdentity(model, provenance, plan)
    : importedIdentity(model, provenance)
}

function trainedIdentity(
  model: ModelFile,
  provenance: Extract<ModelFile['provenance'], { kind: 'trained' }>,
  plan: SweepPlan | null,
): FamilyIdentity {
  const reason = contradiction(provenance, plan)
  if (plan === null || reason !== null)
    return { ...NOWHERE, reason, seriesReason: blurred(model) ? reason : null }
  const { sigma, ...network } = model.configuration
  const { neural } = provenance
  const training = {
    images: digest({ hash: plan.train.hash, limit: plan.train.limit, classNames: model.classNames }),
    // Each of older versions kept other images apart: whether these were the same is part of how they were trained.
    recipe: digest(recipeOf(plan, neural && termIdentity(neural, plan))),
  }
  return {
    family: digest({ network, sigma, ...training }),
    series: blurred(model) ? digest({ network, ...training }) : null,
    reason: null,
    seriesReason: null,
    training,
    trainingSeed: provenance.seed,
    plain: digest({ network, sigma, images: training.images, recipe: recipeOf(plan, undefined) }),
    neuralSeries: neural?.simulated
      ? digest({ network, sigma, images: training.images, recipe: recipeOf(plan, seriesTerm(neural, plan)) })
      : null,
    onValidation: plan.test === null,
  }
}

/** Everything about how it was trained but the images. @param neural what it was drawn to, and how */
function recipeOf(
  { recipe, splitSeed, from }: SweepPlan,
  neural: Record<string, unknown> | undefined,
): Record<string, unknown> {
  return {
    ...recipe,
    ...(splitSeed === undefined ? {} : { splitSeed }),
    ...(neural === undefined ? {} : { neural }),
    // What it went on from, under whatever name.
    ...(from === undefined ? {} : { from: startIdentity(from) }),
  }
}

/** A term but for the control and the preferred frequency of its simulated population. */
function seriesTerm(term: NeuralTermOfModel, plan: SweepPlan): Record<string, unknown> {
  const { identity: _identity, control: _control, simulated, ...same } = termIdentity(term, plan)
  return { ...same, like: (simulated as NeuralTermOfModel['simulated'])?.like }
}

function termIdentity(
  { population: _name, ...term }: NeuralTermOfModel,
  { neural }: SweepPlan,
): Record<string, unknown> {
  if (neural === undefined) return term
  const { images, batchSize, scaling, seed, blur } = neural
  return { ...term, images, batchSize, scaling, seed, blur }
}

function startIdentity(from: StartFrom): Omit<StartFromOfModel, 'model'> {
  const { model: _model, ...start } = startFromOfModelSchema.parse(from)
  return start
}

/** Why the plan cannot say how the model was trained; null where it can. */
function contradiction(
  { study, dataHash, seed, epochs }: Extract<ModelFile['provenance'], { kind: 'trained' }>,
  plan: SweepPlan | null,
): string | null {
  if (plan === null) return `its sweep "${study}" is not in the project, so its recipe is not known`
  if (plan.train.hash !== dataHash)
    return `its sweep "${study}" names other training images than it was trained on`
  if (plan.recipe.epochs !== epochs)
    return `its sweep "${study}" has another number of epochs than it was trained for`
  if (!plan.seeds.includes(seed)) return `its sweep "${study}" does not have its training seed`
  return null
}

function importedIdentity(
  model: ModelFile,
  provenance: Extract<ModelFile['provenance'], { kind: 'imported' }>,
): FamilyIdentity {
  const { sigma: _sigma, ...network } = model.configuration
  const reason = 'it was trained elsewhere: its file says neither its training seed nor its recipe and images'
  if (!blurred(model)) return { ...NOWHERE, reason }
  if (provenance.blur !== 'proved')
    return {
      ...NOWHERE,
      reason,
      seriesReason:
        provenance.blur === 'given'
          ? 'its σ was given by hand and does not stand in its file'
          : 'whether its σ stands in its file was not kept when it was imported: import it again',
    }
  return { ...NOWHERE, reason, series: digest({ network, classNames: model.classNames, from: 'elsewhere' }) }
}

function blurred({ configuration }: ModelFile): boolean {
  return configuration.sigma !== null && configuration.components === undefined
}

/** Enough digits that no two of a project's models meet by chance. */
function digest(value: unknown): string {
  return sha256(canonicalJson(value)).slice(0, 16)
}

/**
 * Joins imported models to the one series of models trained here that has their network and classes. Their files do
 * not say which images they were trained on, so with several such series they stay among themselves.
 */
export function joinImported(
  models: readonly { model: ModelFile; identity: FamilyIdentity }[],
): FamilyIdentity[] {
  const like = ({ configuration: { sigma: _sigma, ...network }, classNames }: ModelFile): string =>
    canonicalJson({ network, classNames })
  const trained = new Map<string, Set<string>>()
  for (const { model, identity } of models) {
    if (identity.series === null || identity.training === null) continue
    trained.set(like(model), (trained.get(like(model)) ?? new Set()).add(identity.series))
  }
  return models.map(({ model, identity }) => {
    if (identity.series === null || identity.training !== null) return identity
    const [series, ...more] = trained.get(like(model)) ?? []
    return series !== undefined && more.length === 0 ? { ...identity, series } : identity
  })
}
