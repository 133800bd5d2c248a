/**
 * Where a figure's numbers come from, for the file beside it: studies with their plans (seeds, data hashes, device), models
 * with the hashes of their weights, versions, date. Long lists of a plan (images) are given by their length and hash.
 */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import type { FigureFile } from '../../contract/figures/figures'
import type { Desk } from '../desk'
import type { Drawn } from './drawn-figure'

/** A longer list is none that anybody reads. */
const LONGEST = 40

export async function provenanceOf(
  { open: { project }, options }: Desk,
  { panels, shown }: Drawn,
  facts: { file: FigureFile; width: number; height: number; files: readonly string[] },
): Promise<Record<string, unknown>> {
  const studies = [...new Set(panels.flatMap(({ loaded }) => loaded.studies))].sort()
  const models = [...new Set(panels.flatMap(({ loaded }) => loaded.models))].sort()
  const dataSets = await project.dataSets.list()
  return {
    format: 'halfpower figure provenance',
    version: 1,
    halfpower: options.version ?? options.host?.version ?? null,
    date: new Date().toISOString(),
    machine: { platform: process.platform, architecture: process.arch, node: process.version },
    figure: { id: facts.file.id, title: facts.file.title, journal: facts.file.journal },
    size: { width: facts.width, height: facts.height, unit: 'mm' },
    files: facts.files,
    caption: shown.caption,
    panels: panels.map(({ letter, panel, loaded, figure }) => ({
      letter,
      ...panel,
      studies: loaded.studies,
      models: loaded.models,
      data: sha256(figure.csv),
      notes: figure.notes,
    })),
    studies: await Promise.all(
      studies.map(async (id) => {
        const [plan, status] = [await project.studies.plan(id), await project.studies.lastStatus(id)]
        return {
          id,
          title: plan?.title ?? null,
          state: status.state,
          units: status.units,
          started: status.started,
          finished: status.finished,
          threads: status.threads,
          plan: plan === null ? null : shortened(plan.plan),
        }
      }),
    ),
    models: await Promise.all(
      models.map(async (id) => {
        const model = await project.models.read(id)
        return model === null
          ? { id, gone: true }
          : {
              id,
              name: model.name,
              group: model.group,
              weights: { sha256: model.weights },
              configuration: model.configuration,
              provenance: shortened(model.provenance),
            }
      }),
    ),
    dataSets: dataSets.map(({ id, name, parts }) => ({ id, name, parts: shortened(parts) })),
  }
}

function shortened(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length > LONGEST
      ? { count: value.length, sha256: sha256(canonicalJson(value)) }
      : value.map(shortened)
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shortened(part)]))
  return value
}
