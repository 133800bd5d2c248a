/**
 * What of an HDF5 file has times (methods N.1): tables of trials (NWB's TimeIntervals, IndexSeries) and responses in time
 * (Units with spike times, RoiResponseSeries), found by the names that NWB prescribes. Headers only; nothing is chosen here.
 */
import type { ArrayFile, NumberArray } from '../arrays/array-file'

export interface TrialTable {
  /** Path of its group. */
  name: string
  trials: number
  /** Arrays with a number for each trial, by their own names. */
  columns: ReadonlyMap<string, NumberArray>
  /** When trials begin: an array, or so many at a rate. */
  onsets: Times
  /** When they end, where it is said. */
  ends: NumberArray | null
}

export type TimedResponses =
  | {
      kind: 'spikes'
      name: string
      neurons: number
      /** Seconds, unit after unit, and where each unit's end. */
      times: NumberArray
      ends: NumberArray
      /** When units were watched, [intervals, 2], and where each unit's end; null: not said. */
      watched: { intervals: NumberArray; ends: NumberArray } | null
    }
  | { kind: 'samples'; name: string; neurons: number; data: NumberArray; times: Times }

/** Seconds of each sample. */
export type Times =
  | { kind: 'array'; array: NumberArray }
  | { kind: 'rate'; start: NumberArray; hertz: number; count: number }

const isList = (array: NumberArray | undefined): array is NumberArray => array?.shape.length === 1
const isWhole = ({ dtype }: NumberArray): boolean => /^u?int/.test(dtype)

/** An array by its path, also where a link stands in its place. */
export function arrayAt({ arrays, links }: ArrayFile, path: string): NumberArray | undefined {
  const target = links?.get(path) ?? path
  return arrays.find(({ name }) => name === target)
}

/** Groups in which arrays lie, with their names in them; links count as arrays. */
function groupsOf(file: ArrayFile): Map<string, Map<string, NumberArray>> {
  const byPath = new Map(file.arrays.map((array) => [array.name, array]))
  const groups = new Map<string, Map<string, NumberArray>>()
  const put = (path: string, array: NumberArray): void => {
    const at = path.lastIndexOf('/')
    const group = groups.get(path.slice(0, at)) ?? new Map<string, NumberArray>()
    groups.set(path.slice(0, at), group.set(path.slice(at + 1), array))
  }
  for (const [path, array] of byPath) put(path, array)
  for (const [path, target] of file.links ?? []) {
    const array = byPath.get(target)
    if (array) put(path, array)
  }
  return groups
}

export function trialTables(file: ArrayFile): TrialTable[] {
  return [...groupsOf(file)].flatMap(([name, group]): TrialTable[] => {
    const start = group.get('start_time')
    const data = group.get('data')
    // An IndexSeries: its data are which image was shown.
    const isIndex = isList(data) && isWhole(data)
    const onsets = isList(start)
      ? ({ kind: 'array', array: start } as const)
      : isIndex
        ? timesOf(file, group, data.shape[0]!)
        : null
    if (onsets === null) return []
    const trials = onsets.kind === 'array' ? onsets.array.shape[0]! : onsets.count
    const columns = new Map([...group].filter(([, array]) => array.shape[0] === trials))
    const stop = isList(start) ? columns.get('stop_time') : undefined
    return [{ name, trials, columns, onsets, ends: isList(stop) ? stop : null }]
  })
}

export function timedResponses(file: ArrayFile): TimedResponses[] {
  return [...groupsOf(file)].flatMap(([name, group]): TimedResponses[] => {
    const [times, ends] = [group.get('spike_times'), group.get('spike_times_index')]
    if (isList(times) && isList(ends)) {
      const [intervals, until] = [group.get('obs_intervals'), group.get('obs_intervals_index')]
      const watched =
        intervals?.shape[1] === 2 && isList(until) && until.shape[0] === ends.shape[0]
          ? { intervals, ends: until }
          : null
      return [{ kind: 'spikes', name, neurons: ends.shape[0]!, times, ends, watched }]
    }
    const data = group.get('data')
    if (data?.shape.length !== 2) return []
    const of = timesOf(file, group, data.shape[0]!)
    return of === null ? [] : [{ kind: 'samples', name, neurons: data.shape[1]!, data, times: of }]
  })
}

/** Null where a series says no times, or others than it has samples. */
function timesOf(file: ArrayFile, group: ReadonlyMap<string, NumberArray>, count: number): Times | null {
  const array = group.get('timestamps')
  if (isList(array)) return array.shape[0] === count ? { kind: 'array', array } : null
  const start = group.get('starting_time')
  if (start?.shape.length !== 0) return null
  const hertz = file.numberOf?.(start.name, 'rate') ?? null
  return hertz !== null && hertz > 0 && hertz < Infinity ? { kind: 'rate', start, hertz, count } : null
}
