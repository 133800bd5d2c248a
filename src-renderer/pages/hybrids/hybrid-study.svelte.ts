/** The hybrid study that is looked at, and its pairs. */
import { Study } from '../studies/study.svelte'
import { PairGallery } from './gallery.svelte'

export class HybridStudy extends Study<'hybrid'> {
  readonly gallery = new PairGallery()

  constructor(id: string) {
    super(id, 'hybrid')
  }

  protected override onUnits(): void {
    // Before the first unit there was nothing to show.
    if (this.gallery.error !== null) this.gallery.again()
  }
}
