/**
 * Which of the searches of "minimal" improve an image, by how much, and for how many passes; and what beginning with another
 * network's perturbations (`--start-from`) costs and loses beside the search anew. Counts, not times: a busy machine does
 * not change them.
 *
 *   npm run bench -- searches [--models baseline,1,2,3,1/1] [--norms L2,Linf] [--images 40] [--subset-seed 0] [--begin-with 1]
 *
 * --subset-seed draws other images of the example study: those of 0 are the ones on which the chains were developed.
 */
import { parseArgs } from 'node:util'
import type { Attack, Norm } from '../../src-main/attacks/attack'
import { WARM_START } from '../../src-main/attacks/frame'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import type { AttackRequest, AttackResult } from '../../src-main/attacks/run-attack'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { runWarm } from '../../src-main/studies/attack/warm-start'
import { subjectNamed } from './minimal-subjects'
import type { SubjectName } from './minimal-subjects'

/** An image counts as improved, or as larger, from this proportion on. */
const SEEN = { improved: 0.001, larger: 0.01 }

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: 'baseline,1,2,3' },
    norms: { type: 'string', default: 'L2,Linf' },
    images: { type: 'string', default: '40' },
    'subset-seed': { type: 'string', default: '0' },
    'begin-with': { type: 'string', default: '1' },
  },
})
const [images, subset] = [Number(options.images), Number(options['subset-seed'])]

interface Search {
  name: string
  passes: number
  /** Images that were searched. */
  searched: Set<number>
  /** By which proportion each improved image became smaller. */
  gains: number[]
}

/** The same attack under a name of its own, counting its passes: forward and backward, of each image. */
function counted(attack: Attack, search: Search): Attack {
  return {
    ...attack,
    name: search.name,
    propose: async (batch) => {
      const before = batch.oracle.queries.forward + batch.oracle.queries.backward
      const proposal = await attack.propose(batch)
      const rows = new Set(batch.indices)
      for (const row of rows) search.searched.add(row)
      search.passes += rows.size * (batch.oracle.queries.forward + batch.oracle.queries.backward - before)
      return proposal
    },
  }
}

/** Of each search in its order, by how much it made what those before it had found smaller. */
function count({ images: found, byAttack }: AttackResult, searches: readonly Search[], start: string): void {
  for (const row of found.keys()) {
    let best = byAttack.get(start)?.[row] ?? Infinity
    for (const search of searches) {
      const far = byAttack.get(search.name)?.[row] ?? Infinity
      if (far < best * (1 - SEEN.improved)) search.gains.push(best === Infinity ? 1 : 1 - far / best)
      best = Math.min(best, far)
    }
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted.length === 0 ? NaN : (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

const passesOf = ({ images: found }: AttackResult): number =>
  found.reduce((sum, { queries }) => sum + queries.forward + queries.backward, 0) / found.length

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`

await registerOnnxruntime()
await tf.setBackend('onnxruntime')
for (const norm of options.norms.split(',') as Norm[]) {
  const chain = preset('minimal', norm)
  const searches = chain.map(({ name }, i): Search => {
    return { name: `${i + 1} ${name}`, passes: 0, searched: new Set(), gains: [] }
  })
  const all = { images: 0, searched: searches.map(() => 0) }
  const starts = new Map<number, Float32Array>()
  const anew = new Map<SubjectName, { request: AttackRequest; result: AttackResult }>()
  const names = options.models.split(',') as SubjectName[]
  for (const name of names) {
    const subject = await subjectNamed(name, images, subset)
    if (typeof subject === 'string') throw new Error(subject)
    const request: AttackRequest = {
      ...subject.request,
      norm,
      criterion: { goal: 'targeted', margin: 0, confidence: null },
      attacks: chain.map((attack, i) => counted(attack, searches[i]!)),
      epsilon: null,
      seed: 0,
      batchSize: images,
    }
    const result = await runAttack(request)
    count(result, searches, 'data-set search')
    all.images += result.images.filter(({ distance }) => distance !== 0).length
    for (const [i, { searched }] of searches.entries()) {
      all.searched[i]! += searched.size
      searched.clear()
    }
    anew.set(name, { request: { ...request, attacks: chain }, result })
    if (name !== options['begin-with']) continue
    const length = result.adversarial.length / images
    for (const [row, { status }] of result.images.entries())
      if (status === 'found') starts.set(row, result.adversarial.slice(row * length, (row + 1) * length))
  }
  console.log(`\n${norm}: ${all.images} images of ${names.join(', ')} (subset ${subset})`)
  console.log(
    'search | images searched | improved by > 0.1 % | median, largest gain | passes per image of all',
  )
  for (const [i, { name, gains, passes }] of searches.entries())
    console.log(
      `${name} | ${all.searched[i]} | ${gains.length} | ${gains.length === 0 ? '–' : `${percent(median(gains))}, ${percent(Math.max(...gains))}`} | ${(passes / all.images).toFixed(0)}`,
    )
  if (starts.size === 0) continue
  console.log(
    'begun with another | images | begun | ratio of medians | larger > 1 % | largest | passes anew → begun',
  )
  for (const name of names.filter((each) => each !== options['begin-with'])) {
    const { request, result } = anew.get(name)!
    const given = result.images.map((_, row) => starts.get(row) ?? null)
    const { result: begun, warm } = await runWarm(request, given)
    const rows = result.images
      .map(({ distance }, row) => ({
        own: distance ?? Infinity,
        other: begun.images[row]!.distance ?? Infinity,
      }))
      .filter(({ own }) => own > 0 && own < Infinity)
    const ratios = rows.map(({ own, other }) => other / own)
    const inMedian = median(rows.map(({ other }) => other)) / median(rows.map(({ own }) => own))
    console.log(
      `${name} with ${options['begin-with']} (${WARM_START}) | ${rows.length} | ${warm.filter(Boolean).length} | ${inMedian.toFixed(3)} | ${ratios.filter((ratio) => ratio > 1 + SEEN.larger).length} (smaller: ${ratios.filter((ratio) => ratio < 1 - SEEN.larger).length}) | ${Math.max(...ratios).toFixed(2)} | ${passesOf(result).toFixed(0)} → ${passesOf(begun).toFixed(0)}`,
    )
  }
}
