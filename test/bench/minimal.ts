/**
 * Whether the preset "minimal" is minimal: its perturbations beside the smallest of other searches, which begin
 * elsewhere and know nothing of it: Brendel–Bethge from several images of the data set, and a fast minimum-norm
 * attack in PyTorch (minimal.py), whose images our network must believe. Fails where the others are smaller by more
 * than 1 % in the median, or by more than 5 % on more than 2 % of the images.
 *
 *   npm run bench -- minimal [--models baseline,1,2,3,resnet20] [--norms L2,Linf] [--images 50] [--starts 3]
 *                            [--steps 1000] [--subset-seed 0] [--keep FOLDER]
 *
 * --keep stores what the others found, which takes hours, for the next time. --subset-seed draws other images of the
 * example study, so that a method can be developed on images by which it is not judged.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Attack, Norm } from '../../src-main/attacks/attack'
import { brendelBethge } from '../../src-main/attacks/brendel-bethge'
import { preset } from '../../src-main/attacks/presets'
import { runAttack } from '../../src-main/attacks/run-attack'
import { decodeSafetensors, encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { registerOnnxruntime } from '../../src-main/devices/onnxruntime/register'
import * as tf from '../../src-main/devices/tf'
import { ROOT } from '../support/root'
import { pythonWith } from '../support/torch'
import { SUBJECTS, subjectNamed } from './minimal-subjects'
import type { Subject, SubjectName } from './minimal-subjects'

const IN_MEDIAN = 1.01
const IN_ONE_IMAGE = 1.05
const SHARE = 0.02

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', default: SUBJECTS.join(',') },
    norms: { type: 'string', default: 'L2,Linf' },
    images: { type: 'string', default: '50' },
    starts: { type: 'string', default: '3' },
    steps: { type: 'string', default: '1000' },
    'subset-seed': { type: 'string', default: '0' },
    keep: { type: 'string' },
  },
})
const { images, starts, steps, subset } = {
  images: Number(options.images),
  starts: Number(options.starts),
  steps: Number(options.steps),
  subset: Number(options['subset-seed']),
}

interface Found {
  sizes: number[]
  /** Passes of the whole attack for an image: forward + backward, medians over the images. */
  passes: string
}

async function attacked(subject: Subject, norm: Norm, attacks: Attack[], seed: number): Promise<Found> {
  const { images: found } = await runAttack({
    ...subject.request,
    norm,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks,
    epsilon: null,
    seed,
    batchSize: images,
  })
  const changed = found.filter(({ distance }) => distance !== 0)
  const [forward, backward] = [
    median(changed.map(({ queries }) => queries.forward)),
    median(changed.map(({ queries }) => queries.backward)),
  ]
  return { sizes: found.map(({ distance }) => distance ?? Infinity), passes: `${forward} + ${backward}` }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

/** What `compute` gives, or what it gave another time. */
async function kept(name: string, compute: () => Promise<number[]>): Promise<number[]> {
  const path = options.keep && join(options.keep, `${name.replaceAll(/[^\w.-]/g, '_')}.json`)
  // JSON has no infinity.
  if (path && existsSync(path))
    return (JSON.parse(readFileSync(path, 'utf8')) as (number | null)[]).map((size) => size ?? Infinity)
  const found = await compute()
  if (path) {
    mkdirSync(options.keep!, { recursive: true })
    writeFileSync(path, JSON.stringify(found))
  }
  return found
}

/** What PyTorch proposes, in the frame of all attacks: our network has the last word. */
function fromPyTorch(subject: Subject, norm: Norm, python: string): Attack {
  return {
    name: 'FMN, PyTorch',
    settings: {},
    norms: ['L2', 'Linf'],
    goals: ['targeted'],
    access: 'gradient',
    needsStart: true,
    needsEpsilon: false,
    refines: false,
    propose: async ({ originals, best, oracle }) => {
      const folder = mkdtempSync(join(tmpdir(), 'halfpower-bench-'))
      try {
        const [given, answer] = [join(folder, 'given.safetensors'), join(folder, 'answer.safetensors')]
        // The rows of the batch: images that are targets already are not among them.
        const named = await tf
          .tidy(() => tf.cast(tf.argMax(oracle.goal.classes, 1), 'float32'))
          .data<'float32'>()
        const entries = new Map(subject.weights)
        entries.delete('images')
        for (const [name, image] of [
          ['clean', originals],
          ['start', best],
        ] as const)
          entries.set(name, {
            dtype: 'float32',
            shape: [...image.shape],
            data: await image.data<'float32'>(),
          })
        entries.set('targets', { dtype: 'float32', shape: [named.length], data: named })
        writeFileSync(given, encodeSafetensors(entries))
        const script = join(ROOT, 'test/bench/minimal.py')
        execFileSync(python, [script, given, answer, norm, String(steps)], { stdio: 'inherit' })
        const proposed = decodeSafetensors(readFileSync(answer)).entries.get('images')!
        return {
          images: tf.tensor4d(proposed.data as Float32Array, originals.shape),
          found: tf.ones<tf.Rank.R1>([originals.shape[0]]),
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  }
}

/** Of the images that are no targets already. Those that are beaten are named by their index in the data set. */
function compare(name: string, indices: ArrayLike<number>, ours: Found, others: number[]): boolean {
  const rows = ours.sizes
    .map((size, i) => ({ index: indices[i]!, size, other: others[i]!, ratio: size / others[i]! }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.ratio - a.ratio)
  const ourMedian = median(rows.map(({ size }) => size))
  const inMedian = ourMedian / median(rows.map(({ other }) => other))
  const beaten = rows.filter(({ ratio }) => ratio > IN_ONE_IMAGE)
  const isMet = inMedian <= IN_MEDIAN && beaten.length <= SHARE * rows.length
  console.log(
    name.padEnd(34),
    ourMedian.toPrecision(4).padEnd(10),
    inMedian.toFixed(4).padEnd(10),
    median(rows.map(({ ratio }) => ratio))
      .toFixed(4)
      .padEnd(10),
    `${beaten.length} of ${rows.length}`.padEnd(12),
    rows[0]!.ratio.toFixed(3).padEnd(8),
    ours.passes.padEnd(12),
    isMet ? 'met' : 'NOT met',
  )
  for (const { index, size, other, ratio } of beaten)
    console.log(
      `    image ${index}: ${size.toPrecision(4)}, others ${other.toPrecision(4)}: × ${ratio.toFixed(3)}`,
    )
  return isMet
}

const python = pythonWith('torch')
if (!python) console.log('PyTorch: skipped, python3-torch is not installed.')
await registerOnnxruntime()
await tf.setBackend('onnxruntime')
console.log(
  `${''.padEnd(34)} median ε   medians   per image beaten > 5 %  worst   passes\n(ours / the smallest of the others: of the medians, median over images; ${images} images)`,
)
for (const name of options.models.split(',') as SubjectName[]) {
  const subject = await subjectNamed(name, images, subset)
  if (typeof subject === 'string') {
    console.log(`${name}: skipped, ${subject}`)
    continue
  }
  for (const norm of options.norms.split(',') as Norm[]) {
    const label = (what: string): string => `${name} ${norm} ${images} of ${subset} ${steps} ${what}`
    const rivals: number[][] = []
    const sizes = async (attacks: Attack[], seed: number): Promise<number[]> =>
      (await attacked(subject, norm, attacks, seed)).sizes
    for (let start = 1; start <= starts; start++)
      rivals.push(await kept(label(`bb ${start}`), () => sizes([brendelBethge({ steps })], start)))
    if (python) rivals.push(await kept(label('fmn'), () => sizes([fromPyTorch(subject, norm, python)], 1)))
    const smallest = rivals[0]!.map((_, i) => Math.min(...rivals.map((found) => found[i]!)))
    const begun = performance.now()
    const ours = await attacked(subject, norm, preset('minimal', norm), 0)
    const seconds = (performance.now() - begun) / 1000
    const isMet = compare(
      `${subject.name}, ${norm}, ${seconds.toFixed(0)} s`,
      subject.request.indices,
      ours,
      smallest,
    )
    if (!isMet) process.exitCode = 1
  }
}
