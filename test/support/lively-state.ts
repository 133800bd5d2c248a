/**
 * Weights for tests of exports: no training, but nothing that a mistake could hide behind (statistics that are 0 and
 * 1 would hide a folding that is left out).
 */
import { createNetwork } from '../../src-main/networks/create'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'
import { uniform } from './seeded-values'

/** Initial weights; running statistics away from 0 and 1. */
export async function livelyState(configuration: NetworkConfiguration): Promise<StateDictionary> {
  const { channels, size, components } = configuration
  const pixels = channels * size * size
  const given: StateDictionary = new Map()
  if (components !== undefined) {
    const values = (count: number): Float32Array =>
      Float32Array.from(uniform(9, count), (value) => (value - 0.5) / Math.sqrt(components))
    given.set('pca.mean', { shape: [pixels], dtype: 'float32', data: values(pixels) })
    given.set('pca.components', {
      shape: [components, pixels],
      dtype: 'float32',
      data: values(components * pixels).map((value) => value / 10),
    })
  }
  const network = createNetwork(configuration, 3, given)
  const state = await network.stateDictionary()
  network.dispose()
  let stream = 50
  for (const [name, entry] of state) {
    // He's gain: with PyTorch's own the images would hardly reach the logits of a deep network.
    if (entry.shape.length === 4 && !name.startsWith('blur')) {
      state.set(name, { ...entry, data: Float32Array.from(entry.data, (value) => value * Math.sqrt(6)) })
    }
    if (!/running_/.test(name)) continue
    const offset = name.endsWith('var') ? 0.5 : -0.5
    const data = Float32Array.from(uniform(stream++, entry.data.length), (value) => value + offset)
    state.set(name, { ...entry, data })
  }
  return state
}
