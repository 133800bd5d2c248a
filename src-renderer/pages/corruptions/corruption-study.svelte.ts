/** The corruption study that is looked at, and the images of the cell that is looked at. */
import { invoke } from '../../state/api'
import { PagedAnswers } from '../../state/paged-answers.svelte'
import { Study } from '../studies/study.svelte'
import type { MethodInput, MethodOutput } from '../../../src-main/contract/methods'

export type CellQuestion = Omit<MethodInput<'corruption.gallery'>, 'start' | 'count'>
type CellAnswer = MethodOutput<'corruption.gallery'>
export type CellImage = CellAnswer['images'][number]
export type CellPages = PagedAnswers<CellQuestion, CellAnswer, CellImage>

export class CorruptionStudy extends Study<'corruption'> {
  readonly gallery: CellPages = new PagedAnswers(
    (question, start, count) => invoke('corruption.gallery', { ...question, start, count }),
    ({ total, images }) => ({ total, items: images }),
  )

  constructor(id: string) {
    super(id, 'corruption')
  }

  protected override onUnits(first: boolean): void {
    if (!first) this.gallery.again()
  }
}
