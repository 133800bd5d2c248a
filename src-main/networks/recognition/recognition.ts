/** What recognition says about a checkpoint: candidates, each with the reasons for and against it. Data only. */
import type { ArchitectureName } from '../../contract/architectures'
import type { StoredNetworkConfiguration } from '../../contract/model'

/** Mean and standard deviation per channel, of images in [0,1]. */
export interface NormaliserValues {
  mean: number[]
  std: number[]
}

export interface FoundNormaliser extends NormaliserValues {
  /** Names of the entries that hold it, e.g. `normalizer.mean, normalizer.std`. */
  entries: string
}

/** Everything that names and shapes determine; the rest (size, normaliser) is chosen by the user. */
export type RecognisedConfiguration = Omit<StoredNetworkConfiguration, 'size' | 'mean' | 'std'>

export interface WrongShape {
  /** As the file names it, with prefix. */
  name: string
  found: readonly number[]
  expected: readonly number[]
}

export interface Candidate {
  /** Which of the checkpoint's dictionaries. */
  dictionary: number
  /** What stands before the names of this network, '' or e.g. `module.attacker.model.`. */
  prefix: string
  architecture: ArchitectureName
  configuration: RecognisedConfiguration
  /** Input size in pixels, and why; null where nothing says it. */
  sizeHint: { size: number; why: string } | null
  /** Nothing is missing, of another shape, unexpected, or contradicted by the file. */
  fits: boolean
  /** Why this architecture, one sentence each. */
  reasons: string[]
  /** What the file says that this network would not do, one sentence each. */
  contradictions: string[]
  /** Of those: what a whole module in the file says of its layers; another reading may agree with it. */
  moduleContradictions: string[]
  /** Entries the network needs and the file lacks, as such a file would name them. */
  missing: string[]
  /** Entries of the file that may belong to the computation and have no place in this network. */
  unexpected: string[]
  wrongShapes: WrongShape[]
  /** Entries of the file that are not part of this network: other heads, duplicates, counters. */
  leftAside: string[]
  /** Of `leftAside`: what the images or the logits may pass. It must be said that they do not. */
  inTheWay: string[]
  /** σ of a blur found in the file, in pixels of the input; null: none. */
  sigma: number | null
  /** Why the blur in the file cannot be used, one sentence (also a contradiction); null: there is none such. */
  blurRefused: string | null
  /** Found in the file; null: to be chosen (`normaliserCandidates`). */
  normaliser: FoundNormaliser | null
  /** Canonical name → full name in the file, for every entry of the network that the file has. */
  entries: Record<string, string>
  /** Share of the network's entries that the file has in the right shape, 0 to 1. */
  matched: number
}

export interface Recognition {
  /** Best first: fits completely, fits with things left aside, nearest. May be empty. */
  candidates: Candidate[]
  /** What the file is where no candidate fits and its names are known; null otherwise. */
  known: string | null
}
