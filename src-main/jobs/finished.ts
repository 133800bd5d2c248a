/**
 * Which units of a study need not be computed, and which arrays nobody will read again. A unit is settled
 * when its result is there and whole, and its arrays are there too, with the size and hash that it says, or were
 * temporary and have served. Of a published model the weights are looked at where the model keeps them.
 */
import { unitFault } from '../studies/unit-fault'
import { madeEarlier } from './earlier-versions'
import type { ModelFile } from '../contract/model'
import type { Project } from '../project/project'
import type { Publication, Unit } from '../studies/study'

/** Keys of the settled units. What is damaged is not settled. */
export async function settledUnits(
  project: Project,
  units: readonly Unit[],
  publications: readonly Publication[],
): Promise<Set<string>> {
  return (await inspectUnits(project, units, publications)).settled
}

/** Which units are settled, which would be if their files were whole, and of which there are none. */
export async function inspectUnits(
  project: Project,
  units: readonly Unit[],
  publications: readonly Publication[],
): Promise<{ settled: Set<string>; damaged: Unit[]; gone: Unit[] }> {
  const settled = new Set<string>()
  const damaged: Unit[] = []
  const gone: Unit[] = []
  const dependents = dependentsOf(units)
  const published = new Map(publications.map((publication) => [publication.weights.key, publication.id]))
  // Dependents come after what they need: from the end, they are known when they are asked for.
  for (const unit of [...units].reverse()) {
    const inspected = await project.results.inspect(unit.key, unit.arrays)
    const found =
      'result' in inspected && unitFault(inspected.result, unit) !== null
        ? { state: 'damaged' as const }
        : inspected
    if (found.state === 'damaged') damaged.push(unit)
    if (found.state === 'missing') gone.push(unit)
    if (found.state === 'missing' || found.state === 'damaged') continue
    if (found.state === 'whole') settled.add(unit.key)
    else {
      const model = published.get(unit.key)
      const weights = model === undefined ? null : await publishedWeights(project, model)
      if (weights === false) damaged.push(unit)
      // Weights leave the results for their model: where that is gone, they are, too.
      else if (
        weights === true ||
        (model === undefined && unit.temporary && served(unit, dependents, settled))
      )
        settled.add(unit.key)
      // What is temporary was taken away, and is wanted again for the sake of another only.
      else if (model !== undefined || !unit.temporary) gone.push(unit)
    }
  }
  return { settled, damaged: damaged.reverse(), gone: gone.reverse() }
}

/**
 * How many units of a study are not what they should be: damaged, or of a study that is done, gone; and models that it
 * has made that are gone, or lack the accuracy that was measured or lines of their training. All of it is made good by
 * resuming it. `earlier`: how many are neither, but were made by an earlier version of their method.
 */
export async function unitsToMend(
  project: Project,
  units: readonly Unit[],
  publications: readonly Publication[],
  isDone: boolean,
): Promise<{ damaged: number; earlier: number }> {
  const { settled, damaged, gone } = await inspectUnits(project, units, publications)
  if (!isDone) return { damaged: damaged.length, earlier: 0 }
  const earlier = await madeEarlier(project.results, units, gone)
  let models = 0
  for (const { id, weights, accuracy } of publications) {
    if (!settled.has(weights.key)) continue
    const model = await project.models.read(id).catch(() => null)
    if (model === null && (await project.bin.model(id))) continue
    if (
      model === null ||
      (model.accuracy === null && settled.has(accuracy.key)) ||
      (await lacksTraining(project, model, weights))
    )
      models++
  }
  return { damaged: damaged.length + gone.length - earlier.length + models, earlier: earlier.length }
}

/** Lines that resuming makes again: where the result is of the weights that the model has, and not of another computer's. */
async function lacksTraining(project: Project, model: ModelFile, { key }: Unit): Promise<boolean> {
  const result = await project.results.read(key)
  return result?.arrays?.sha256 === model.weights && (await project.models.trainingLeftOut(model)) > 0
}

/**
 * Whether a model's weights are those that the model itself names; null when it is not published. The result may name
 * others: another computer's, in a folder into which the results of two were put.
 */
async function publishedWeights(project: Project, id: string): Promise<boolean | null> {
  const model = await project.models.read(id).catch(() => null)
  // It was deleted, which is nothing to be made good.
  if (model === null) return (await project.bin.model(id)) ? true : null
  return (await project.results.hashOf(project.models.weightsPath(model))) === model.weights
}

/**
 * The number of threads that a study's results were computed with, and goes on with: that of its status, or where that
 * was lost of a result; null while there is none.
 */
export async function threadsOfResults(
  project: Project,
  settled: ReadonlySet<string>,
  said: number | null,
): Promise<number | null> {
  const [key] = settled
  if (key === undefined) return null
  return said ?? (await project.results.read(key))?.provenance?.threads ?? null
}

/** Whether everything that reads a unit's arrays is settled; false when nothing ever will. */
export function served(
  unit: Unit,
  dependents: ReadonlyMap<string, readonly string[]>,
  settled: ReadonlySet<string>,
): boolean {
  const readers = dependents.get(unit.key) ?? []
  return readers.length > 0 && readers.every((key) => settled.has(key))
}

/** For each unit the keys of those that need it. */
export function dependentsOf(units: readonly Pick<Unit, 'key' | 'needs'>[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>()
  for (const unit of units) {
    for (const need of unit.needs) {
      const known = dependents.get(need)
      if (known) known.push(unit.key)
      else dependents.set(need, [unit.key])
    }
  }
  return dependents
}
