/**
 * What the Map shows of corruptions: per model and per origin (official files of a set, generated with a table)
 * the newest study with all cells that its mean needs.
 */
import { knownResultOf } from '../studies/known-results'
import type { ThingsOfProject } from '../../studies/facts'
import type { Plan } from '../../contract/plans'
import type { MapCorruption } from '../../contract/map-point'
import type { Project } from '../../project/project'

/** Per model; filled study by study, oldest first. */
export class CorruptionPoints {
  readonly #points = new Map<string, MapCorruption[]>()

  /** Newest first. */
  of(model: string): MapCorruption[] {
    return this.#points.get(model) ?? []
  }

  /** @param onLost told of each stored result that cannot be read */
  async heed(
    project: Project,
    study: string,
    plan: Plan,
    things: ThingsOfProject,
    onLost: () => void,
  ): Promise<void> {
    if (plan.kind !== 'corruption') return
    const result = await knownResultOf(project, study, plan, things, onLost)
    if (result.kind !== 'corruption') return
    const { origin, dataSet, comparable, images, precision } = result
    for (const { id, mean, groups, bySeverity, byType, intervals } of result.models) {
      const older = this.of(id).filter(
        (point) => point.origin.label !== origin.label || point.dataSet !== dataSet,
      )
      const point = {
        ...{ study, dataSet, origin, comparable, images },
        ...(precision ? { precision } : {}),
        ...{ mean, groups, bySeverity, byType, intervals },
      }
      this.#points.set(id, [point, ...older])
    }
  }
}
