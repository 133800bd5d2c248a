/**
 * Reads the answers of one model to all its hybrids and finds the curves, f_rev with its interval, and
 * p_other at the crossing. Needs neither images nor a device: the blocks hold everything.
 */
import { readRegular } from '../../files/regular'
import { decodeNpz } from '../../checkpoints/npz'
import { mixingFrequency } from '../../contract/units'
import { summariseReversal } from '../../frequency/reversal-interval'
import type { NpyArray } from '../../checkpoints/npy'
import type { JsonObject } from '../../contract/json'
import type { ReversalTask, UnitOutcome } from '../../contract/tasks'
import type { ReadOut, SeedMeasurement } from '../../frequency/read-outs'
import type { ReversalSummary } from '../../frequency/reversal-interval'
import type { StoredReversalData } from './data'

type StoredPoint = StoredReversalData['curve'][number]

interface Blocks extends SeedMeasurement {
  labelLow: Int32Array
  labelHigh: Int32Array
}

export async function runReversal(task: ReversalTask): Promise<UnitOutcome> {
  const seeds = await Promise.all(task.seeds.map(readSeed))
  const summary = summariseReversal(seeds, labelsOf(seeds), task.fMix.map(mixingFrequency), task.bootstrap)
  const found: StoredReversalData = {
    images: seeds[0]!.pairs.low.length,
    seeds: seeds.length,
    f_rev: reversalOf(summary),
    p_other_at_reversal: summary.pOtherAtCrossing,
    curve: summary.curve.map(pointOf),
  }
  return { data: found as unknown as JsonObject, arrays: null }
}

/** The blocks of one pairing, put together along f_mix. */
async function readSeed(paths: readonly string[]): Promise<Blocks> {
  const blocks = await Promise.all(
    paths.map(async (path) => decodeNpz(await readRegular(path), { name: `"${path}"` })),
  )
  const first = blocks[0]!
  const predicted = blocks.map((block) => int16(block.predicted))
  const confidence = blocks.map((block) => float32(block.confidence))
  return {
    pairs: { low: int32(first.low), high: int32(first.high) },
    labelLow: int32(first.label_low),
    labelHigh: int32(first.label_high),
    predicted: Int16Array.from(predicted.flatMap((values) => Array.from(values))),
    confidence: Float32Array.from(confidence.flatMap((values) => Array.from(values))),
  }
}

/** Labels by data-set index, as far as the pairs know them. */
function labelsOf(seeds: readonly Blocks[]): Int32Array {
  const indices = seeds.flatMap(({ pairs }) => [pairs.low, pairs.high])
  const labels = new Int32Array(
    indices.reduce((most, values) => values.reduce((a, b) => Math.max(a, b), most), -1) + 1,
  ).fill(-1)
  for (const { pairs, labelLow, labelHigh } of seeds) {
    pairs.low.forEach((index, i) => (labels[index] = labelLow[i]!))
    pairs.high.forEach((index, i) => (labels[index] = labelHigh[i]!))
  }
  return labels
}

function reversalOf({ verdict, interval }: ReversalSummary): StoredReversalData['f_rev'] {
  return {
    value: verdict.kind === 'crossing' ? verdict.value : null,
    low: interval.low,
    high: interval.high,
    unit: 'fraction of Nyquist',
    sentence: verdict.kind === 'crossing' ? null : verdict.sentence,
    crossings:
      verdict.kind === 'crossing' ? [verdict.value] : verdict.kind === 'several' ? verdict.values : [],
    resamples: interval.resamples,
    withoutCrossing: interval.withoutCrossing,
  }
}

function pointOf(point: ReadOut): StoredPoint {
  return {
    f_mix: point.fMix,
    p_low: point.pLow.mean,
    p_high: point.pHigh.mean,
    p_other: point.pOther.mean,
    confidence: point.confidence.mean,
    p_low_se: point.pLow.standardErrorOverSeeds,
    p_high_se: point.pHigh.standardErrorOverSeeds,
    p_other_se: point.pOther.standardErrorOverSeeds,
    confidence_se: point.confidence.standardErrorOverSeeds,
    p_low_se_images: point.pLow.standardErrorOverImages,
    p_high_se_images: point.pHigh.standardErrorOverImages,
    p_other_se_images: point.pOther.standardErrorOverImages,
    confidence_se_images: point.confidence.standardErrorOverImages,
  }
}

function int16(array: NpyArray | undefined): Int16Array {
  if (array?.data instanceof Int16Array) return array.data
  throw new Error('A block of a hybrid study lacks an int16 array.')
}

function int32(array: NpyArray | undefined): Int32Array {
  if (array?.data instanceof Int32Array) return array.data
  throw new Error('A block of a hybrid study lacks an int32 array.')
}

function float32(array: NpyArray | undefined): Float32Array {
  if (array?.data instanceof Float32Array) return array.data
  throw new Error('A block of a hybrid study lacks a float32 array.')
}
