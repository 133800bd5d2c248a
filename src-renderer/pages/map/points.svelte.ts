/**
 * Every model with its latest results, as the Models and the Map show them; kept up to date while a page
 * follows it.
 */
import { invoke, on } from '../../state/api'
import { Resource } from '../../state/resource.svelte'
import type { MapPoint, MapRequest } from '../../../src-main/contract/map-point'

export class MapPoints extends Resource<MapPoint[]> {
  /** @param asked which of the measurements; absent: of each number the newest */
  constructor(asked: () => MapRequest = () => ({})) {
    super(() => invoke('map.points', asked()))
  }

  /** Asks now, and again whenever a model is made, or a study begins or ends; returns what ends that. */
  follow = (): (() => void) => {
    void this.load()
    const endings = [
      on('models.changed', () => void this.load()),
      on('study.status', ({ state }) => {
        if (state === 'done' || state === 'queued') void this.load()
      }),
    ]
    return () => {
      for (const end of endings) end()
    }
  }
}
