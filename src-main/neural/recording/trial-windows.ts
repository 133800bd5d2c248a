/**
 * Responses trial by trial from responses in time (methods N.1): spikes counted, or samples averaged, in a window after the
 * beginning of each trial. The window is the user's: none is usual. Moments are double precision throughout.
 */
import { freemem } from 'node:os'
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { formatNumber } from '../../contract/units'
import type { NumberArray } from '../arrays/array-file'
import type { TrialSource } from './sources'
import type { TimedResponses, Times, TrialTable } from './timed-tables'

/** Milliseconds after a trial's beginning: from `from` on, before `to`. */
export type Window = readonly [from: number, to: number]

/** How many numbers are read at once: 4 Mi. */
const AT_ONCE = 4 * 1024 ** 2
/** The part of the free memory that trials × neurons may take, in double precision. */
const OF_FREE_MEMORY = 0.5

/** Numbers in all windows together: an hour of them would be a mistake of units. */
const MOST_HELD = 1e11

export interface WindowedTrials {
  trials: TrialSource
  remarks: string[]
}

/**
 * @param dropMissing trials that were not recorded become NaN, instead of being refused
 * @throws UserError('input') where times are none or damaged, or a window holds nothing that was recorded
 */
export async function windowedTrials(
  responses: TimedResponses,
  table: TrialTable,
  window: Window,
  dropMissing: boolean,
  file: string,
): Promise<WindowedTrials> {
  const onsets = await timesOf(table.onsets, file)
  const [from, to] = window
  if (8 * onsets.length * responses.neurons > OF_FREE_MEMORY * freemem())
    throw new UserError(
      'input',
      `${onsets.length} trials of ${responses.neurons} neurons need ${8 * onsets.length * responses.neurons} bytes of memory, which are not free: close other programs, or save fewer neurons.`,
    )
  const spans = onsets.map((onset) => onset + from / 1000)
  const ends = onsets.map((onset) => onset + to / 1000)
  const values = new Float64Array(onsets.length * responses.neurons)
  const missing =
    responses.kind === 'spikes'
      ? await countSpikes(responses, spans, ends, values, file)
      : await averageSamples(responses, spans, ends, values, file)
  const first = missing.indexOf(1)
  const lost = missing.reduce((sum, bad) => sum + bad, 0)
  if (lost > 0 && !dropMissing)
    throw new UserError(
      'input',
      `In ${lost} of ${onsets.length} trials of '${printable(table.name)}' ${responses.kind === 'spikes' ? 'a unit was not watched through the whole window (its obs_intervals)' : `the window of ${words(window)} holds no sample of '${printable(responses.name)}'`}; the first is trial ${first}, counted from 0, at ${formatNumber(onsets[first]!)} s: choose another --window, or say --drop-nan to leave these trials out.`,
    )
  missing.forEach((bad, trial) => {
    if (bad) values.fill(NaN, trial * responses.neurons, (trial + 1) * responses.neurons)
  })
  const what =
    responses.kind === 'spikes'
      ? `numbers of spikes of all ${responses.neurons} units of '${printable(responses.name)}'`
      : `means of the samples of the ${responses.neurons} regions of '${printable(responses.name)}', as they are stored,`
  return {
    trials: {
      rows: onsets.length,
      repeats: 1,
      neurons: responses.neurons,
      read: (row, count) =>
        Promise.resolve(
          Float32Array.from(values.subarray(row * responses.neurons, (row + count) * responses.neurons)),
        ),
    },
    remarks: [
      `The responses are ${what} in the window of ${words(window)} after the beginning of each trial of '${printable(table.name)}' (a moment at its end is outside).`,
      ...(await overlaps(table, onsets, ends, window, file)),
    ],
  }
}

function words([from, to]: Window): string {
  return `${from} to ${to} ms`
}

/** What of the windows belongs to something else; a nanosecond is rounding. */
async function overlaps(
  { ends: stops, name }: TrialTable,
  onsets: Float64Array,
  ends: Float64Array,
  [from, to]: Window,
  file: string,
): Promise<string[]> {
  const late = stops === null ? null : await seconds(stops, file)
  const beyond = late === null ? 0 : ends.filter((end, trial) => end > late[trial]! + 1e-9).length
  const sorted = onsets.slice().sort()
  const shared = sorted.filter(
    (onset, i) => i > 0 && onset - sorted[i - 1]! < (to - from) / 1000 - 1e-9,
  ).length
  return [
    ...(beyond === 0
      ? []
      : [
          `In ${beyond} of ${ends.length} trials of '${printable(name)}' the window reaches beyond the trial's own end.`,
        ]),
    ...(shared === 0
      ? []
      : [
          `In ${shared} of ${ends.length} trials the window begins before that of the trial before has ended.`,
        ]),
  ]
}

/** Moments in seconds, each a number. */
async function seconds(array: NumberArray, file: string): Promise<Float64Array> {
  const values = await doubles(array, 0, array.shape[0] ?? 1, file)
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong !== -1)
    throw new UserError(
      'input',
      `'${printable(array.name)}' in ${file} should hold moments in seconds, and has ${values[wrong]} at ${wrong}, counted from 0: leave that row out and save the file again.`,
    )
  return values
}

async function doubles(array: NumberArray, from: number, count: number, file: string): Promise<Float64Array> {
  if (!array.readDoubles)
    throw new UserError('input', `'${printable(array.name)}' in ${file} cannot be read in double precision.`)
  return await array.readDoubles(from, count)
}

async function timesOf(times: Times, file: string): Promise<Float64Array> {
  if (times.kind === 'array') return await seconds(times.array, file)
  const [start = NaN] = await doubles(times.start, 0, 1, file)
  if (!Number.isFinite(start))
    throw new UserError('input', `'${printable(times.start.name)}' in ${file} is no moment in seconds.`)
  return Float64Array.from({ length: times.count }, (_, sample) => start + sample / times.hertz)
}

/** Where each unit's part of a ragged column ends, checked: it grows, and ends where the column does. */
async function raggedEnds(ends: NumberArray, of: NumberArray, file: string): Promise<Float64Array> {
  const values = await doubles(ends, 0, ends.shape[0]!, file)
  let before = 0
  for (const [unit, end] of values.entries()) {
    if (!Number.isInteger(end) || end < before || end > of.shape[0]!)
      throw new UserError(
        'input',
        `'${printable(ends.name)}' in ${file} says that row ${unit} ends at ${end}, after ${before} and of ${of.shape[0]}: it is damaged.`,
      )
    before = end
  }
  if (before !== of.shape[0])
    throw new UserError(
      'input',
      `'${printable(ends.name)}' in ${file} ends at ${before}, and '${printable(of.name)}' has ${of.shape[0]} numbers: it is damaged.`,
    )
  return values
}

/** @returns 1 for each trial in which a unit was not watched */
async function countSpikes(
  { times, ends, watched, neurons }: TimedResponses & { kind: 'spikes' },
  from: Float64Array,
  to: Float64Array,
  values: Float64Array,
  file: string,
): Promise<Uint8Array> {
  const until = await raggedEnds(ends, times, file)
  const begin = (unit: number): number => (unit === 0 ? 0 : until[unit - 1]!)
  for (let unit = 0; unit < neurons;) {
    // Units that follow each other are read together.
    let next = unit + 1
    while (next < neurons && until[next]! - begin(unit) <= AT_ONCE) next++
    const start = begin(unit)
    const block = await doubles(times, start, until[next - 1]! - start, file)
    for (; unit < next; unit++) {
      const spikes = block.subarray(begin(unit) - start, until[unit]! - start).sort()
      // NaN is sorted to the end.
      if (spikes.length > 0 && !(Math.abs(spikes[0]!) < Infinity && Math.abs(spikes.at(-1)!) < Infinity))
        throw new UserError(
          'input',
          `Unit ${unit}, counted from 0, has a spike time in '${printable(times.name)}' in ${file} that is no number: the file is damaged.`,
        )
      for (let trial = 0; trial < from.length; trial++)
        values[trial * neurons + unit] = lowerBound(spikes, to[trial]!) - lowerBound(spikes, from[trial]!)
    }
  }
  return watched === null ? new Uint8Array(from.length) : await notWatched(watched, from, to, file)
}

async function notWatched(
  { intervals, ends }: NonNullable<(TimedResponses & { kind: 'spikes' })['watched']>,
  from: Float64Array,
  to: Float64Array,
  file: string,
): Promise<Uint8Array> {
  const until = await raggedEnds(ends, intervals, file)
  const spans = await doubles(intervals, 0, intervals.shape[0]!, file)
  const missing = new Uint8Array(from.length)
  until.forEach((end, unit) => {
    const begin = unit === 0 ? 0 : until[unit - 1]!
    // A unit without any interval says nothing.
    if (end === begin) return
    const rows = Array.from({ length: end - begin }, (_, row) => begin + row)
    rows.sort((a, b) => spans[2 * a]! - spans[2 * b]!)
    // Intervals that touch are one.
    const merged: { start: number; stop: number }[] = []
    for (const row of rows) {
      const [start, stop] = [spans[2 * row]!, spans[2 * row + 1]!]
      const last = merged.at(-1)
      if (last && start <= last.stop) last.stop = Math.max(last.stop, stop)
      else merged.push({ start, stop })
    }
    const starts = Float64Array.from(merged, ({ start }) => start)
    for (let trial = 0; trial < from.length; trial++) {
      const after = lowerBound(starts, from[trial]!)
      const inside = starts[after] === from[trial] ? after : after - 1
      if (!(to[trial]! <= (merged[inside]?.stop ?? -Infinity))) missing[trial] = 1
    }
  })
  return missing
}

/** @returns 1 for each trial whose window holds no sample */
async function averageSamples(
  { data, times, neurons }: TimedResponses & { kind: 'samples' },
  from: Float64Array,
  to: Float64Array,
  values: Float64Array,
  file: string,
): Promise<Uint8Array> {
  const at = await timesOf(times, file)
  for (let sample = 1; sample < at.length; sample++)
    if (!(at[sample]! > at[sample - 1]!))
      throw new UserError(
        'input',
        `The times of '${printable(data.name)}' in ${file} do not grow: sample ${sample}, counted from 0, is at ${at[sample]} s, after ${at[sample - 1]} s.`,
      )
  const first = from.map((moment) => lowerBound(at, moment))
  const last = to.map((moment) => lowerBound(at, moment))
  const order = [...first.keys()].sort((a, b) => first[a]! - first[b]!)
  const step = Math.max(1, Math.floor(AT_ONCE / neurons))
  const held = neurons * first.reduce((sum, sample, trial) => sum + last[trial]! - sample, 0)
  if (held > MOST_HELD)
    throw new UserError(
      'input',
      `The windows hold ${held} numbers of '${printable(data.name)}' in ${file}, more than are averaged: choose a shorter --window, or see whether its times are seconds.`,
    )
  const longest = first.reduce((most, sample, trial) => Math.max(most, last[trial]! - sample), 0)
  let begin = 0
  for (let block = 0; block < at.length; block += step) {
    const count = Math.min(step, at.length - block)
    while (begin < order.length && first[order[begin]!]! + longest <= block) begin++
    if (begin === order.length) break
    if (first[order[begin]!]! >= block + count) continue
    const samples = await data.readSlab(block, count)
    for (let i = begin; i < order.length && first[order[i]!]! < block + count; i++) {
      const trial = order[i]!
      const [low, high] = [Math.max(first[trial]!, block), Math.min(last[trial]!, block + count)]
      for (let sample = low; sample < high; sample++)
        for (let neuron = 0; neuron < neurons; neuron++)
          values[trial * neurons + neuron]! += samples[(sample - block) * neurons + neuron]!
    }
  }
  const missing = new Uint8Array(from.length)
  first.forEach((low, trial) => {
    const count = last[trial]! - low
    missing[trial] = count === 0 ? 1 : 0
    for (let neuron = 0; neuron < neurons; neuron++) values[trial * neurons + neuron]! /= count
  })
  return missing
}

/** How many of sorted numbers lie below. */
function lowerBound(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
