/**
 * What is needed to look into a hybrid study: its images and the files of its blocks. Put together once per
 * study, because a page of pictures asks for it a hundred times.
 */
import { hybridModels } from '../expand'
import { factsOf } from '../../facts'
import { studiedPart } from '../../part-source'
import { studyOf } from '../../window'
import type { PartSource } from '../../../contract/part'
import type { HybridPlan } from '../../../contract/kinds/hybrid/study'
import type { Project } from '../../../project/project'

/** One pairing: a seed, or the listed pairs (seed null). */
export interface PairingView {
  seed: number | null
  models: { id: string; blocks: { file: string; frequencies: number }[] }[]
}

export interface HybridView {
  study: string
  plan: HybridPlan
  classNames: readonly string[]
  source: PartSource
  pairings: PairingView[]
}

export class HybridViews {
  readonly #views = new Map<string, Promise<HybridView>>()

  constructor(private readonly project: Project) {}

  /** UserError('usage') when there is no such hybrid study. */
  of(study: string): Promise<HybridView> {
    let view = this.#views.get(study)
    if (!view) {
      view = makeView(this.project, study)
      this.#views.set(study, view)
      view.catch(() => this.#views.delete(study))
    }
    return view
  }

  /** A data set has moved. */
  forget(): void {
    this.#views.clear()
  }
}

async function makeView(project: Project, typed: string): Promise<HybridView> {
  const { study, plan } = await studyOf(project, typed, 'hybrid', 'hybrid images: choose a hybrid study')
  const facts = await factsOf(project, plan)
  const { file, source } = await studiedPart(project, plan.data)
  const models = hybridModels(plan, facts)
  const seeds = plan.pairing.kind === 'seeded' ? plan.pairing.seeds : [null]
  return {
    study,
    plan,
    classNames: file.classNames,
    source,
    pairings: seeds.map((seed, i) => ({
      seed,
      models: models.map(({ model, pairings }) => ({
        id: model,
        blocks: pairings[i]!.map((block) => ({
          file: facts.arraysPath(block.key, 'npz'),
          frequencies: block.task.kind === 'hybrid' ? block.task.fMix.length : 0,
        })),
      })),
    })),
  }
}
