/**
 * The same weights twice (MadryLab's files hold each network under two names; some hold `last` and `best` of one
 * epoch) are one candidate. Compared by value, tensor by tensor, up to the first difference.
 */
import type { CheckpointTensor, OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { Candidate } from './recognition'

/** Keeps the first of equal candidates, which learns from the others what it lacks (a normaliser). */
export async function mergeEqual(
  candidates: readonly Candidate[],
  checkpoint: OpenedCheckpoint,
): Promise<Candidate[]> {
  const kept: Candidate[] = []
  for (const candidate of candidates) {
    const twin = await findTwin(kept, candidate, checkpoint)
    if (!twin) kept.push(candidate)
    else {
      twin.reasons.push(`The same weights stand under ${placeOf(candidate, checkpoint)} too.`)
      if (!twin.normaliser && candidate.normaliser) {
        twin.normaliser = candidate.normaliser
        twin.reasons.push(`The normaliser is that of ${placeOf(candidate, checkpoint)}.`)
      }
    }
  }
  return kept
}

async function findTwin(
  kept: readonly Candidate[],
  candidate: Candidate,
  checkpoint: OpenedCheckpoint,
): Promise<Candidate | undefined> {
  for (const other of kept) {
    if (
      other.fits === candidate.fits &&
      same(other, candidate) &&
      (await sameWeights(other, candidate, checkpoint))
    ) {
      return other
    }
  }
  return undefined
}

function same(a: Candidate, b: Candidate): boolean {
  const moved = a.dictionary !== b.dictionary || a.prefix !== b.prefix
  return (
    moved &&
    JSON.stringify(a.configuration) === JSON.stringify(b.configuration) &&
    Object.keys(a.entries).length === Object.keys(b.entries).length
  )
}

async function sameWeights(a: Candidate, b: Candidate, checkpoint: OpenedCheckpoint): Promise<boolean> {
  const [first, second] = [tensorsOf(a, checkpoint), tensorsOf(b, checkpoint)]
  // Small ones first: they tell most different networks apart without reading the large ones.
  const names = Object.keys(a.entries).sort((x, y) => count(first.get(x)) - count(first.get(y)))
  for (const name of names) {
    const [one, other] = [first.get(name), second.get(name)]
    if (!one || !other || count(one) !== count(other)) return false
    const [values, others] = [await one.read(), await other.read()]
    if (!values.every((value, at) => Object.is(value, others[at]))) return false
  }
  return true
}

function tensorsOf(candidate: Candidate, checkpoint: OpenedCheckpoint): Map<string, CheckpointTensor> {
  const tensors = new Map(
    checkpoint.dictionaries[candidate.dictionary]!.tensors.map((tensor) => [tensor.name, tensor]),
  )
  return new Map(
    Object.entries(candidate.entries).flatMap(([canonical, name]) => {
      const tensor = tensors.get(name)
      return tensor ? [[canonical, tensor] as const] : []
    }),
  )
}

function count(tensor: CheckpointTensor | undefined): number {
  return tensor ? tensor.shape.reduce((all, side) => all * side, 1) : 0
}

/** Where a candidate stands, in words. */
export function placeOf(candidate: Candidate, checkpoint: OpenedCheckpoint): string {
  const path = checkpoint.dictionaries[candidate.dictionary]!.path.join('.')
  const prefix = candidate.prefix === '' ? '' : `"${candidate.prefix}"`
  if (path === '') return prefix === '' ? 'no prefix' : prefix
  return prefix === '' ? `"${path}"` : `"${path}", ${prefix}`
}
