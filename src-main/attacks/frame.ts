/**
 * The frame of all attacks: the attack proposes, the frame disposes. Every proposal is clipped to [0,1]
 * and to ε where one is given, rounded to the float32 that is stored, asked of the model in a fresh
 * forward pass, and kept if it meets the criterion and is closer than what the image has.
 *
 * Invariant: what is stored is exactly what was verified.
 */
import * as tf from '../devices/tf'
import { flush } from '../devices/step'
import type { Tensor1D, Tensor2D, Tensor4D } from '../devices/tf'
import type { Attack } from './attack'
import type { AttackRequest, AttackResult, ImageResult, ImageStatus } from './attack-request'
import { blocksOf } from './blocks'
import type { Block } from './blocks'
import { judge } from './criterion'
import type { Verdict } from './criterion'
import { distance, intoBounds } from './distances'
import { Oracle } from './oracle'
import type { Queries } from './oracle'
import { searchStarts } from './starts'

/** A refinement that improves an image by less than this proportion is not followed by another one. */
const WORTHWHILE = 1e-3

/** Factors on a perturbation that a stochastic network has refused. */
const LARGER = [1.02, 1.05, 1.1, 1.2]

/**
 * Passes whose mean logits decide, at the end, about an image of a stochastic network (at least as many as a question
 * has samples), and the factors on its perturbation that are tried. All factors are judged on the same noise: fresh
 * noise for each would be as many chances for luck.
 */
const LAST_PASSES = 64
const LAST_FACTORS = [1, 1.02, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.5, 1.75, 2]

/** What is known about one image. */
interface Record {
  clean: Verdict
  found: Verdict | null
  distance: number
  attack: string | null
  refused: boolean
  /** False once a refinement has stopped improving it, until another search has been tried. */
  improving: boolean
  queries: Queries
}

export class Frame {
  private readonly records: Record[] = []
  private readonly stored: Float32Array
  private readonly length: number
  private readonly byAttack = new Map<string, Float64Array>()

  constructor(private readonly request: AttackRequest) {
    this.stored = request.images.slice()
    this.length = request.height * request.width * request.channels
  }

  private get count(): number {
    return this.request.indices.length
  }

  async judgeClean(): Promise<void> {
    const all = Array.from({ length: this.count }, (_, i) => i)
    for (const block of blocksOf(all, this.request.batchSize)) {
      const verdicts = await this.judge(
        this.rows(this.request.images, block),
        block,
        'clean',
        this.lastPasses,
      )
      for (let row = 0; row < block.count; row++) {
        this.records[block.rows[row]!] = {
          clean: verdicts[row]!,
          found: null,
          distance: Infinity,
          attack: null,
          refused: false,
          improving: true,
          queries: { forward: this.lastPasses, backward: 0 },
        }
      }
    }
  }

  private get lastPasses(): number {
    const { samples = 1, stochastic } = this.request
    return stochastic ? Math.max(samples, LAST_PASSES) : samples
  }

  /** The images on which an attack is worth its time. */
  active(attack: Attack): number[] {
    const { epsilon } = this.request
    const rows: number[] = []
    this.records.forEach((record, row) => {
      const done = record.clean.met || !Number.isFinite(record.clean.margin)
      const within = epsilon !== null && record.found !== null
      const settled = attack.refines && (!record.improving || record.found === null)
      if (!done && !within && !settled && !(attack.needsStart && record.found === null)) rows.push(row)
    })
    return rows
  }

  /** Starting points for the images that have none yet. */
  async findStarts(): Promise<void> {
    const { pool, seed, criterion, indices, named, batchSize } = this.request
    const without: number[] = []
    this.records.forEach((record, row) => {
      if (!record.clean.met && record.found === null && Number.isFinite(record.clean.margin))
        without.push(row)
    })
    for (const block of blocksOf(without, batchSize)) {
      const rows = Array.from(block.rows.subarray(0, block.count))
      const wanted = rows.map((row) => ({ index: indices[row]!, named: named[row]! }))
      await searchStarts(
        wanted,
        { pool, seed, criterion, length: this.length },
        async (candidates, waiting, attempt) => {
          const images = new Float32Array(block.rows.length * this.length)
          for (let i = 0; i < block.rows.length; i++)
            images.set(candidates[Math.min(i, candidates.length - 1)]!, i * this.length)
          const sub: Block = {
            rows: block.rows.map((_, i) => rows[waiting[Math.min(i, waiting.length - 1)]!]!),
            count: waiting.length,
          }
          await this.offer('data-set search', sub, images, null, true, `data-set search ${attempt}`)
          for (const i of waiting) this.records[rows[i]!]!.queries.forward += 1
          return waiting.filter((i) => this.records[rows[i]!]!.found === null)
        },
      )
    }
  }

  /** @param place of the attack in the chain: names its noise */
  async attack(attack: Attack, block: Block, place: number): Promise<void> {
    const { network, criterion, norm, indices, seed, epsilon, signal, samples } = this.request
    const classes = this.oneHot(block)
    const originals = this.tensor(this.rows(this.request.images, block), block)
    const best = this.tensor(this.rows(this.stored, block), block)
    const hasBest: Tensor1D = tf.tensor1d(
      Float32Array.from(block.rows, (row) => (this.records[row]!.found ? 1 : 0)),
    )
    const margin = tf.tensor1d([criterion.margin])
    try {
      const rowIndices = Int32Array.from(block.rows, (row) => indices[row]!)
      const oracle = new Oracle(network, { criterion, classes, margin }, samples, {
        seed,
        purpose: `search ${place}`,
        rows: rowIndices,
      })
      const proposal = await attack.propose({
        oracle,
        norm,
        originals,
        best,
        hasBest,
        indices: rowIndices,
        seed,
        epsilon,
        signal,
      })
      let images: Float32Array, found: Float32Array
      try {
        images = await proposal.images.data<'float32'>()
        found = await proposal.found.data<'float32'>()
      } finally {
        tf.dispose([proposal.images, proposal.found])
      }
      for (let i = 0; i < block.count; i++) {
        const { queries } = this.records[block.rows[i]!]!
        queries.forward += oracle.queries.forward + (samples ?? 1)
        queries.backward += oracle.queries.backward
      }
      const before = Array.from(block.rows, (row) => this.records[row]!.distance)
      const stage = `offer ${place}`
      await this.offer(attack.name, block, images, found, false, stage)
      if (this.request.stochastic) await this.offerLarger(attack.name, block, images, found, stage)
      for (let i = 0; i < block.count; i++) {
        const record = this.records[block.rows[i]!]!
        if (!attack.refines) record.improving = true
        else if (!(record.distance < before[i]! * (1 - WORTHWHILE))) record.improving = false
      }
    } finally {
      tf.dispose([classes, originals, best, hasBest, margin])
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
      const clean = this.rows(this.request.images, block)
      const larger = proposals.map((value, i) => clean[i]! + factor * (value - clean[i]!))
      await this.offer(attack, block, larger, found, false, `${stage} × ${factor}`)
      for (let i = 0; i < block.count; i++)
        this.records[block.rows[i]!]!.queries.forward += this.request.samples ?? 1
    }
  }

  /**
   * Judges what was found on noise that no search has seen, and makes it larger where that noise refuses it: the
   * smallest of many proposals for a stochastic network is the luckiest. What no factor helps counts as not verified.
   */
  async verifyAgain(): Promise<void> {
    const found = this.records.flatMap(({ found }, row) => (found ? [row] : []))
    for (const block of blocksOf(found, this.request.batchSize)) {
      const searched = this.rows(this.stored, block)
      const waiting = new Set(block.rows.subarray(0, block.count))
      for (const row of waiting)
        Object.assign(this.records[row]!, { found: null, distance: Infinity, refused: true })
      for (const factor of LAST_FACTORS) {
        if (waiting.size === 0) break
        const clean = this.rows(this.request.images, block)
        const candidates = searched.map((value, i) => clean[i]! + factor * (value - clean[i]!))
        const { norm, epsilon } = this.request
        const part = (values: Float32Array, i: number): Float32Array =>
          values.subarray(i * this.length, (i + 1) * this.length)
        for (let i = 0; i < block.rows.length; i++)
          intoBounds(part(candidates, i), part(clean, i), epsilon, norm)
        const verdicts = await this.judge(candidates, block, 'last verification', this.lastPasses)
        for (let i = 0; i < block.count; i++) {
          const row = block.rows[i]!
          if (!waiting.has(row)) continue
          const record = this.records[row]!
          record.queries.forward += this.lastPasses
          if (!verdicts[i]!.met) continue
          waiting.delete(row)
          record.found = verdicts[i]!
          record.distance = distance(part(clean, i), part(candidates, i), norm)
          this.stored.set(part(candidates, i), row * this.length)
        }
      }
      for (const row of waiting) {
        this.records[row]!.attack = null
        this.stored.set(
          this.request.images.subarray(row * this.length, (row + 1) * this.length),
          row * this.length,
        )
      }
    }
  }

  /** Clips, stores, verifies and keeps proposals. `found`: which of them the attack believes in; null: all may be tried. */
  private async offer(
    attack: string,
    block: Block,
    proposals: Float32Array,
    found: Float32Array | null,
    asStart: boolean,
    stage: string,
  ): Promise<void> {
    const { images, norm, epsilon } = this.request
    const candidates = new Float32Array(proposals.length)
    const finite: boolean[] = []
    for (let i = 0; i < block.rows.length; i++) {
      const clean = images.subarray(block.rows[i]! * this.length, (block.rows[i]! + 1) * this.length)
      const candidate = candidates.subarray(i * this.length, (i + 1) * this.length)
      candidate.set(proposals.subarray(i * this.length, (i + 1) * this.length))
      finite[i] = candidate.every(Number.isFinite)
      if (finite[i]) intoBounds(candidate, clean, asStart ? null : epsilon, norm)
      else candidate.set(clean)
    }
    const verdicts = await this.judge(candidates, block, stage)
    for (let i = 0; i < block.count; i++) {
      const row = block.rows[i]!
      const record = this.records[row]!
      const verdict = verdicts[i]!
      const candidate = candidates.subarray(i * this.length, (i + 1) * this.length)
      if (!verdict.met) {
        if (found !== null && found[i]! > 0) record.refused = true
        continue
      }
      const far = distance(images.subarray(row * this.length, (row + 1) * this.length), candidate, norm)
      this.note(attack, row, far)
      if (far >= record.distance) continue
      Object.assign(record, { found: verdict, distance: far, attack, improving: true })
      this.stored.set(candidate, row * this.length)
    }
  }

  private note(attack: string, row: number, far: number): void {
    let distances = this.byAttack.get(attack)
    if (!distances) this.byAttack.set(attack, (distances = new Float64Array(this.count).fill(Infinity)))
    distances[row] = Math.min(distances[row]!, far)
  }

  /**
   * Fresh forward passes: verdicts on the images of a block.
   * @param stage names the noise that a stochastic network draws: the same stage draws the same
   */
  private async judge(
    images: Float32Array,
    block: Block,
    stage: string,
    passes = this.request.samples ?? 1,
  ): Promise<Verdict[]> {
    const { network, indices, seed } = this.request
    const input = this.tensor(images, block)
    const rows = Int32Array.from(block.rows, (row) => indices[row]!)
    // One pass after the other, so that many need no larger graph than one.
    let logits: Tensor2D | null = null
    for (let pass = 0; pass < passes; pass++) {
      const before: Tensor2D | null = logits
      logits = tf.tidy(() => {
        const answer = network.logits(input, { seed, purpose: `judged: ${stage}`, pass, rows })
        const share: Tensor2D = passes === 1 ? answer : tf.div(answer, passes)
        return before ? tf.add(before, share) : share
      })
      flush()
      before?.dispose()
    }
    return await this.verdicts(logits!, input, block)
  }

  /** Reads and disposes. */
  private async verdicts(logits: Tensor2D, input: Tensor4D, block: Block): Promise<Verdict[]> {
    const { classes, criterion, named } = this.request
    try {
      const values = await logits.data<'float32'>()
      return Array.from({ length: block.count }, (_, i) =>
        judge(values, classes, i, named[block.rows[i]!]!, criterion),
      )
    } finally {
      tf.dispose([input, logits])
    }
  }

  private rows(images: Float32Array, { rows }: Block): Float32Array {
    const chosen = new Float32Array(rows.length * this.length)
    rows.forEach((row, i) =>
      chosen.set(images.subarray(row * this.length, (row + 1) * this.length), i * this.length),
    )
    return chosen
  }

  private tensor(images: Float32Array, { rows }: Block): Tensor4D {
    const { height, width, channels } = this.request
    return tf.tensor4d(images, [rows.length, height, width, channels])
  }

  private oneHot({ rows }: Block): Tensor2D {
    const { classes, named } = this.request
    const values = new Float32Array(rows.length * classes)
    rows.forEach((row, i) => (values[i * classes + named[row]!] = 1))
    return tf.tensor2d(values, [rows.length, classes])
  }

  result(): AttackResult {
    const { indices, named, norm, seed } = this.request
    const images = this.records.map((record, row): ImageResult => {
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
    })
    return { norm, images, adversarial: this.stored, byAttack: this.byAttack }
  }
}

function statusOf({ clean, found, refused }: Record): ImageStatus {
  if (clean.met) return 'already target'
  if (found) return 'found'
  return refused ? 'not verified' : 'start failed'
}
