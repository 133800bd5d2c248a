/** What of a population belongs into a key: its content and everything that was chosen about it. No name, no place. */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import type { PopulationFile } from '../../contract/population'

/** @returns SHA-256; the same population in another project has the same */
export function populationIdentity({ content, source, image, neurons, fieldOfView }: PopulationFile): string {
  return sha256(canonicalJson({ content, source, image, neurons, fieldOfView }))
}
