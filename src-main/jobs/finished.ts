/**
 * Which units of a study need not be computed, and which arrays nobody will read again. A unit is settled
 * when its result is there and its arrays are there too, or were temporary and have served.
 */
import type { Project } from '../project/project'
import type { Publication, Unit } from '../studies/study'

/** Keys of the settled units. */
export async function settledUnits(
  project: Project,
  units: readonly Unit[],
  publications: readonly Publication[],
): Promise<Set<string>> {
  const settled = new Set<string>()
  const dependents = dependentsOf(units)
  const published = new Map(publications.map((publication) => [publication.weights.key, publication.id]))
  // Dependents come after what they need: from the end, they are known when they are asked for.
  for (const unit of [...units].reverse()) {
    if (!(await project.results.hasFile(project.results.jsonPath(unit.key)))) continue
    const model = published.get(unit.key)
    const there =
      unit.arrays === null ||
      (await project.results.hasFile(project.results.arraysPath(unit.key, unit.arrays))) ||
      (model !== undefined
        ? (await project.models.read(model)) !== null
        : unit.temporary && served(unit, dependents, settled))
    if (there) settled.add(unit.key)
  }
  return settled
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
export function dependentsOf(units: readonly Unit[]): Map<string, string[]> {
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
