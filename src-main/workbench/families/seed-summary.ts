/** `seeds.summary`: the project's models in families of training seeds, with what each spreads. */
import { architectureWords } from '../../contract/architectures'
import { notesOnUnread } from '../../figures/map-notes'
import { counted } from '../../figures/numbers'
import { frontEndWords } from '../../studies/sweep/expand'
import { mapPoints } from '../map/points'
import { measuringConditions } from './conditions'
import { projectIdentities } from './project-identities'
import { spreadsOf } from './spread'
import { measureFamily, quantitiesOf } from './summary'
import type { SeedFamily, SeedSummary } from '../../contract/comparisons/families'
import type { ModelFile } from '../../contract/model'
import type { MapPoint } from '../../contract/map-point'
import type { Project } from '../../project/project'
import type { ComparedFamily } from './spread'
import type { FamilyIdentity } from './identity'
import type { Measured, Member, PointsByWork, Quantity } from './summary'

interface Found {
  model: ModelFile
  point: MapPoint
  identity: FamilyIdentity
}

export async function seedSummary(project: Project): Promise<SeedSummary> {
  const models = await project.models.list()
  const points = new Map((await mapPoints(project)).map((point) => [point.id, point]))
  const identities = await projectIdentities(project, models)
  const found = models.flatMap((model): Found[] => {
    const point = points.get(model.id)
    return point ? [{ model, point, identity: identities.get(model.id)! }] : []
  })
  const conditions = await conditionsOfStudies(project)
  const quantities = quantitiesOf([...points.values()])
  const byWork = await pointsByWork(project, conditions)
  const unread = notesOnUnread([...points.values()])
  const names = familyNames(found)
  const families: SeedFamily[] = []
  const compared: ComparedFamily[] = []
  for (const [id, group] of familiesOf(found)) {
    const { family, measured } = summarise(id, names.get(id)!, group, quantities, conditions, byWork)
    families.push(family)
    const { model, identity } = group[0]!
    const { configuration } = model
    compared.push({ name: family.name, configuration, training: identity.training!, measured })
  }
  return {
    families,
    spreads: spreadsOf(
      compared,
      quantities.map(({ id }) => id),
    ),
    leftOut: found.flatMap(({ model: { id, name, weights }, identity: { reason } }) =>
      reason === null ? [] : [{ model: id, name, weights, reason }],
    ),
    ...(unread.length > 0 ? { unread } : {}),
  }
}

function summarise(
  id: string,
  name: string,
  group: readonly Found[],
  quantities: readonly Quantity[],
  conditions: ReadonlyMap<string, string>,
  byWork: PointsByWork,
): { family: SeedFamily; measured: Map<string, Measured> } {
  const members: Member[] = []
  const repeated: SeedFamily['repeated'] = []
  for (const { model, point, identity } of group) {
    const trainingSeed = identity.trainingSeed!
    const first = members.find((member) => member.trainingSeed === trainingSeed)
    if (first) {
      const reason = `it has the same training seed as "${first.point.name}" (${first.point.id}), which is counted.`
      const { id: other, name: its, weights } = model
      repeated.push({ model: other, name: its, weights, trainingSeed, reason })
    } else members.push({ point, trainingSeed, choseEpoch: model.accuracy !== null && identity.onValidation })
  }
  const measured = new Map(
    quantities.map((quantity) => [
      quantity.id,
      measureFamily(members, quantity, (study) => conditions.get(study) ?? study, byWork),
    ]),
  )
  const { configuration, group: kind } = group[0]!.model
  const family: SeedFamily = {
    id,
    name,
    group: kind,
    architecture: architectureWords(configuration),
    sigma: configuration.sigma,
    components: configuration.components ?? null,
    members: members.map(({ point: { id: model, name: its, weights }, trainingSeed }) => ({
      model,
      name: its,
      weights,
      trainingSeed,
    })),
    repeated,
    measures: [...measured.values()].map(({ measure }) => measure),
  }
  return { family, measured }
}

/** By architecture, σ and components; within a family by training seed. */
function familiesOf(found: readonly Found[]): [string, Found[]][] {
  const families = new Map<string, Found[]>()
  for (const each of found)
    if (each.identity.family !== null)
      families.set(each.identity.family, [...(families.get(each.identity.family) ?? []), each])
  const rank = ({ configuration: { components, sigma } }: ModelFile): number => components ?? sigma ?? 0
  return [...families]
    .map(([id, group]): [string, Found[]] => [
      id,
      group.toSorted(
        (a, b) => a.identity.trainingSeed! - b.identity.trainingSeed! || (a.model.id < b.model.id ? -1 : 1),
      ),
    ])
    .toSorted(([, [a]], [, [b]]) => {
      const [x, y] = [a!.model, b!.model]
      const [first, second] = [architectureWords(x.configuration), architectureWords(y.configuration)]
      return first.localeCompare(second, 'en') || rank(x) - rank(y)
    })
}

/** E.g. `ResNet-18, width 8, σ = 1`; families of one name also say data set, epochs and sweep. */
function familyNames(found: readonly Found[]): Map<string, string> {
  const short = new Map<string, string>()
  const long = new Map<string, string>()
  for (const { model, identity } of found) {
    const { configuration, provenance } = model
    if (identity.family === null || short.has(identity.family) || provenance.kind !== 'trained') continue
    const { components = null, sigma, noise = null } = configuration
    const front = frontEndWords({ sigma, components, noise })
    const name = `${architectureWords(configuration)}, ${front}`
    short.set(identity.family, name)
    long.set(
      identity.family,
      `${name} (${provenance.dataSet}, ${counted(provenance.epochs, 'epoch')}, ${provenance.study})`,
    )
  }
  const all = [...short.values()]
  return new Map(
    [...short].map(([id, name]) => [
      id,
      all.filter((each) => each === name).length > 1 ? long.get(id)! : name,
    ]),
  )
}

/** What every kind of settings gave, the newest last: the newest study of a network may be of few images, or of it alone. */
async function pointsByWork(
  project: Project,
  conditions: ReadonlyMap<string, string>,
): Promise<PointsByWork> {
  const distinct = [...new Set([...conditions.values()].toReversed())].toReversed()
  // Of one kind of settings the newest studies are all that there is.
  if (distinct.length < 2) return []
  const found: Map<string, MapPoint>[] = []
  for (const key of distinct) {
    const points = await mapPoints(project, {}, (study) => conditions.get(study) === key)
    found.push(new Map(points.map((point) => [point.id, point])))
  }
  return found
}

/** Settings of every study that measures, by its id, oldest first. */
async function conditionsOfStudies(project: Project): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { id } of await project.studies.list()) {
    const plan = (await project.studies.plan(id))?.plan
    if (plan && plan.kind !== 'sweep' && plan.kind !== 'neural') found.set(id, measuringConditions(plan))
  }
  return found
}
