/**
 * What is needed to look into an attack study: its images, and per model the blocks with their answers. Put
 * together once per study, because a page of pictures asks for it a hundred times; a finished block never
 * changes, so what it says is kept.
 */
import { UserError } from '../../../contract/errors'
import { blockDataSchema } from '../../../contract/kinds/attack/units'
import { attackModels } from '../expand'
import { factsOf } from '../../facts'
import { studiedPart } from '../../part-source'
import { studyOf } from '../../window'
import type { AttackPlan, AttackedImage } from '../../../contract/kinds/attack/study'
import type { PartSource } from '../../../contract/part'
import type { Project } from '../../../project/project'

export interface AttackModelView {
  id: string
  /** Of its blur, in pixels; null: none. */
  sigma: number | null
  blocks: { key: string; file: string }[]
}

export interface AttackView {
  study: string
  plan: AttackPlan
  classNames: readonly string[]
  source: PartSource
  models: AttackModelView[]
  /** Place of an image in the plan, by its index in the data set. */
  places: ReadonlyMap<number, number>
}

export class AttackViews {
  readonly #views = new Map<string, Promise<AttackView>>()
  readonly #blocks = new Map<string, AttackedImage[]>()

  constructor(private readonly project: Project) {}

  /** UserError('usage') when there is no such attack study. */
  of(study: string): Promise<AttackView> {
    let view = this.#views.get(study)
    if (!view) {
      view = makeView(this.project, study)
      this.#views.set(study, view)
      view.catch(() => this.#views.delete(study))
    }
    return view
  }

  /** The images of a block; null while it is not computed. */
  async block(key: string): Promise<AttackedImage[] | null> {
    const known = this.#blocks.get(key)
    if (known) return known
    const result = await this.project.results.read(key)
    if (!result) return null
    const { images } = blockDataSchema.parse(result.data)
    this.#blocks.set(key, images)
    return images
  }

  /** A data set has moved. */
  forget(): void {
    this.#views.clear()
  }
}

/** The file with an image's perturbation. UserError('usage') when the study has no such model or image. */
export function blockOf(view: AttackView, model: string, index: number): string {
  const found = view.models.find(({ id }) => id === model)
  const place = view.places.get(index)
  const block =
    place === undefined ? undefined : found?.blocks[Math.floor(place / view.plan.settings.batchSize)]
  if (!block)
    throw new UserError(
      'usage',
      `The study "${view.study}" has no perturbation of image ${index} for "${model}".`,
    )
  return block.file
}

async function makeView(project: Project, typed: string): Promise<AttackView> {
  const { study, plan } = await studyOf(project, typed, 'attack', 'perturbed images: choose an attack study')
  const facts = await factsOf(project, plan)
  const { file, source } = await studiedPart(project, plan.data)
  return {
    study,
    plan,
    classNames: file.classNames,
    source,
    models: attackModels(plan, facts).map(({ model, blocks }) => ({
      id: model,
      sigma: facts.models.get(model)!.configuration.sigma,
      blocks: blocks.map(({ key }) => ({ key, file: facts.arraysPath(key, 'npz') })),
    })),
    places: new Map(plan.images.indices.map((index, place) => [index, place])),
  }
}
