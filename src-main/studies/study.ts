/**
 * What a kind of study has to offer: how its plan becomes units, and what its results say together. Pure
 * and light: it runs in the main process. What a unit computes is in job.ts, in the job process.
 *
 * Invariants: the same plan and facts give the same units in the same order; a unit's key covers
 * everything that determines its result and nothing else (no path, no time).
 */
import { imageCount } from '../contract/studies/choices'
import { canonicalJson } from '../contract/json'
import { specificationOf } from '../contract/data-set'
import { weightsFileName } from '../contract/model'
import { sha256, unitKey } from '../project/keys'
import type { DataSetFile } from '../contract/data-set'
import type { ImageSelection, SelectionChoice, SelectionRule } from '../contract/images/selection'
import type { JsonObject } from '../contract/json'
import type { EpochLine, ModelFile } from '../contract/model'
import type { DataChoice, ModelChoice } from '../contract/studies/choices'
import type { PlanOf, RequestOf, StudyKindName } from '../contract/plans'
import type { ResultOf } from '../contract/studies/results'
import type { LogLine, ResultFile } from '../contract/studies'
import type { ImagesChoice } from '../contract/data-set'
import type { TaskOf } from '../contract/kinds/kinds'
import type { UnitTask } from '../contract/tasks'
import type { WeightsChoice } from '../contract/model'
import type { PopulationChoice } from '../contract/population'
import type { Project } from '../project/project'
import type { Planned, PlanningHelp } from './planning/planning'
import type { Again, Known } from './again/again'
import type { StudyCommand } from './command/command'
import type { KindWindow, WindowDesk } from './window'

export { imageCount } from '../contract/studies/choices'

/** What a plan needs to know about the project, looked up before it is expanded. */
export interface Facts {
  dataSets: ReadonlyMap<string, { file: DataSetFile; absolutePath: string }>
  models: ReadonlyMap<string, ModelFile>
  /** By id: each with the file of its content. */
  populations: ReadonlyMap<string, PopulationChoice>
  /** By model, where the hashes of all files tell; absent where nobody looked, as for the units and their keys. */
  copies?: ReadonlyMap<string, Copies>
  /** Path of a model's weights, there or still to be made. */
  weightsPath(model: Pick<ModelFile, 'id' | 'configuration'>): string
  /** Paths of results by key. */
  jsonPath(key: string): string
  arraysPath(key: string, extension: ArraysExtension): string
}

/** Images of a part, `of` so many, that are the same files as training images of a model. */
export interface Copies {
  images: number
  of: number
  /** What the model was trained on. */
  dataSet: string
}

export type ArraysExtension = 'npz' | 'safetensors'

/** The smallest piece that is stored. */
export interface Unit {
  key: string
  /** What the key is the hash of. */
  inputs: JsonObject
  /** What it is, in words, e.g. `σ = 1, training seed 0, epoch 3 of 24`. */
  label: string
  /** How much there is to compute, in forward passes of one image. */
  work: number
  /** Keys of units that must be finished before. */
  needs: string[]
  /** Keys of finished units of other studies whose arrays it reads, all `.npz`; absent: none. */
  reads?: readonly string[]
  /** The kind of file that its arrays are stored in; null when it has none. */
  arrays: ArraysExtension | null
  /** Its arrays only serve the units that need it, and are removed when those are finished. */
  temporary: boolean
  task: UnitTask
}

/** A model that a study makes: `weights` is the unit whose arrays are its weights, `accuracy` the one that measures it. */
export interface Publication {
  id: string
  weights: Unit
  accuracy: Unit
  model(weights: ResultFile, accuracy: ResultFile | null): ModelFile
  training(weights: ResultFile, log: readonly LogLine[]): EpochLine[]
}

/** Of how many images a unit's result is, and of how many it was to be. */
export type UnitImages = (data: JsonObject, unit: Unit) => [found: number, planned: number]

export interface StudyKind<Kind extends StudyKindName> {
  kind: Kind
  /** Of units of which that can be told from the plan. */
  unitImages?: Readonly<Partial<Record<TaskOf<Kind>['kind'], UnitImages>>>
  /** From what was asked to a plan; refuses in one sentence what cannot be computed. */
  plan(project: Project, request: RequestOf<Kind>, help: PlanningHelp): Promise<Planned>
  /** From a plan back to the request that makes it, and what of it nobody can ask for again. */
  again(plan: PlanOf<Kind>, known: Known): Again<Kind>
  /** Its command: what it reads, and what is typed for a request. */
  command?: StudyCommand<Kind>
  /** Instead, where other commands make such studies: the words of each, as a shell reads them. */
  commands?(folder: string, request: RequestOf<Kind>): string[][]
  expand(plan: PlanOf<Kind>, facts: Facts): Unit[]
  /** Which units make models; empty for kinds that only measure. */
  publications(study: string, plan: PlanOf<Kind>, facts: Facts): Publication[]
  summarise(study: string, plan: PlanOf<Kind>, facts: Facts, look: ResultLookup): Promise<ResultOf<Kind>>
  /** What its page asks beyond all this; absent: nothing. */
  window?(desk: WindowDesk): KindWindow<Kind>
  /** The result as `--json` prints it, and as tables for people. */
  document(result: ResultOf<Kind>): Record<string, unknown>
  text(result: ResultOf<Kind>): string
}

/** How a summary reads what is there: finished results, models by id, the log. */
export interface ResultLookup {
  result(key: string): Promise<ResultFile | null>
  model(id: string): Promise<ModelFile | null>
  log(): Promise<readonly LogLine[]>
}

/** Makes a unit: computes its key from what determines it. */
export function makeUnit(
  description: Omit<Unit, 'key' | 'inputs'> & { methodVersion: number; device: string; settings: JsonObject },
): Unit {
  const { methodVersion, device, settings, ...unit } = description
  const inputs = { kind: unit.task.kind, methodVersion, device, settings }
  return { ...unit, key: unitKey(inputs), inputs }
}

/** The images of a choice, for a task. */
export function imagesOf(choice: DataChoice, facts: Facts): ImagesChoice {
  const known = facts.dataSets.get(choice.dataSet)
  if (!known) throw new Error(`The data set "${choice.dataSet}" was not looked up.`)
  return {
    specification: specificationOf(known.file, known.absolutePath, choice.split),
    hash: choice.hash,
    limit: choice.limit,
    ...(choice.selection ? { selection: decided(choice.selection) } : {}),
  }
}

/** A model that a plan measures: its weights for a task, and what about it belongs into a key. */
export function modelOf(choice: ModelChoice, facts: Facts): { task: WeightsChoice; key: string } {
  const model = facts.models.get(choice.id)
  if (!model) throw new Error(`The model "${choice.id}" was not looked up.`)
  const key = modelKey(choice.weights, model.configuration)
  const order = choice.classes?.order
  return {
    task: {
      path: facts.weightsPath(model),
      hash: choice.weights,
      configuration: model.configuration,
      ...(order === undefined ? {} : { classOrder: order }),
    },
    key: order === undefined ? key : sha256(canonicalJson({ model: key, classOrder: order })),
  }
}

/**
 * Raised whenever the same ONNX graph gives other numbers than before; which graphs those are cannot be seen without
 * reading them, so all are measured anew. 2: zeros around images count as numbers in the largest-value pooling behind
 * them (they were taken for its padding), and batch normalisation in training mode gives ONNX's running statistics.
 */
const ONNX_READING = 2

/**
 * What identifies a model, with its own order of classes, in a key: the hash of its weights file, which holds its configuration too. An ONNX
 * file is kept as it came, so the normaliser in front of it and how it is read are hashed beside it.
 */
function modelKey(weights: string, configuration: ModelFile['configuration']): string {
  return weightsFileName(configuration) === 'weights.onnx'
    ? sha256(canonicalJson({ weights, configuration, reading: ONNX_READING }))
    : weights
}

/** What about a choice of images belongs into a key: all of a part is the same, however it was asked for. */
export function imagesKey({ hash, limit, selection }: DataChoice): JsonObject {
  if (!selection) return { data: hash, limit }
  const { rule, leftOut } = decided(selection)
  return rule.kind === 'all' && leftOut.length === 0
    ? { data: hash, limit: null }
    : { data: hash, selection: { rule, leftOut } }
}

/** What chooses the images, without what was found when that was decided. */
function decided({ rule, leftOut }: ImageSelection): SelectionChoice {
  return { rule, leftOut }
}

/** The same choice with fewer images, which are some of its own where that can be had; itself where it has no more. */
export function atMost(choice: DataChoice, images: number): DataChoice {
  if (images >= imageCount(choice)) return choice
  const { selection } = choice
  if (!selection) return { ...choice, limit: images }
  const { rule, leftOut, found } = selection
  const seed = 'seed' in rule ? rule.seed : 0
  const fewer: SelectionRule =
    rule.kind === 'first' ? { kind: 'first', images } : { kind: 'class-balanced', images, seed }
  return { ...choice, limit: images, selection: { rule: fewer, leftOut, found: { ...found, images } } }
}
