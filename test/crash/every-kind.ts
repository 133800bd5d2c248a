/**
 * A project with one study of every kind, each a second of work: networks of 2 channels, gratings of 16 × 16 pixels.
 * What kills, damaged disks and power cuts are tried on.
 */
import { readFile, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { studyKindSchema } from '../../src-main/contract/plans'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { Launch } from '../../src-main/jobs/channel'

const TRAINING = { kind: 'sweep', dataSet: 'gratings', width: 2, recipe: 'demo', batchSize: 8 } as const
const SOME = { models: ['all'], dataSet: 'gratings', batchSize: 4 }

/** Of the images that a network learns from, all that there are. */
const TERM = { population: 'simulated', images: 10, batchSize: 4 }

/** Of every kind; what follows a sweep is asked for together with it. */
const REQUESTS: StudyRequestInput[] = [
  { ...TRAINING, sigmas: [], components: [4], epochs: 2 },
  { ...SOME, kind: 'hybrid', fMix: [0, 0.5, 1], seeds: [0] },
  { ...SOME, kind: 'evaluation' },
  { ...SOME, kind: 'filter', cutOffs: [0.5] },
  { ...SOME, kind: 'corruption', types: ['fog'], severities: [1] },
  { ...SOME, kind: 'fourier-map' },
  { ...SOME, kind: 'attack', norm: 'L2', method: 'ddn', first: 2, includeTrainingImages: true },
  { kind: 'neural', population: 'simulated', question: { kind: 'tuning' }, batchSize: 8 },
  {
    kind: 'neural',
    population: 'simulated',
    question: { kind: 'maximal', random: 3, steps: 10 },
    batchSize: 8,
  },
  { ...TRAINING, sigmas: [null], epochs: 2, neural: { ...TERM, method: 'co-training' } },
  { ...TRAINING, sigmas: [null], epochs: 2, neural: TERM },
]

const POPULATION = {
  name: 'simulated',
  neurons: 8,
  size: 16,
  fieldOfView: 45,
  preferred: 0.06,
  octaves: 0.3,
  seed: 0,
}

/**
 * Makes the project and its data set `gratings` in `home`: one model is trained, and studies of every kind wait.
 * @param launch computes what is needed to plan the others: this process, if not given
 */
export async function makeEveryKind(home: string, launch: Launch = inProcess()): Promise<string> {
  const folder = join(home, 'every.halfpower')
  await makeGratings(join(home, 'gratings'), 16, 12)
  const workbench = new Workbench({ launch, threads: 1 })
  await workbench.invoke('project.create', { folder, title: 'Every kind' })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  await workbench.invoke('population.simulate', POPULATION)
  const { id } = await workbench.invoke('study.start', {
    request: { ...TRAINING, sigmas: [null], epochs: 1 },
  })
  await workbench.invoke('study.wait', { study: id })
  await addBeside(workbench, id)
  await workbench.close()

  // The others are put in line, and nobody computes them.
  const waiting = new Workbench({ launch: holding(launch), threads: 1 })
  await waiting.invoke('project.open', { folder, mode: 'write' })
  let attack = ''
  for (const request of REQUESTS) {
    const started = await waiting.invoke('study.start', { request })
    if (request.kind === 'attack') attack = started.id
  }
  await waiting.invoke('study.start', { request: { kind: 'spectrum', models: ['all'], attack } })
  const list = await waiting.invoke('study.list', {})
  await waiting.close()
  const kinds = new Set<string>(list.map(({ kind }) => kind))
  const missing = studyKindSchema.options.filter((kind) => !kinds.has(kind))
  if (missing.length > 0) throw new Error(`No study of kind ${missing.join(', ')} is tried here: add one.`)
  return folder
}

/** What else a project holds that nobody computes: a note, a figure, and in the bin a population and a figure. */
async function addBeside(workbench: Workbench, study: string): Promise<void> {
  await workbench.invoke('study.describe', { study, note: 'The first of all.' })
  const [model] = await workbench.invoke('model.list', {})
  const panel = { view: 'training', study: null, model: model!.id, options: {}, title: '' }
  const contents = {
    ...{ title: 'Training', journal: 'plos' as const, width: null, columns: 1, panels: [panel] },
    ...{ sharedLegend: true, alignAxes: true, caption: null },
  }
  await workbench.invoke('figure.save', { contents })
  const figure = await workbench.invoke('figure.save', { contents: { ...contents, title: 'Unwanted' } })
  await workbench.invoke('bin.put', { kind: 'figure', thing: figure.id })
  const population = await workbench.invoke('population.simulate', {
    ...POPULATION,
    seed: 1,
    name: 'unwanted',
  })
  await workbench.invoke('bin.put', { kind: 'population', thing: population.id })
}

/** Answers questions, and never a unit. */
function holding(launch: Launch): Launch {
  return () => {
    const channel = launch()
    return {
      ...channel,
      send: (request) => {
        if (request.request !== 'unit') channel.send(request)
      },
    }
  }
}

/** What must not depend on interruptions, by path below the project: results, models, data sets, and how studies ended. */
export async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const part of ['results', 'models', 'datasets'])
    for (const entry of await readdir(join(folder, part), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      // Holds how long each epoch took.
      if (entry.isFile() && entry.name !== 'training.jsonl')
        files.set(path.slice(folder.length + 1), (await readFile(path)).toString('base64'))
    }
  for (const study of await readdir(join(folder, 'studies'))) {
    const status = JSON.parse(await readFile(join(folder, 'studies', study, 'status.json'), 'utf8')) as {
      state: string
      units: unknown
      failures: unknown[]
    }
    files.set(`studies/${basename(study)}`, JSON.stringify([status.state, status.units, status.failures]))
  }
  return files
}

/** Paths that are in one only, or differ. */
export function differences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  const paths = new Set([...expected.keys(), ...found.keys()])
  return [...paths]
    .filter((path) => expected.get(path) !== found.get(path))
    .map(
      (path) =>
        `${path} ${!found.has(path) ? 'is missing' : !expected.has(path) ? 'is too much' : 'differs'}`,
    )
    .sort()
}
