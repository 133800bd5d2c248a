/**
 * The frame of all attacks: the attack proposes, the frame disposes. Every proposal is clipped to [0,1]
 * and to ε where one is given, rounded to the float32 that is stored, asked of the model in a fresh
 * forward pass, and kept if it meets the criterion and is closer than what the image has.
 *
 * Invariant: what is stored is exactly what was verified.
 */
import * as tf from '../devices/tf'
import type { Tensor1D } from '../devices/tf'
import type { Attack, Track } from './attack'
import type { AttackRequest, AttackResult } from './attack-request'
import { blocksOf } from './blocks'
import type { Block } from './blocks'
import { distance, intoBounds } from './distances'
import { Judge } from './judge'
import { Oracle } from './oracle'
import { imageResult, isSettled, newRecord } from './records'
import type { Record } from './records'
import { UNFOUND } from './rows'
import { searchStarts } from './starts'
import { Tracks } from './tracks'
import { LARGER, enlarged, verifyAgain } from './verify-again'

/** What is said to have found an image that another model's perturbation met at once. */
export const WARM_START = 'warm start'
/** By how much another model's perturbation is enlarged until this model is taken in. */
const WARM_FACTORS = [1, 1.1, 1.25, 1.5, 2, 3]

/** A refinement that improves an image by less than this proportion is not followed by another one. */
const WORTHWHILE = 1e-3

export class Frame {
  private readonly records: Record[] = []
  private readonly stored: Float32Array
  private readonly judge: Judge
  private readonly tracks: Tracks
  private readonly byAttack = new Map<string, Float64Array>()
  /** Searches of starts, by name, that have failed for an image: they would ask the same again. */
  private readonly searched = new Map<string, Set<number>>()

  constructor(private readonly request: AttackRequest) {
    this.stored = request.images.slice()
    this.judge = new Judge(request)
    this.tracks = new Tracks(request.images, request.indices.length)
  }

  async judgeClean(): Promise<void> {
    const { images, indices, batchSize } = this.request
    const { lastPasses } = this.judge
    for (const block of blocksOf([...Array(indices.length).keys()], batchSize)) {
      const verdicts = await this.judge.judge(this.judge.rows(images, block), block, 'clean', lastPasses)
      verdicts.forEach((verdict, i) => (this.records[block.rows[i]!] = newRecord(verdict, lastPasses)))
    }
  }

  /** Perturbations that were found for another model: as they are, and larger where this one is not yet taken in. */
  async offerStarts(starts: readonly (Float32Array | null)[]): Promise<void> {
    const { images, batchSize, samples = 1 } = this.request
    for (const factor of WARM_FACTORS) {
      const waiting = [...starts.keys()].filter(
        (row) => starts[row] !== null && this.records[row]!.found === null && !isSettled(this.records[row]!),
      )
      for (const block of blocksOf(waiting, batchSize)) {
        const proposals = new Float32Array(block.rows.length * this.judge.length)
        for (const [i, row] of block.rows.entries()) {
          const clean = this.judge.part(images, row)
          proposals.set(
            starts[row]!.map((value, k) => clean[k]! + factor * (value - clean[k]!)),
            i * this.judge.length,
          )
        }
        await this.offer(WARM_START, block, proposals, null, true, `warm start × ${factor}`)
        for (let i = 0; i < block.count; i++) this.records[block.rows[i]!]!.queries.forward += samples
      }
    }
  }

  /** Where something is given to begin with and never meets the criterion, there is nothing for a search to go on from. */
  private isMetByStart(row: number): boolean {
    const { starts, searchesUnmet } = this.request
    return !starts || searchesUnmet === true || (this.byAttack.get(WARM_START)?.[row] ?? Infinity) < Infinity
  }

  /** The images on which an attack is worth its time; those that lack a start are given one, where there is any. */
  async active(attack: Attack): Promise<number[]> {
    const { track } = attack
    const rows = [...this.records.keys()].filter((row) => {
      const record = this.records[row]!
      if (!this.isMetByStart(row)) return false
      if (isSettled(record) || (this.request.epsilon !== null && record.found !== null)) return false
      if (attack.near && !this.tracks.isWithin(attack.near, row, record.distance)) return false
      if (track) return this.tracks.isNear(track, row, record.distance)
      return !attack.refines || record.improving
    })
    if (!attack.needsStart || track?.begins === false) return rows
    const isStarted = (row: number): boolean =>
      track ? this.tracks.has(track.number, row) : this.records[row]!.found !== null
    await this.findStarts(
      rows.filter((row) => !isStarted(row)),
      track,
    )
    return rows.filter(isStarted)
  }

  /** Images of the data set to begin with. */
  private async findStarts(without: readonly number[], track: Track | undefined): Promise<void> {
    const { pool, seed, criterion, indices, named, batchSize } = this.request
    const name = track && track.number > 1 ? `data-set search ${track.number}` : 'data-set search'
    const failed = this.searched.get(name) ?? new Set()
    this.searched.set(name, failed)
    for (const { rows: positions, count } of blocksOf(
      without.filter((row) => !failed.has(row)),
      batchSize,
    )) {
      const rows = [...positions.subarray(0, count)]
      const wanted = rows.map((row) => ({ index: indices[row]!, named: named[row]! }))
      for (const row of rows) failed.add(row)
      await searchStarts(
        wanted,
        { pool, seed, criterion, length: this.judge.length, name },
        async (candidates, waiting, attempt) => {
          // Only those that wait are asked: an image without any start would make its whole batch pass a hundred times.
          const [block] = blocksOf(
            waiting.map((i) => rows[i]!),
            batchSize,
          )
          const images = new Float32Array(block!.rows.length * this.judge.length)
          for (let i = 0; i < block!.rows.length; i++)
            images.set(candidates[Math.min(i, candidates.length - 1)]!, i * this.judge.length)
          const met = await this.offer('data-set search', block!, images, null, true, `${name} ${attempt}`)
          return waiting.filter((i, place) => {
            const row = rows[i]!
            this.records[row]!.queries.forward += 1
            const far = met[place]!
            if (far === Infinity) return true
            failed.delete(row)
            if (track) this.tracks.keep(track.number, row, candidates[place]!, far)
            return false
          })
        },
      )
    }
  }

  /** @param place of the attack in the chain: names its noise */
  async attack(attack: Attack, block: Block, place: number): Promise<void> {
    const { network, criterion, norm, indices, seed, epsilon, signal, samples } = this.request
    const { judge, records } = this
    const { track } = attack
    const classes = judge.oneHot(block)
    const originals = judge.tensor(judge.rows(this.request.images, block), block)
    const bests = track ? this.tracks.images(track.number) : this.stored
    const best = judge.tensor(judge.rows(bests, block), block)
    const hasBest: Tensor1D = tf.tensor1d(
      Float32Array.from(block.rows, (row) => (track || records[row]!.found ? 1 : 0)),
    )
    const closest: Tensor1D = tf.tensor1d(
      Float32Array.from(block.rows, (row) => Math.min(records[row]!.distance, UNFOUND)),
    )
    const margin = tf.tensor1d([criterion.margin])
    try {
      const rowIndices = Int32Array.from(block.rows, (row) => indices[row]!)
      const oracle = new Oracle(network, { criterion, classes, margin }, samples, {
        seed,
        purpose: `search ${place}`,
        rows: rowIndices,
      })
      const given = { originals, best, hasBest, closest, indices: rowIndices }
      const proposal = await attack.propose({ ...given, oracle, norm, seed, epsilon, signal })
      let images: Float32Array, found: Float32Array
      try {
        images = await proposal.images.data<'float32'>()
        found = await proposal.found.data<'float32'>()
      } finally {
        tf.dispose([proposal.images, proposal.found])
      }
      const before = Array.from(block.rows, (row) => records[row]!.distance)
      const stage = `offer ${place}`
      const met = await this.offer(attack.name, block, images, found, false, stage)
      if (this.request.stochastic) await this.offerLarger(attack.name, block, images, found, stage)
      for (let i = 0; i < block.count; i++) {
        const row = block.rows[i]!
        const record = records[row]!
        record.queries.forward += oracle.queries.forward + (samples ?? 1)
        record.queries.backward += oracle.queries.backward
        if (!attack.refines) record.improving = true
        else if (!(record.distance < before[i]! * (1 - WORTHWHILE))) record.improving = false
        if (track) this.tracks.keep(track.number, row, judge.part(images, i), met[i]!)
      }
    } finally {
      tf.dispose([classes, originals, best, hasBest, closest, margin])
    }
  }

  /**
   * The smallest image that a stochastic network has answered for is the luckiest, and a fresh pass often
   * refuses it: the same perturbation is then offered a little larger.
   */
  private async offerLarger(
    attack: string,
    block: Block,
    proposals: Float32Array,
    found: Float32Array,
    stage: string,
  ): Promise<void> {
    for (const factor of LARGER) {
      const isMissing = Array.from(block.rows, (row) => this.records[row]!.found === null)
      if (!isMissing.some((missing, i) => missing && found[i]! > 0)) return
      const larger = enlarged(this.judge.rows(this.request.images, block), proposals, factor)
      await this.offer(attack, block, larger, found, false, `${stage} × ${factor}`)
      for (let i = 0; i < block.count; i++)
        this.records[block.rows[i]!]!.queries.forward += this.request.samples ?? 1
    }
  }

  /** For a stochastic network, at the end. */
  async verifyAgain(): Promise<void> {
    await verifyAgain(this.request, this.records, this.stored, this.judge)
  }

  /**
   * Clips, stores, verifies and keeps proposals.
   * @param found which of them the attack believes in; null: all may be tried
   * @returns the distance of each; Infinity: refused
   */
  private async offer(
    attack: string,
    block: Block,
    proposals: Float32Array,
    found: Float32Array | null,
    asStart: boolean,
    stage: string,
  ): Promise<Float64Array> {
    const { images, norm, epsilon } = this.request
    const { judge } = this
    const candidates = proposals.slice()
    for (let i = 0; i < block.rows.length; i++) {
      const clean = judge.part(images, block.rows[i]!)
      const candidate = judge.part(candidates, i)
      if (candidate.every(Number.isFinite)) intoBounds(candidate, clean, asStart ? null : epsilon, norm)
      else candidate.set(clean)
    }
    const verdicts = await judge.judge(candidates, block, stage)
    return Float64Array.from(verdicts, (verdict, i) => {
      const row = block.rows[i]!
      const record = this.records[row]!
      if (!verdict.met) {
        if (found !== null && found[i]! > 0) record.refused = true
        return Infinity
      }
      const candidate = judge.part(candidates, i)
      const far = distance(judge.part(images, row), candidate, norm)
      this.note(attack, row, far)
      if (far < record.distance) {
        Object.assign(record, { found: verdict, distance: far, attack, improving: true })
        this.stored.set(candidate, row * judge.length)
      }
      return far
    })
  }

  private note(attack: string, row: number, far: number): void {
    let distances = this.byAttack.get(attack)
    if (!distances)
      this.byAttack.set(attack, (distances = new Float64Array(this.records.length).fill(Infinity)))
    distances[row] = Math.min(distances[row]!, far)
  }

  result(): AttackResult {
    const images = this.records.map((record, row) => imageResult(record, row, this.request))
    return { norm: this.request.norm, images, adversarial: this.stored, byAttack: this.byAttack }
  }
}
