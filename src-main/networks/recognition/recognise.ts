/**
 * From the tensors of a file to the networks they may be: every dictionary, every prefix, every architecture, the
 * best first. It offers and explains; the choice is the user's. Invariant: nothing of the file is run, and of its
 * values only the small ones of a front end are read (and, where two networks look alike, as much as tells them
 * apart).
 */
import type { CheckpointTensor, OpenedCheckpoint, TensorDictionary } from '../../checkpoints/checkpoint'
import { familiesFor } from './families/index'
import type { Family, Proposal } from './families/family'
import { knownModel } from './foreign-models'
import { findFrontEnd } from './front-end-entries'
import type { FrontEndEntries } from './front-end-entries'
import { sortLeftovers } from './leftovers'
import { draftConfiguration, matchEntries, recognisedConfiguration } from './match'
import type { Match } from './match'
import { mergeEqual } from './merge-equal'
import { compareAttributes } from './module-attributes'
import { sayOtherNetworks } from './other-networks'
import { findPrefixes } from './prefixes'
import type { PrefixView } from './prefixes'
import type { Candidate, Recognition, RecognisedConfiguration } from './recognition'
import { withReadOut } from './read-out'
import { sizeHint } from './size-hint'

/** No network that is known here has a tenth of this; a file with more is not looked through by name. */
const MOST_TENSORS = 20_000
/** Below this share of right entries a network is not even the nearest one. */
const LEAST_MATCH = 0.3
/** Networks that do not fit, at most: the nearest ones. */
const MOST_NEAREST = 3

interface Question {
  checkpoint: OpenedCheckpoint
  index: number
  dictionary: TensorDictionary
  tensors: ReadonlyMap<string, CheckpointTensor>
  networks: readonly PrefixView[]
}

/**
 * The candidates of a checkpoint, best first.
 * @throws UserError('input') when a tensor that must be read cannot be
 */
export async function recognise(checkpoint: OpenedCheckpoint): Promise<Recognition> {
  const candidates: Candidate[] = []
  for (const [index, dictionary] of checkpoint.dictionaries.entries()) {
    if (dictionary.tensors.length > MOST_TENSORS) continue
    candidates.push(...(await inDictionary(checkpoint, index, dictionary)))
  }
  const ranked = await mergeEqual(rank(candidates), checkpoint)
  sayOtherNetworks(ranked, candidates, checkpoint)
  const fitting = ranked.filter((candidate) => candidate.fits)
  const nearest = oneReadingEach(ranked.filter((candidate) => !candidate.fits)).slice(0, MOST_NEAREST)
  return { candidates: [...fitting, ...nearest], known: fitting.length > 0 ? null : known(checkpoint) }
}

async function inDictionary(
  checkpoint: OpenedCheckpoint,
  index: number,
  dictionary: TensorDictionary,
): Promise<Candidate[]> {
  const names = dictionary.tensors.map(({ name }) => name)
  const tensors = new Map(dictionary.tensors.map((tensor) => [tensor.name, tensor]))
  const views = familiesFor(names).flatMap((family) =>
    findPrefixes(names, (name) => family.canonical(name)).map((view) => ({ family, view })),
  )
  const candidates: Candidate[] = []
  for (const { family, view } of views) {
    const networks = views.filter((other) => other.family === family).map((other) => other.view)
    const question = { checkpoint, index, dictionary, tensors, networks }
    candidates.push(...(await inView(question, family, view)))
  }
  // Where one architecture has all its tensors, others that are near it under the same prefix are no news.
  const complete = new Set(candidates.filter(isComplete).map(({ prefix }) => prefix))
  return candidates.filter((candidate) => isComplete(candidate) || !complete.has(candidate.prefix))
}

/** What does not fit is one network, however it would be read: the reading that least speaks against. */
function oneReadingEach(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ dictionary, prefix, architecture, configuration: { channels } }) => {
    const key = JSON.stringify([dictionary, prefix, architecture, channels])
    if (!/^resnet\d+$/.test(architecture) || !seen.has(key)) return Boolean(seen.add(key))
    return false
  })
}

/** Every tensor of the network is there; something else may still speak against it. */
export function isComplete({ missing, wrongShapes }: Candidate): boolean {
  return missing.length === 0 && wrongShapes.length === 0
}

async function inView(question: Question, family: Family, found: PrefixView): Promise<Candidate[]> {
  const { view, reasons } = withReadOut(found, family.readOut, question.tensors, question.networks)
  const shapes = new Map(
    [...view.entries].map(([canonical, name]) => [canonical, question.tensors.get(name)!.shape]),
  )
  const proposals = family
    .propose(shapes)
    .map((each) => ({ ...each, reasons: [...each.reasons, ...reasons] }))
  if (proposals.length === 0) return []
  const frontEnd = await findFrontEnd(question.dictionary, view.prefix, proposals[0]!.structure.inputs)
  const candidates: Candidate[] = []
  for (const proposal of proposals) {
    for (const { gray, reason } of colours(question, proposal, frontEnd)) {
      const configuration = {
        ...recognisedConfiguration(proposal.structure, gray),
        classes: Math.max(2, proposal.structure.classes),
        sigma: frontEnd.sigma,
        ...(frontEnd.components ? { components: frontEnd.components.count } : {}),
      }
      const candidate = candidateOf(question, family, view, proposal, frontEnd, configuration)
      if (candidate && candidate.matched >= LEAST_MATCH) {
        if (reason !== null) candidate.reasons.push(reason)
        candidates.push(candidate)
      }
    }
  }
  return candidates
}

interface Colour {
  gray: boolean
  reason: string | null
}

/** Whether a network of three channels is given gray images: what the file says of it, or both where it may be. */
function colours({ checkpoint }: Question, { structure }: Proposal, frontEnd: FrontEndEntries): Colour[] {
  if (structure.inputs !== 3) return [{ gray: false, reason: null }]
  const task = Object.values(checkpoint.notes).find(
    (value) => typeof value === 'string' && /gr[ae]y/i.test(value),
  )
  if (task !== undefined) {
    const reason = `The file says "${String(task)}", so gray images are given to the three channels of the first convolution.`
    return [{ gray: true, reason }]
  }
  const gray =
    frontEnd.normaliser.found?.mean.length === 1
      ? 'The normaliser has one value, so gray images are given to the three channels of the first convolution.'
      : structure.readOut === 'convolution'
        ? 'Networks with this read-out were trained on gray images, given to the three channels of the first convolution (Safarani 2021); the same for colour is offered too.'
        : null
  return gray === null
    ? [{ gray: false, reason: null }]
    : [
        { gray: true, reason: gray },
        { gray: false, reason: 'The first convolution takes three channels: colour images.' },
      ]
}

function candidateOf(
  question: Question,
  family: Family,
  view: PrefixView,
  proposal: Proposal,
  frontEnd: FrontEndEntries,
  configuration: RecognisedConfiguration,
): Candidate | null {
  const { checkpoint, index, dictionary, tensors, networks } = question
  const hint =
    componentsSize(frontEnd, configuration) ?? sizeHint(configuration, checkpoint.notes, proposal.size)
  // The front end has been matched by value; the draft is about the network behind it.
  const { components: _components, ...behind } = configuration
  const isBinary = proposal.structure.classes === 1
  const draft = draftConfiguration({ ...behind, sigma: null }, proposal.size)
  const match = matchEntries(family, view, tensors, draft, isBinary ? BINARY_READ_OUT : null)
  if ('impossible' in match) return null
  const attributes = compareAttributes(dictionary, draft, view.prefix, moduleNames(match))
  const leftovers = sortLeftovers({
    family,
    view,
    networks,
    used: new Set([
      ...frontEnd.names,
      ...Object.values(match.entries),
      ...match.wrongShapes.map(({ name }) => name),
    ]),
    needed: Object.keys(match.entries),
    tensors: dictionary.tensors,
  })
  const contradictions = [...frontEnd.contradictions, ...attributes.contradictions]
  return {
    dictionary: index,
    prefix: view.prefix,
    architecture: configuration.architecture,
    configuration,
    sizeHint: hint,
    fits:
      match.missing.length +
        match.wrongShapes.length +
        leftovers.unexpected.length +
        contradictions.length ===
      0,
    reasons: [
      `The tensors have ${family.names}${view.prefix === '' ? '' : `, each behind "${view.prefix}"`}.`,
      ...proposal.reasons,
      ...attributes.reasons,
      ...match.reasons,
      ...frontEnd.reasons,
      ...leftovers.reasons,
      ...(isBinary
        ? [
            'Its read-out gives one number z, which is taken as two classes with the logits [0, z]: z above 0 is the second class.',
          ]
        : []),
    ],
    contradictions,
    moduleContradictions: attributes.contradictions,
    missing: match.missing,
    unexpected: leftovers.unexpected,
    wrongShapes: match.wrongShapes,
    leftAside: leftovers.leftAside,
    inTheWay: leftovers.inTheWay,
    sigma: frontEnd.sigma,
    blurRefused: frontEnd.blurRefused,
    normaliser: normaliserFor(frontEnd, configuration),
    entries: match.entries,
    matched: match.matched,
  }
}

/** The last layer of every network here; with one output it becomes two (assemble.ts). */
const BINARY_READ_OUT = /^(?:fc|linear|logits|classifier(?:\.\d+)?)\.(?:weight|bias)$/

/** Canonical module → the file's module. */
export function moduleNames(match: Pick<Match, 'entries'>): (canonical: string) => string | null {
  return (canonical) => match.entries[`${canonical}.weight`]?.replace(/\.weight$/, '') ?? null
}

/** Principal components say the size exactly: D = channels · size². */
function componentsSize(
  { components }: FrontEndEntries,
  { channels }: RecognisedConfiguration,
): Candidate['sizeHint'] {
  if (!components) return null
  const size = Math.sqrt(components.values / channels)
  return Number.isInteger(size)
    ? {
        size,
        why: `The principal components have ${components.values} values: ${channels} × ${size} × ${size}.`,
      }
    : null
}

/** One value stands for each channel of a colour image. */
function normaliserFor(
  { normaliser: { found } }: FrontEndEntries,
  { channels }: RecognisedConfiguration,
): Candidate['normaliser'] {
  if (!found || found.mean.length >= channels) return found
  const repeat = (values: number[]): number[] => Array.from({ length: channels }, () => values[0]!)
  return { ...found, mean: repeat(found.mean), std: repeat(found.std) }
}

/** Fits completely; fits with things left aside; contradicted; nearest. Among equals the order of the file. */
function rank(candidates: Candidate[]): Candidate[] {
  const grade = (candidate: Candidate): number => {
    if (candidate.fits) return candidate.leftAside.length === 0 ? 0 : 1
    return isComplete(candidate) ? 2 : 3
  }
  return [...candidates].sort(
    (a, b) =>
      grade(a) - grade(b) ||
      (grade(a) > 1 ? nearness(b) - nearness(a) : 0) ||
      a.contradictions.length - b.contradictions.length ||
      Number(b.normaliser !== null) - Number(a.normaliser !== null),
  )
}

/** Right entries over all that either side has. */
function nearness({ matched, entries, unexpected }: Candidate): number {
  const right = Object.keys(entries).length
  return right === 0 ? 0 : right / (right / matched + unexpected.length)
}

function known(checkpoint: OpenedCheckpoint): string | null {
  const names = checkpoint.dictionaries.flatMap(({ tensors }) =>
    tensors.slice(0, MOST_TENSORS).map(({ name }) => name),
  )
  return knownModel(names)?.what ?? null
}
