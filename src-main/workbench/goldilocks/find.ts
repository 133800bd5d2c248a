/**
 * The Goldilocks σ of every blur family of a project (methods M.9), from the corruption studies that are there. Of each
 * family the newest work that most of its σ were measured on, so that all σ are compared on the same corrupted images.
 */
import { architectureName } from '../../contract/architectures'
import { TUNED_BEFORE } from '../../contract/kinds/sweep/start-from'
import { BOOTSTRAP } from '../../studies/comparison/settings'
import { isBenchmark } from '../../studies/corruption/aggregate'
import { finishedOffers } from '../comparison/compare-models'
import { projectIdentities } from '../families/project-identities'
import { resultOf } from '../studies/service'
import { goldilocksSentence } from './words'
import type { Project } from '../../project/project'
import type { Goldilocks, GoldilocksAnswer, GoldilocksCandidate } from '../../contract/comparisons/goldilocks'
import type { ModelFile } from '../../contract/model'
import type { Desk } from '../desk'
import type { Files, Offer } from '../comparison/offers'

type CorruptionOffer = Offer & { files: Extract<Files, { kind: 'corruption' }> }

/** One family's models that were measured on one work, by σ. */
export interface Measured {
  offers: readonly CorruptionOffer[]
  sigmas: { sigma: number; members: { model: ModelFile; offer: CorruptionOffer }[] }[]
}

export async function findGoldilocks(desk: Desk): Promise<GoldilocksAnswer> {
  const { project } = desk.open
  const models = await project.models.list()
  const identities = await projectIdentities(project, models)
  const families = new Map<string, ModelFile[]>()
  for (const model of models) {
    const { series } = identities.get(model.id)!
    if (series !== null) families.set(series, [...(families.get(series) ?? []), model])
  }
  const finished = await finishedOffers(
    project,
    models.map(({ id }) => id),
  )
  const offers = finished.offers.filter(isCorruption)
  const damaged = finished.damaged
    .filter(({ offer }) => isCorruption(offer))
    .map(({ sentence }) => `Not shown: ${sentence}`)
  const answer: GoldilocksAnswer = { found: [], missing: damaged }
  for (const [series, members] of families) {
    const name = familyName(members)
    const sigmas = new Set(members.map(({ configuration }) => configuration.sigma))
    if (sigmas.size < 2) {
      answer.missing.push(`${name}: it has one σ only, so there is nothing to choose from.`)
      continue
    }
    const measured = newestShared(members, offers)
    if (measured === null) {
      answer.missing.push(
        `${name}: no two of its σ are measured on the same corrupted images; measure all of them in one study with "halfpower corruptions".`,
      )
      continue
    }
    answer.found.push(await rank(desk, series, name, measured))
  }
  return answer
}

function isCorruption(offer: Offer): offer is CorruptionOffer {
  return offer.files.kind === 'corruption' && offer.files.files.some(({ type }) => isBenchmark(type))
}

/** The work on which the most σ were measured; of several the newest. Pure. */
export function newestShared(
  members: readonly ModelFile[],
  offers: readonly CorruptionOffer[],
): Measured | null {
  const byWork = new Map<string, CorruptionOffer[]>()
  for (const offer of offers) {
    const key = JSON.stringify([offer.quantity, offer.work.key])
    // Taken out and put back: the last is the newest.
    const before = byWork.get(key) ?? []
    byWork.delete(key)
    byWork.set(key, [...before, offer])
  }
  let best: Measured | null = null
  for (const own of byWork.values()) {
    const sigmas = new Map<number, Measured['sigmas'][number]['members']>()
    for (const model of members) {
      const offer = own.findLast((each) => each.model === model.id)
      const { sigma } = model.configuration
      if (offer === undefined || sigma === null) continue
      sigmas.set(sigma, [...(sigmas.get(sigma) ?? []), { model, offer }])
    }
    if (sigmas.size < 2 || sigmas.size < (best?.sigmas.length ?? 0)) continue
    best = {
      offers: own,
      sigmas: [...sigmas]
        .map(([sigma, each]) => ({ sigma, members: each }))
        .sort((a, b) => a.sigma - b.sigma),
    }
  }
  return best
}

async function rank(desk: Desk, series: string, name: string, { sigmas }: Measured): Promise<Goldilocks> {
  const { project, viewer } = desk.open
  const benchmark = ({ files }: CorruptionOffer): string[] =>
    files.files.flatMap(({ type, file }) => (isBenchmark(type) ? [file] : []))
  const answer = await viewer.ask({
    request: 'goldilocks',
    candidates: sigmas.map(({ members }) => members.map(({ offer }) => benchmark(offer))),
  })
  const candidates = sigmas.map(({ sigma, members }, k): GoldilocksCandidate => {
    const { networks, ...found } = answer.candidates[k]!
    return {
      sigma,
      models: members.map(({ model }, i) => {
        return { id: model.id, name: model.name, weights: model.weights, value: networks[i]! }
      }),
      ...found,
      apart: found.behind !== null && found.behind.low > 0,
    }
  })
  const best = candidates.find(({ behind }) => behind === null)!
  const { offer } = sigmas[0]!.members[0]!
  const plan = (await project.studies.plan(offer.study))!.plan
  if (plan.kind !== 'corruption') throw new Error(`"${offer.study}" is no study of corruptions.`)
  const begun = sigmas.some(({ members }) =>
    members.some(
      ({ model: { provenance } }) => provenance.kind === 'trained' && provenance.from !== undefined,
    ),
  )
  const studies = [...new Set(sigmas.flatMap(({ members }) => members.map((member) => member.offer.study)))]
  const notices = [
    ...(begun
      ? [`These models go on from other weights: what is measured is ${TUNED_BEFORE} (Li et al. 2023).`]
      : []),
    ...(await trainingNotices(project, studies)),
  ]
  return {
    ...{ series, name, candidates, sigma: best.sigma },
    model: best.models.reduce((most, each) => (each.value > most.value ? each : most)).id,
    ...{ origin: offer.words, work: offer.work.words },
    ...{ dataSet: plan.data.dataSet, split: plan.data.split },
    studies,
    ...{ images: answer.images, cells: benchmark(offer).length },
    ...BOOTSTRAP,
    sentence: goldilocksSentence(candidates, answer.images),
    ...(notices.length === 0 ? {} : { notice: notices.join(' ') }),
  }
}

/** What the studies say of images that a model was trained on: those would choose the σ that remembers best. */
async function trainingNotices(project: Project, studies: readonly string[]): Promise<string[]> {
  const notices = new Set<string>()
  for (const study of studies) {
    const result = await resultOf(project, study, (await project.studies.plan(study))!.plan)
    if (result.kind !== 'corruption' || result.which === undefined) continue
    if (result.which.trainingImages !== 'none') for (const notice of result.which.notices) notices.add(notice)
  }
  return [...notices]
}

function familyName(members: readonly ModelFile[]): string {
  const { configuration, provenance } = members[0]!
  const begun =
    provenance.kind === 'trained' && provenance.from !== undefined ? `, from ${provenance.from.model}` : ''
  const elsewhere = provenance.kind === 'imported' ? ', from elsewhere' : ''
  return `${architectureName(configuration)}, width ${configuration.width}${begun}${elsewhere}`
}
