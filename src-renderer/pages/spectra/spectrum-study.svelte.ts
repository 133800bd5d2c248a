/**
 * The spectrum study that is looked at: what it asked, what it found, its heat maps. Asked for anew while it
 * runs, whenever a model of it is finished.
 */
import { invoke, on } from '../../state/api'
import { Resource } from '../../state/resource.svelte'
import type { MethodOutput } from '../../../src-main/contract/methods'
import type { SpectrumPlan, SpectrumResult } from '../../../src-main/contract/kinds/spectrum/study'

export interface SpectrumStudyContents {
  plan: SpectrumPlan
  result: SpectrumResult
}
export type MapScale = 'panel' | 'shared'

export class SpectrumStudy extends Resource<SpectrumStudyContents> {
  /** `panel` unless chosen otherwise. */
  scale = $state<MapScale>('panel')
  readonly maps: Resource<MethodOutput<'spectrum.heatMap'> & { scale: MapScale }>

  constructor(readonly id: string) {
    super(async () => {
      const [{ plan }, result] = await Promise.all([
        invoke('study.get', { study: id }),
        invoke('study.result', { study: id }),
      ])
      if (plan.kind !== 'spectrum' || result.kind !== 'spectrum')
        throw new Error(`The study "${id}" is not a spectrum study.`)
      return { plan, result }
    })
    this.maps = new Resource(async () => {
      const { scale } = this
      return { ...(await invoke('spectrum.heatMap', { study: id, models: null, scale })), scale }
    })
  }

  choose = (scale: MapScale): void => {
    this.scale = scale
    void this.maps.load()
  }

  follow = (): (() => void) => {
    const ask = (): void => {
      void this.load()
      void this.maps.load()
    }
    ask()
    let units = -1
    return on('study.status', ({ id, units: { done } }) => {
      if (id !== this.id || done === units) return
      units = done
      ask()
    })
  }
}
