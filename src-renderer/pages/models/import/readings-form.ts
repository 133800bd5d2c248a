/**
 * What the weights of a file leave open, as fields: the networks that it can be, the questions of each, and what the
 * answers make of it. Pure. An answer that nobody has given stays open.
 */
import { READING_KEYS, READING_QUESTIONS } from '../../../../src-main/contract/import/readings'
import type { ImportCandidate, TriedFile } from '../../../../src-main/contract/import/import'
import type { Reading, ReadingKey } from '../../../../src-main/contract/import/readings'

/** By question; '' and absent: not answered. Values are as a select has them. */
export type Answers = Partial<Record<ReadingKey, string>>

/** The fitting candidates, those together that are readings of one network; the most usual reading first. */
export function networksOf(candidates: readonly ImportCandidate[]): ImportCandidate[][] {
  const groups = new Map<string, ImportCandidate[]>()
  for (const candidate of candidates) {
    if (!candidate.fits) continue
    const { dictionary, prefix, architecture, channels, expandsGray, output, number } = candidate
    // What has nothing open is no reading of another.
    const own = Object.keys(candidate.reading).length === 0 ? number : null
    const key = JSON.stringify([dictionary, prefix, architecture, channels, expandsGray, output, own])
    groups.set(key, [...(groups.get(key) ?? []), candidate])
  }
  return [...groups.values()]
}

/** What its readings differ in. */
export function openQuestions(network: readonly ImportCandidate[]): ReadingKey[] {
  return READING_KEYS.filter((key) => new Set(network.map(({ reading }) => reading[key])).size > 1)
}

/** A candidate as it is chosen: by its number, or by that of another one with answers of its own. */
export interface Resolved {
  candidate: ImportCandidate
  reading: Reading | null
}

/** What the answers make of a network; null while one is not given. */
export function resolved(network: readonly ImportCandidate[], answers: Answers): Resolved | null {
  const [base] = network
  if (!base) return null
  const reading: Partial<Record<ReadingKey, string | number | undefined>> = { ...base.reading }
  for (const key of openQuestions(network)) {
    const answer = READING_QUESTIONS[key].answers.find(({ value }) => String(value) === answers[key])
    if (!answer) return null
    reading[key] = answer.value
  }
  const listed = network.find((candidate) =>
    READING_KEYS.every((key) => candidate.reading[key] === reading[key]),
  )
  return listed
    ? { candidate: listed, reading: null }
    : { candidate: { ...base, reading: reading as Reading }, reading: reading as Reading }
}

/** The answers that a candidate, or a reading of it, stands for. */
export function answersOf(candidate: ImportCandidate, reading: Reading | null): Answers {
  const all = { ...candidate.reading, ...reading }
  return Object.fromEntries(
    READING_KEYS.flatMap((key) => (all[key] === undefined ? [] : [[key, String(all[key])]])),
  )
}

/** What a reading has, without the name that all readings of a network share. */
export function readingTitle(
  { title }: TriedFile['readings'][number],
  network: readonly ImportCandidate[],
): string {
  const shared = sharedTitle(network)
  return title.startsWith(`${shared}, `) ? title.slice(shared.length + 2) : title
}

/** The words at the beginning that all titles have. */
export function sharedTitle(network: readonly ImportCandidate[]): string {
  const [first = [], ...others] = network.map(({ title }) => title.split(', '))
  let shared = 0
  while (shared < first.length && others.every((words) => words[shared] === first[shared])) shared++
  return first.slice(0, Math.max(1, network.length === 1 ? first.length : shared)).join(', ')
}
