/** The attack study that is looked at, and its images. */
import { invoke } from '../../state/api'
import { PagedAnswers } from '../../state/paged-answers.svelte'
import { Study } from '../studies/study.svelte'
import type { MethodInput } from '../../../src-main/contract/methods'
import type { AttackGallery } from '../../../src-main/contract/kinds/attack/window'

type AttackQuestion = Omit<MethodInput<'attack.gallery'>, 'start' | 'count'>

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
