/** The attack study that is looked at, and its images. */
import { invoke } from '../../state/api'
import { PagedAnswers } from '../../state/paged-answers.svelte'
import { Study } from '../studies/study.svelte'
import type { ImageStatusName } from '../../../src-main/contract/kinds/attack/study'
import type { AttackGallery, AttackSort } from '../../../src-main/contract/kinds/attack/window'

export interface AttackQuestion {
  study: string
  /** Whose status and ε count; null: any model's. */
  model: string | null
  status: ImageStatusName | null
  sort: AttackSort
  /** Null: enlarged to be seen, all alike; `own`: each by itself. */
  gain: number | 'own' | null
}

export type AttackPages = PagedAnswers<AttackQuestion, AttackGallery, AttackGallery['images'][number]>

export class AttackStudy extends Study<'attack'> {
  readonly gallery: AttackPages = new PagedAnswers(
    (question, start, count) => invoke('attack.gallery', { ...question, start, count }),
    ({ total, images }) => ({ total, items: images }),
    // Differences that are enlarged otherwise are those of the same images.
    ({ gain: _, ...list }) => JSON.stringify(list),
  )

  constructor(id: string) {
    super(id, 'attack')
  }

  protected override onUnits(first: boolean): void {
    if (!first) this.gallery.again()
  }
}
