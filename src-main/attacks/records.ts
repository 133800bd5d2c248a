/** What the frame knows about each image, and how that becomes a result. */
import type { AttackRequest, ImageResult, ImageStatus } from './attack-request'
import type { Verdict } from './criterion'
import type { Queries } from './oracle'

export interface Record {
  clean: Verdict
  found: Verdict | null
  distance: number
  attack: string | null
  refused: boolean
  /** False once a refinement has stopped improving it, until another search has been tried. */
  improving: boolean
  queries: Queries
}

/** @param passes that judged the clean image */
export function newRecord(clean: Verdict, passes: number): Record {
  return {
    clean,
    found: null,
    distance: Infinity,
    attack: null,
    refused: false,
    improving: true,
    queries: { forward: passes, backward: 0 },
  }
}

/** Whether there is nothing to look for: a target already, or no numbers. */
export function isSettled({ clean }: Record): boolean {
  return clean.met || !Number.isFinite(clean.margin)
}

export function imageResult(
  record: Record,
  row: number,
  { indices, named, seed }: Pick<AttackRequest, 'indices' | 'named' | 'seed'>,
): ImageResult {
  const shown = record.found ?? record.clean
  return {
    index: indices[row]!,
    named: named[row]!,
    status: statusOf(record),
    distance: record.clean.met ? 0 : record.found ? record.distance : null,
    margin: shown.margin,
    confidence: shown.confidence,
    prediction: shown.prediction,
    queries: record.queries,
    seed,
    attack: record.attack,
  }
}

function statusOf({ clean, found, refused }: Record): ImageStatus {
  if (clean.met) return 'already target'
  if (found) return 'found'
  return refused ? 'not verified' : 'start failed'
}
