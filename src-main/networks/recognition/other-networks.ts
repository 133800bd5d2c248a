/**
 * What else of a network a file holds: the running average (EMA) of its weights, a teacher, a momentum encoder. Names fit
 * both, and their answers differ by a few points: which of them a candidate is stands among its reasons.
 */
import type { OpenedCheckpoint, TensorDictionary } from '../../checkpoints/checkpoint'
import { placeOf } from './merge-equal'
import type { Candidate } from './recognition'

/** Share of a network's entries, from which on it is one, perhaps with another read-out. */
const MOST = 0.9
/** Fewer shapes than this are equal by chance. */
const LEAST = 8
/** An optimiser keeps one or two arrays of the shape of each parameter. */
const OF_OPTIMISERS = /optim|adam|sgd|momentum_buffer|exp_avg/i

/**
 * @param candidates without those of equal weights (merge-equal.ts); their reasons are added to
 * @param all with them
 */
export function sayOtherNetworks(
  candidates: readonly Candidate[],
  all: readonly Candidate[],
  checkpoint: OpenedCheckpoint,
): void {
  const networks = new Map(
    candidates
      .filter(({ fits, matched }) => fits || matched >= MOST)
      .map((candidate) => [keyOf(candidate), candidate] as const),
  )
  const named = new Set(all.flatMap(({ dictionary, matched }) => (matched >= MOST ? [dictionary] : [])))
  for (const candidate of candidates) {
    const others = [...networks].flatMap(([key, other]) =>
      key === keyOf(candidate) ? [] : [placeOf(other, checkpoint)],
    )
    if (others.length > 0)
      candidate.reasons.push(
        `This is the network under ${placeOf(candidate, checkpoint)}; the file has ${others.length === 1 ? 'another one' : 'others'} with other weights under ${others.join(' and ')}, as files do that keep a running average (EMA) or a teacher beside what was trained: be sure that this one is meant, or choose the other by its number.`,
      )
    const shapes = shapesOf(candidate, checkpoint)
    for (const [index, dictionary] of checkpoint.dictionaries.entries())
      if (!named.has(index) && isCopy(dictionary, shapes))
        candidate.reasons.push(
          `"${dictionary.path.join(' › ')}" holds ${dictionary.tensors.length} tensors of the shapes of this network's, as a running average (EMA) of its weights does; without their names it is not read. If the average is meant, copy it into the model with the program that made the file, save the model's state_dict and import that.`,
        )
  }
}

function keyOf({ dictionary, prefix }: Candidate): string {
  return JSON.stringify([dictionary, prefix])
}

interface Shapes {
  parameters: string
  all: string
}

/** Of what is trained, and with the statistics of batch normalisations. */
function shapesOf({ dictionary, entries }: Candidate, checkpoint: OpenedCheckpoint): Shapes {
  const names = Object.values(entries)
  const tensors = new Map(
    checkpoint.dictionaries[dictionary]!.tensors.map(({ name, shape }) => [name, shape]),
  )
  const of = (wanted: readonly string[]): string => sorted(wanted.map((name) => tensors.get(name) ?? []))
  return {
    parameters: of(names.filter((name) => !/(?:running_(?:mean|var)|num_batches_tracked)$/.test(name))),
    all: of(names.filter((name) => !name.endsWith('num_batches_tracked'))),
  }
}

function isCopy({ path, tensors }: TensorDictionary, { parameters, all }: Shapes): boolean {
  if (tensors.length < LEAST || OF_OPTIMISERS.test(path.join('.'))) return false
  const shapes = sorted(tensors.map(({ shape }) => shape).filter((shape) => shape.length > 0))
  return shapes === parameters || shapes === all
}

function sorted(shapes: readonly (readonly number[])[]): string {
  return shapes
    .map((shape) => shape.join('×'))
    .sort()
    .join(' ')
}
