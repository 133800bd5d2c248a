/**
 * The hybrid study that is looked at: what it asked, what it found, its pairs. Asked for anew while it runs,
 * whenever a model of it is finished.
 */
import { invoke, on } from '../../state/api'
import { Resource } from '../../state/resource.svelte'
import { PairGallery } from './gallery.svelte'
import type { HybridPlan } from '../../../src-main/contract/kinds/hybrid/study'
import type { HybridResult } from '../../../src-main/contract/kinds/hybrid/study'

export interface HybridStudyContents {
  plan: HybridPlan
  result: HybridResult
  title: string
}

export class HybridStudy extends Resource<HybridStudyContents> {
  readonly gallery = new PairGallery()

  constructor(readonly id: string) {
    super(async () => {
      const [{ plan, info }, result] = await Promise.all([
        invoke('study.get', { study: id }),
        invoke('study.result', { study: id }),
      ])
      if (plan.kind !== 'hybrid' || result.kind !== 'hybrid')
        throw new Error(`The study "${id}" is not a hybrid study.`)
      return { plan, result, title: info.title }
    })
  }

  follow = (): (() => void) => {
    void this.load()
    let units = -1
    return on('study.status', ({ id, units: { done } }) => {
      if (id !== this.id || done === units) return
      units = done
      void this.load()
      // Before the first unit there was nothing to show.
      if (this.gallery.error !== null) this.gallery.again()
    })
  }
}
