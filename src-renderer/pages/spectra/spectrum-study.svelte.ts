/** The spectrum study that is looked at, and its heat maps. */
import { invoke } from '../../state/api'
import { Resource } from '../../state/resource.svelte'
import { Study } from '../studies/study.svelte'
import type { MethodOutput } from '../../../src-main/contract/methods'

export type MapScale = 'panel' | 'shared'

export class SpectrumStudy extends Study<'spectrum'> {
  /** `panel` unless chosen otherwise. */
  scale = $state<MapScale>('panel')
  readonly maps: Resource<MethodOutput<'spectrum.heatMap'> & { scale: MapScale }>

  constructor(id: string) {
    super(id, 'spectrum')
    this.maps = new Resource(async () => {
      const { scale } = this
      return { ...(await invoke('spectrum.heatMap', { study: id, models: null, scale })), scale }
    })
  }

  choose = (scale: MapScale): void => {
    this.scale = scale
    void this.maps.load()
  }

  protected override onUnits(): void {
    void this.maps.load()
  }
}
