/** The hybrid study that is looked at, and its pairs. */
import { invoke } from '../../state/api'
import { PagedAnswers } from '../../state/paged-answers.svelte'
import { Study } from '../studies/study.svelte'
import type { MethodInput } from '../../../src-main/contract/methods'
import type { Gallery, GalleryPair } from '../../../src-main/contract/kinds/hybrid/window'

type PairQuestion = Omit<MethodInput<'hybrid.gallery'>, 'start' | 'count'>
export type PairPages = PagedAnswers<PairQuestion, Gallery, GalleryPair>

export class HybridStudy extends Study<'hybrid'> {
  readonly gallery: PairPages = new PagedAnswers(
    (question, start, count) => invoke('hybrid.gallery', { ...question, start, count }),
    ({ total, pairs }) => ({ total, items: pairs }),
    // The slider mixes the same pairs at another f_mix: one stays where one is.
    ({ fMixIndex: _, ...list }) => JSON.stringify(list),
  )

  constructor(id: string) {
    super(id, 'hybrid')
  }

  protected override onUnits(first: boolean): void {
    if (!first) this.gallery.again()
  }
}
