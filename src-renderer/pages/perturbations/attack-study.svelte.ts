/**
 * The attack study that is looked at: what it asked, what it found so far, its images. Asked for anew while it
 * runs, whenever more of it is finished.
 */
import { invoke, on } from '../../state/api'
import { PagedAnswers } from '../../state/paged-answers.svelte'
import { Resource } from '../../state/resource.svelte'
import type {
  AttackPlan,
  AttackResultDocument,
  ImageStatusName,
} from '../../../src-main/contract/kinds/attack/study'
import type { AttackGallery, AttackSort } from '../../../src-main/contract/kinds/attack/window'

export interface AttackStudyContents {
  plan: AttackPlan
  result: AttackResultDocument
}

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

export class AttackStudy extends Resource<AttackStudyContents> {
  readonly gallery: AttackPages = new PagedAnswers(
    (question, start, count) => invoke('attack.gallery', { ...question, start, count }),
    ({ total, images }) => ({ total, items: images }),
  )

  constructor(readonly id: string) {
    super(async () => {
      const [{ plan }, result] = await Promise.all([
        invoke('study.get', { study: id }),
        invoke('study.result', { study: id }),
      ])
      if (plan.kind !== 'attack' || result.kind !== 'attack')
        throw new Error(`The study "${id}" is not an attack study.`)
      return { plan, result }
    })
  }

  follow = (): (() => void) => {
    void this.load()
    let units = -1
    return on('study.status', ({ id, units: { done } }) => {
      if (id !== this.id || done === units) return
      units = done
      void this.load()
      this.gallery.again()
    })
  }
}
