/** In sentences: why a file fits a network, or what the nearest one is and what does not match. */
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import { architectureWords } from '../../contract/architectures'
import { listOf } from './match'
import type { Candidate, Recognition } from './recognition'
import { knownModel } from './foreign-models'
import { placeOf } from './merge-equal'

/** Differences that are spelled out; the rest is counted. */
const MOST = 5

/**
 * The report of a recognition, one sentence an item, the most important first. Where nothing fits it names the
 * nearest architecture and every kind of difference from it.
 */
export function matchReport(checkpoint: OpenedCheckpoint, recognition: Recognition): string[] {
  const [best] = recognition.candidates
  if (!best) return nothing(checkpoint)
  if (best.fits) return fits(checkpoint, recognition)
  return nearest(checkpoint, best, recognition.known)
}

function fits(checkpoint: OpenedCheckpoint, { candidates }: Recognition): string[] {
  const [best] = candidates as [Candidate]
  const others = candidates.slice(1).filter((candidate) => candidate.fits)
  return [
    `It is a ${nameOf(best)} (${placeOf(best, checkpoint)}).`,
    ...best.reasons,
    ...others.map((other) => `It may also be a ${nameOf(other)} (${placeOf(other, checkpoint)}).`),
  ]
}

/** What does not match between a file and a candidate, in sentences; [] where it fits. */
export function differences(candidate: Candidate): string[] {
  const { missing, unexpected, wrongShapes, contradictions } = candidate
  const sentences = [...contradictions]
  for (const { name, found, expected } of wrongShapes.slice(0, MOST)) {
    sentences.push(
      `"${name}" is [${found.join(', ')}] in the file; a ${nameOf(candidate)} has [${expected.join(', ')}].`,
    )
  }
  if (wrongShapes.length > MOST)
    sentences.push(`${wrongShapes.length - MOST} more tensors have other shapes.`)
  if (missing.length > 0) {
    sentences.push(
      `The file lacks ${listOf(missing, MOST)}, which ${missing.length === 1 ? 'belongs' : 'belong'} to a ${nameOf(candidate)}.`,
    )
  }
  if (unexpected.length > 0) {
    sentences.push(
      `The file has ${listOf(unexpected, MOST)}, which a ${nameOf(candidate)} does not have and which would change its answers.`,
    )
  }
  return sentences
}

function nearest(checkpoint: OpenedCheckpoint, best: Candidate, known: string | null): string[] {
  const kind = known === null ? [] : [`The names of its tensors are those of ${known}.`]
  const share = Math.floor(100 * best.matched)
  const complete = best.missing.length === 0 && best.wrongShapes.length === 0
  return [
    ...kind,
    complete
      ? `All tensors of a ${nameOf(best)} are there (${placeOf(best, checkpoint)}), and yet it is not one.`
      : `No architecture fits. The nearest is a ${nameOf(best)} (${placeOf(best, checkpoint)}): ${share} % of its tensors are there in the right shape.`,
    ...differences(best),
    'If it is an image classifier all the same, export it as ONNX from the program that made it and open that file.',
  ]
}

function nothing(checkpoint: OpenedCheckpoint): string[] {
  const names = checkpoint.dictionaries.flatMap(({ tensors }) => tensors.map(({ name }) => name))
  if (names.length === 0) return ['The file holds no tensors.']
  const known = knownModel(names)
  const some = `its ${names.length === 1 ? 'tensor is' : `${names.length} tensors begin with`} ${listOf(names.slice(0, 3))}`
  if (known && !known.classifier) {
    return [`This is ${known.what} (${some}); Halfpower opens image classifiers only.`]
  }
  const what = known ? `This is ${known.what}` : 'No architecture that Halfpower builds is near'
  return [
    `${what} (${some}). Export it as ONNX from the program that made it (torch.onnx.export) and open that file.`,
  ]
}

/** E.g. `ResNet-18, width 8`. */
function nameOf({ configuration }: Candidate): string {
  return architectureWords(configuration)
}
