/** The weights of a network that was recognised in a checkpoint, read once; any normaliser can then be put in front of it. */
import { encodeSafetensors } from '../../checkpoints/safetensors'
import { canonicalJson } from '../../contract/json'
import { countParameters, frozenFromState } from '../../networks/create'
import { assemble } from '../../networks/recognition/assemble'
import { statisticsDistance } from '../../networks/recognition/statistics-distance'
import { constantEntry } from '../../networks/state-check'
import { stateFields } from '../../networks/state-fields'
import { forGray, identity } from './import-candidate'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { ImportCandidate } from '../../contract/import/import'
import type { NetworkConfiguration } from '../../networks/network'
import type { Candidate } from '../../networks/recognition/recognition'
import type { ReadModel } from './loaded-model'

/** Everything that was chosen, but for the normaliser: what several normalisers are tried with. */
export interface ChosenModel {
  candidate: ImportCandidate
  size: number
  sigma: number | null
  /** Of a noisy front end; null: none. */
  noise: number | null
  gray: boolean
  reverseChannels: boolean
}

export async function readRecognised(
  checkpoint: OpenedCheckpoint,
  recognised: Candidate,
  { candidate, size, sigma, noise, gray, reverseChannels }: ChosenModel,
): Promise<ReadModel> {
  const noisy = noise === null ? {} : { noise }
  const assembled = await assemble(checkpoint, gray ? forGray(recognised) : recognised, {
    size,
    sigma,
    reverseChannels,
    ...identity(normaliserLength(candidate)),
  })
  return {
    with: ({ mean, std }) => {
      const configuration = { ...assembled.configuration, mean, std, ...noisy }
      const state = withConstants(configuration, assembled.state)
      return {
        configuration,
        parameters: countParameters(configuration),
        bytes: () => stateBytes(configuration, state),
        network: () => frozenFromState(configuration, state),
        distance: (images) => statisticsDistance(configuration, state, images),
      }
    },
  }
}

/** The entries that follow from the configuration, as this one wants them. */
function withConstants(configuration: NetworkConfiguration, state: StateDictionary): StateDictionary {
  const result = new Map(state)
  for (const { name, role } of stateFields(configuration))
    if (role === 'constant') result.set(name, constantEntry(name, configuration))
  return result
}

/** The configuration stands in the file, so that its hash tells apart models of the same weights. */
function stateBytes(configuration: NetworkConfiguration, state: StateDictionary): Uint8Array {
  return encodeSafetensors(state, { configuration: canonicalJson({ ...configuration }) })
}

/** How many means the file's normaliser has; without one, one per channel of the images. */
function normaliserLength({ normaliser, channels }: ImportCandidate): number {
  return normaliser?.mean.length ?? channels ?? 3
}
