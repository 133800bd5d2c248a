/**
 * The readings of a file that are offered: those of each recognised network that nothing in the file and nothing
 * beside it contradicts. Which answers there are: readings.ts.
 */
import type { OpenedCheckpoint } from '../../checkpoints/checkpoint'
import type { Reading } from '../../contract/import/readings'
import { draftConfiguration } from './match'
import { compareAttributes } from './module-attributes'
import { moduleReading } from './module-readings'
import { canRead, furtherReadings, readingOf, withReading } from './readings'
import { isComplete, moduleNames } from './recognise'
import type { Candidate, Recognition } from './recognition'

/**
 * The same with the readings that names and shapes leave open besides (activation, padding, …): each one that nothing
 * in the file contradicts, behind the kinds of structure.
 * @param said what something beside the file says of it
 */
export function withReadings(
  recognition: Recognition,
  checkpoint: OpenedCheckpoint,
  said: Reading,
): Recognition {
  const fitting: Candidate[] = []
  const others: Candidate[] = []
  const further: Candidate[] = []
  for (const candidate of recognition.candidates) {
    const dictionary = checkpoint.dictionaries[candidate.dictionary]
    const known = { ...(dictionary ? moduleReading(dictionary, candidate.prefix) : {}), ...said }
    const base = readAs(candidate, known, checkpoint) ?? candidate
    if (base.fits) fitting.push(base)
    else others.push(candidate)
    if (!isComplete(candidate)) continue
    for (const reading of furtherReadings(base, known)) {
      const variant = readAs(base, reading, checkpoint)
      if (variant?.fits) further.push(variant)
    }
  }
  const seen = new Set<string>()
  const isNew = ({ dictionary, prefix, configuration }: Candidate): boolean => {
    const key = JSON.stringify([dictionary, prefix, Object.entries(configuration).sort()])
    return !seen.has(key) && Boolean(seen.add(key))
  }
  const all = [...fitting, ...further].filter(isNew)
  return { ...recognition, candidates: [...all, ...(all.length > 0 ? others.filter(isNew) : others)] }
}

/** A candidate with other answers to what is open; null where they are not open, or are what it has already. */
export function readAs(
  candidate: Candidate,
  reading: Reading,
  checkpoint: OpenedCheckpoint,
): Candidate | null {
  if (!canRead(readingOf(candidate), reading)) return null
  const configuration = withReading(candidate.configuration, reading)
  const dictionary = checkpoint.dictionaries[candidate.dictionary]
  if (!dictionary) return null
  const { components: _components, ...behind } = configuration
  const draft = draftConfiguration({ ...behind, sigma: null }, candidate.sizeHint?.size)
  const { contradictions: found } = compareAttributes(
    dictionary,
    draft,
    candidate.prefix,
    moduleNames(candidate),
  )
  const contradictions = [
    ...candidate.contradictions.filter((one) => !candidate.moduleContradictions.includes(one)),
    ...found,
  ]
  return {
    ...candidate,
    configuration,
    contradictions,
    moduleContradictions: found,
    fits: isComplete(candidate) && candidate.unexpected.length === 0 && contradictions.length === 0,
  }
}
