/** By what networks that were drawn to simulated populations of several preferred frequencies are compared (methods N.8). */
import { canonicalJson } from '../../contract/json'
import { squareFieldOfView } from '../../contract/population'
import { sha256 } from '../../project/keys'
import type { NeuralTermOfModel } from '../../contract/model'
import type { PopulationFile } from '../../contract/population'

/** What networks of a series are compared by; null of a population that has no preferred frequency of its own. */
export function simulatedTerm(file: PopulationFile): NonNullable<NeuralTermOfModel['simulated']> | null {
  const { source, neurons, image } = file
  const fieldOfView = squareFieldOfView(file)
  if (source.kind !== 'simulated' || source.preferred === null || fieldOfView === null) return null
  const { preferred, preset: _preset, ...same } = source
  return {
    preferred,
    fieldOfView,
    like: sha256(canonicalJson({ ...same, neurons, image, fieldOfView: file.fieldOfView })).slice(0, 16),
  }
}
