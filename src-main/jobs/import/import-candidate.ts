/** A recognised network as a candidate for import: in the words and numbers that a user chooses by. */
import { architectureWords } from '../../contract/architectures'
import { countParameters } from '../../networks/create'
import { blueFirst } from '../../networks/recognition/blue-first'
import { normaliserCandidates } from '../../networks/recognition/normaliser-presets'
import { readingOf, readingWords } from '../../networks/recognition/readings'
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { ImportCandidate } from '../../contract/import/import'
import type { Candidate } from '../../networks/recognition/recognition'

export function importCandidate(
  candidate: Candidate,
  number: number,
  checkpoint: OpenedCheckpoint,
): ImportCandidate {
  const { configuration, sizeHint, normaliser } = candidate
  const isBlueFirst = normaliser === null ? null : blueFirst(normaliser.mean)
  return {
    number,
    dictionary: [...(checkpoint.dictionaries[candidate.dictionary]?.path ?? [])],
    prefix: candidate.prefix,
    architecture: candidate.architecture,
    // What lacks tensors is one network, however it would be read.
    title: candidate.missing.length > 0 ? architectureWords(configuration) : candidateTitle(candidate),
    fits: candidate.fits,
    reasons: [
      ...candidate.reasons,
      ...(isBlueFirst === null
        ? []
        : [`The means of its normaliser are those of ${isBlueFirst} in the order blue, green, red.`]),
      ...candidate.contradictions,
    ],
    missing: candidate.missing,
    unexpected: candidate.unexpected,
    wrongShapes: candidate.wrongShapes.map(({ name, found, expected }) => ({
      name,
      found: [...found],
      expected: [...expected],
    })),
    leftAside: candidate.leftAside,
    // Whoever names a candidate that does not fit is asked as well.
    inTheWay: [...candidate.inTheWay, ...candidate.unexpected],
    reading: readingOf(candidate),
    classes: configuration.classes,
    channels: configuration.channels,
    expandsGray: configuration.expandsGray ?? false,
    parameters: candidate.fits
      ? countParameters({ ...configuration, size: sizeHint?.size ?? 32, ...identity(configuration.channels) })
      : null,
    size: sizeHint ? { pixels: sizeHint.size, why: sizeHint.why } : null,
    sigma: candidate.sigma,
    components: configuration.components ?? null,
    output: null,
    normaliser,
    blueFirst: isBlueFirst,
    presets: presetsOf(candidate),
    grayPresets:
      configuration.channels === 3 && configuration.components === undefined
        ? presetsOf(forGray(candidate))
        : [],
  }
}

/** What tells it apart from the others, e.g. `PreActResNet-18, shortcuts from the input, ReLU`. */
export function candidateTitle(candidate: Candidate): string {
  const { configuration } = candidate
  return [
    architectureWords(configuration),
    ...(Object.keys(readingOf(candidate)).length === 0 ? [] : readingWords(candidate)),
    ...(configuration.expandsGray ? ['for gray images'] : []),
  ].join(', ')
}

function presetsOf(candidate: Candidate): ImportCandidate['presets'] {
  return normaliserCandidates(candidate).filter(({ name }) => name !== 'from the file')
}

/** The same network, given gray images: each value goes to all three channels. */
export function forGray(candidate: Candidate): Candidate {
  return { ...candidate, configuration: { ...candidate.configuration, channels: 1, expandsGray: true } }
}

/** The normaliser that changes nothing. */
export function identity(channels: number): { mean: number[]; std: number[] } {
  return { mean: Array<number>(channels).fill(0), std: Array<number>(channels).fill(1) }
}
