/**
 * Whether the preset "minimal" is minimal: its perturbations beside the smallest of other searches, which begin
 * elsewhere and know nothing of it: Brendel–Bethge from several images of the data set, and a fast minimum-norm
 * attack in PyTorch (minimal.py), whose images our network must believe. Fails where the others are smaller by more
 * than 1 % in the median, or by more than 5 % on more than 2 % of the images.
 *
 *   npm run bench -- minimal [--models baseline,1,2,3,resnet20] [--norms L2,Linf] [--images 50] [--starts 3]
 *                            [--steps 1000] [--keep FOLDER]
 *
 * --keep stores what the others found, which takes hours, for the next time.
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
    keep: { type: 'string' },
  },
})
const [images, starts, steps] = [options.images, options.starts, options.steps].map(Number) as [
  number,
  number,
  number,
]

async function sizes(subject: Subject, norm: Norm, attacks: Attack[], seed: number): Promise<number[]> {
  const { images: found } = await runAttack({
    ...subject.request,
    norm,
    criterion: { goal: 'targeted', margin: 0, confidence: null },
    attacks,
    epsilon: null,
    seed,
    batchSize: images,
  })
  return found.map(({ distance }) => distance ?? Infinity)
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

/** Of the images that are no targets already. */
function compare(name: string, ours: number[], others: number[]): boolean {
  const ratios = ours.flatMap((size, i) => (size > 0 ? [size / others[i]!] : [])).sort((a, b) => a - b)
  const half = (values: number[]): number =>
    (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2
  const median = (values: number[]): number => half(values.filter((size) => size > 0).sort((a, b) => a - b))
  const inMedian = median(ours) / median(others)
  const beaten = ratios.filter((ratio) => ratio > IN_ONE_IMAGE).length
  const isMet = inMedian <= IN_MEDIAN && beaten <= SHARE * ratios.length
  console.log(
    name.padEnd(34),
    median(ours).toPrecision(4).padEnd(10),
    inMedian.toFixed(4).padEnd(10),
    `${beaten} of ${ratios.length}`.padEnd(12),
    ratios.at(-1)!.toFixed(3).padEnd(8),
    isMet ? 'met' : 'NOT met',
  )
  return isMet
}

const python = pythonWith('torch')
if (!python) console.log('PyTorch: skipped, python3-torch is not installed.')
await registerOnnxruntime()
await tf.setBackend('onnxruntime')
console.log(
  `${''.padEnd(34)} median ε   of others  beaten > 5 %  worst\n(ours / the smallest of the others; ${images} images)`,
)
for (const name of options.models.split(',') as SubjectName[]) {
  const subject = await subjectNamed(name, images)
  if (typeof subject === 'string') {
    console.log(`${name}: skipped, ${subject}`)
    continue
  }
  for (const norm of options.norms.split(',') as Norm[]) {
    const label = (what: string): string => `${name} ${norm} ${images} ${steps} ${what}`
    const rivals: number[][] = []
    for (let start = 1; start <= starts; start++)
      rivals.push(
        await kept(label(`bb ${start}`), () => sizes(subject, norm, [brendelBethge({ steps })], start)),
      )
    if (python)
      rivals.push(
        await kept(label('fmn'), () => sizes(subject, norm, [fromPyTorch(subject, norm, python)], 1)),
      )
    const smallest = rivals[0]!.map((_, i) => Math.min(...rivals.map((found) => found[i]!)))
    const begun = performance.now()
    const ours = await sizes(subject, norm, preset('minimal', norm), 0)
    const seconds = (performance.now() - begun) / 1000
    const isMet = compare(`${subject.name}, ${norm}, ${seconds.toFixed(0)} s`, ours, smallest)
    if (!isMet) process.exitCode = 1
  }
}
