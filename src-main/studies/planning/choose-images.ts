/**
 * From what a request says of its images to the choice that a plan holds: by default class-balanced where it is a
 * part, and without the images that a model of the study was trained on, so that all models see the same, new ones.
 */
import { selectionRule } from '../../contract/images/selection'
import { UserError } from '../../contract/errors'
import { classShares } from '../../datasets/subset'
import { lineage } from './lineage'
import { choice } from './measured'
import { doubtfulModels } from './same-files'
import type { DataSetFile, DataSetPart } from '../../contract/data-set'
import type {
  ImageSelection,
  ImageSelectionRequest,
  SelectionChoice,
  SelectionFound,
  SelectionRule,
  TrainingSplit,
} from '../../contract/images/selection'
import type { ModelFile } from '../../contract/model'
import type { DataChoice } from '../../contract/studies/choices'
import type { Project } from '../../project/project'
import type { PlanningHelp } from './planning'

export interface MeasuredPart {
  file: DataSetFile
  part: DataSetPart
  models: readonly ModelFile[]
}

export interface ChoosingOptions {
  /** The plan takes parts of its images again, so that it has to say how even where it takes all. */
  saysAll?: boolean
  /** Images that a cell of official files has, where these are more. */
  most?: number
}

/**
 * @param usual images when nothing is said; null: all
 * @throws UserError('usage') when two options choose the images, ('input') when no image is left
 */
export async function chooseImages(
  project: Project,
  { file, part, models }: MeasuredPart,
  request: ImageSelectionRequest,
  usual: number | null,
  help: Pick<PlanningHelp, 'images'>,
  { saysAll = false, most = part.images }: ChoosingOptions = {},
): Promise<DataChoice> {
  const asked = selectionRule(request, usual)
  const rule: SelectionRule =
    'images' in asked && asked.kind !== 'per class' && asked.images >= most ? { kind: 'all' } : asked
  const trainedOn = await trainingsOn(project, part, models)
  const doubt = await doubtOf(project, file, part, models)
  const selection: SelectionChoice = { rule, leftOut: request.includeTrainingImages ? [] : trainedOn }
  if (rule.kind === 'all' && trainedOn.length === 0 && !saysAll && !doubt.doubtful)
    return choice(file, part, undefined)
  const found =
    trainedOn.length === 0 && rule.kind !== 'first'
      ? foundByCounts(part, rule)
      : await help.images({ selection, trainedOn, listed: null }, file, part.split)
  if (found.images === 0) throw nothingLeft(file, part)
  return { ...choice(file, part, found.images), selection: { ...selection, found, ...doubt } }
}

/**
 * The choice behind images that a file names: they are taken as they are named, and it is said how many of them a
 * model was trained on.
 */
export async function listedImages(
  project: Project,
  { file, part, models }: MeasuredPart,
  listed: readonly number[],
  help: Pick<PlanningHelp, 'images'>,
): Promise<DataChoice> {
  const trainedOn = await trainingsOn(project, part, models)
  const whole = choice(file, part, undefined)
  const doubt = await doubtOf(project, file, part, models)
  if (trainedOn.length === 0 && !doubt.doubtful) return whole
  const selection: SelectionChoice = { rule: { kind: 'listed' }, leftOut: [] }
  const found = await help.images({ selection, trainedOn, listed: [...new Set(listed)] }, file, part.split)
  return { ...whole, selection: { ...selection, found, ...doubt } }
}

async function doubtOf(
  project: Project,
  file: DataSetFile,
  part: DataSetPart,
  models: readonly ModelFile[],
): Promise<Pick<ImageSelection, 'doubtful'>> {
  const doubtful = await doubtfulModels(project, file, part, models)
  return doubtful.length === 0 ? {} : { doubtful }
}

/**
 * How many lines of a list are wanted; undefined: all.
 * @throws UserError('usage') where a draw is asked of it
 */
export function listedMost(
  { limit, first, perClass, subsetSeed }: ImageSelectionRequest,
  what: string,
): number | undefined {
  if (perClass !== undefined || subsetSeed !== undefined || (limit !== undefined && first !== undefined))
    throw new UserError(
      'usage',
      `${what} names its images itself: leave out --per-class and --subset-seed, and give at most one of --limit and --first, which take its first lines.`,
    )
  return limit ?? first
}

/**
 * The trainings of the models, and of those that they go on from, on these very images, each once.
 * @param known the project's models, where they have been looked up
 */
export async function trainingsOn(
  project: Project,
  part: Pick<DataSetPart, 'hash'>,
  models: readonly ModelFile[],
  known?: ReadonlyMap<string, ModelFile>,
): Promise<TrainingSplit[]> {
  const splits = new Map<string, TrainingSplit>()
  known ??= new Map((await project.models.list()).map((model) => [model.id, model]))
  for (const { provenance } of models.flatMap((model) => lineage(model, known).models)) {
    if (provenance.kind !== 'trained' || provenance.dataHash !== part.hash) continue
    const split = await splitOf(project, provenance)
    splits.set(JSON.stringify([split.limit, split.validationFraction, split.seed]), split)
  }
  return [...splits.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, split]) => split)
}

/** What a model remembers of its training, else its study's plan; where that is gone, all images count as learnt. */
async function splitOf(
  project: Project,
  { split, study, seed }: Extract<ModelFile['provenance'], { kind: 'trained' }>,
): Promise<TrainingSplit> {
  if (split) return { ...split, seed: split.seed ?? seed }
  const plan = (await project.studies.plan(study))?.plan
  if (plan?.kind !== 'sweep') return { limit: null, validationFraction: 0, seed: 0 }
  return {
    limit: plan.train.limit,
    validationFraction: plan.recipe.validationFraction,
    seed: plan.splitSeed ?? seed,
  }
}

/** Where every image may take part, the numbers of each class decide: nothing has to be opened. */
function foundByCounts({ perClass, images }: DataSetPart, rule: SelectionRule): SelectionFound {
  const nothing = { leftOut: 0, training: 0, validation: 0 }
  if (rule.kind !== 'class-balanced' && rule.kind !== 'per class') return { images, perClass, ...nothing }
  const taken = classShares(perClass, rule)
  return { images: taken.reduce((sum, count) => sum + count, 0), perClass: taken, ...nothing }
}

function nothingLeft(file: DataSetFile, part: DataSetPart): UserError {
  const where = part.split === null ? `"${file.id}"` : `the part "${part.split}" of "${file.id}"`
  return new UserError(
    'input',
    `No image of ${where} is left: the models of the study were trained on all ${part.images} of them, together. Measure on a test set (--dataset, --split), on fewer models, or ask for training images with --include-training-images.`,
  )
}
