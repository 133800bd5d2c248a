/** A project that has had everything done to it that writes into it: what tests of the store's places and files are about. */
import { randomUUID } from 'node:crypto'
import { appendFile, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { encodeNpy } from '../../src-main/checkpoints/npy'
import { openProject } from '../../src-main/project/project'
import { Uploads } from '../../src-main/project/uploads'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess, makeGratings } from './small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

/**
 * New, field of view, upload, data, hashes of images, train, every kind of study, cancel, resume, export, import, describe,
 * discard, populations, figures.
 * @param home where data and exported files are put
 * @param template the project
 */
export async function live(home: string, template: string): Promise<void> {
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await makeGratings(join(home, 'gratings'), 16, 12)
  await workbench.invoke('project.create', { folder: template, title: 'A life' })
  await workbench.invoke('project.setFieldOfView', { degrees: 30 })
  const project = { folder: template, readOnlyBecause: null }
  const uploads = new Uploads()
  for (const name of ['dropped', 'unwanted']) {
    await uploads.begin(project, name)
    const piece = { size: 4, bytes: Buffer.from('ab') }
    await uploads.write(project, name, ['class', '1.png'], { ...piece, offset: 0 })
    await uploads.write(project, name, ['class', '1.png'], { ...piece, offset: 2 })
  }
  await uploads.discard(project, 'unwanted')
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const run = async (request: StudyRequestInput): Promise<string> => {
    const { id } = await workbench.invoke('study.start', { request })
    await workbench.invoke('study.wait', { study: id })
    const info = (await workbench.invoke('study.get', { study: id })).info
    if (info.state !== 'done') throw new Error(JSON.stringify(info))
    return id
  }
  const some = { models: ['all'], dataSet: 'gratings', batchSize: 8 }
  const request = { kind: 'sweep' as const, dataSet: 'gratings', sigmas: [null], width: 2, recipe: 'demo' }
  const training = { ...request, epochs: 1, batchSize: 8 }
  const then = { kind: 'hybrid' as const, dataSet: 'gratings', fMix: [0, 1], seeds: [0] }
  const { id } = await workbench.invoke('study.start', { request: training, then })
  await workbench.invoke('study.wait', { study: id })
  await workbench.close()
  await workbench.invoke('project.open', { folder: template, mode: 'write' })
  await workbench.invoke('queue.start', {})
  for (const { id: each } of await workbench.invoke('study.list', {}))
    await workbench.invoke('study.wait', { study: each })
  await run({ ...some, kind: 'evaluation' })
  await run({ ...some, kind: 'filter', cutOffs: [0.5] })
  await run({ ...some, kind: 'corruption', types: ['fog'], severities: [1] })
  const attack = await run({
    ...some,
    kind: 'attack',
    norm: 'L2',
    method: 'ddn',
    first: 2,
    includeTrainingImages: true,
  })
  await run({ kind: 'spectrum', models: ['all'], attack })
  await workbench.invoke('study.resume', { study: attack })
  await workbench.invoke('study.cancel', { study: attack })
  // Another process asks to stop it.
  const reader = await openProject(template, 'auto')
  await reader.studies.requestCancel(attack)
  await workbench.invoke('study.resume', { study: attack })
  await workbench.invoke('study.wait', { study: attack })
  const [model] = await workbench.invoke('model.list', {})
  const file = join(home, 'exported.safetensors')
  await workbench.invoke('model.export', { model: model!.id, file })
  await workbench.invoke('model.import', {
    file,
    candidate: 0,
    size: 16,
    name: 'again',
    normaliser: { kind: 'given', mean: [0], std: [1] },
  })
  await workbench.invoke('model.describe', { model: model!.id, name: 'renamed' })
  // A study is emptied out of the bin, with its results; of a model that others used the description stays.
  for (const kind of ['study', 'model'] as const)
    await workbench.invoke('bin.put', { kind, thing: kind === 'study' ? attack : 'again' })
  await workbench.invoke('bin.restore', { kind: 'model', thing: 'again' })
  await workbench.invoke('bin.empty', {})
  await images(workbench, home)
  await populations(workbench, run)
  await figures(workbench, home)
  await workbench.close()
}

/**
 * What comes later in such a life, and seldom: a lock whose holder is gone, logs that are full, jobs for a cluster and
 * their results, a recording.
 */
export async function liveOn(home: string, template: string): Promise<void> {
  const lock = {
    ...{ format: 'halfpower lock', version: 1, pid: 2 ** 22 - 3, host: hostname(), processStart: null },
    ...{ since: new Date(0).toISOString(), token: randomUUID() },
  }
  await writeFile(join(template, 'lock'), `${JSON.stringify(lock)}\n`)
  const workbench = new Workbench({ launch: inProcess(), threads: 1, program: ['halfpower'] })
  await workbench.invoke('project.open', { folder: template, mode: 'write' })
  const some = { models: ['all'], dataSet: 'gratings', batchSize: 8 }
  const { id } = await workbench.invoke('study.start', {
    request: { ...some, kind: 'filter', cutOffs: [0.25] },
    later: true,
  })
  await workbench.invoke('study.exportJobs', { study: id, folder: join(home, 'jobs') })
  await workbench.invoke('study.importResults', { folder: join(home, 'jobs') })
  const line = `${JSON.stringify({ time: new Date(0).toISOString(), level: 'info', message: 'x'.repeat(1000) })}\n`
  await appendFile(join(template, 'studies', id, 'log.jsonl'), line.repeat(4200))
  await workbench.invoke('study.resume', { study: id })
  await workbench.invoke('study.wait', { study: id })
  const responses = {
    shape: [12, 3],
    dtype: 'float32' as const,
    data: new Float32Array(36).map((_, i) => i % 7),
  }
  await writeFile(join(home, 'responses.npy'), encodeNpy(responses))
  await workbench.invoke('population.add', {
    ...{ path: join(home, 'responses.npy'), name: 'cells', dataSet: 'gratings', split: 'test' },
  })
  await workbench.close()
}

/** Every file of a folder of images is hashed; the hashes are kept. */
async function images(workbench: Workbench, home: string): Promise<void> {
  for (const [i, value] of [10, 90, 160, 240].entries())
    put(join(home, 'pictures', `c${i % 2}`, `${i}.png`), await png([value]))
  const { id } = await workbench.invoke('dataSet.add', { path: join(home, 'pictures') })
  await workbench.invoke('dataSet.hash', { dataSet: id })
  await workbench.invoke('dataSet.relink', { dataSet: id, path: join(home, 'pictures') })
}

async function populations(
  workbench: Workbench,
  run: (request: StudyRequestInput) => Promise<string>,
): Promise<void> {
  const units = { preferred: 0.08, neurons: 20, size: 16, fieldOfView: 45 }
  await workbench.invoke('population.simulate', { ...units, name: 'units' })
  const { id } = await workbench.invoke('population.simulate', { ...units, seed: 1, name: 'unwanted units' })
  await workbench.invoke('population.describe', { population: 'units', area: 'V1' })
  await workbench.invoke('bin.put', { kind: 'population', thing: id })
  await run({ kind: 'neural', population: 'units', question: { kind: 'tuning' } })
}

async function figures(workbench: Workbench, home: string): Promise<void> {
  const study = (await workbench.invoke('study.list', {})).find(({ kind }) => kind === 'hybrid')!.id
  const panel = { view: 'hybrid-curves', study, model: null, options: {}, title: '' }
  const contents = {
    ...{ title: 'Recognition', journal: 'plos' as const, width: null, columns: 1, panels: [panel] },
    ...{ sharedLegend: true, alignAxes: true, caption: null },
  }
  const { id } = await workbench.invoke('figure.save', { contents })
  await workbench.invoke('figure.save', { figure: id, contents: { ...contents, columns: 2 } })
  const other = await workbench.invoke('figure.save', { contents: { ...contents, title: 'Unwanted' } })
  await workbench.invoke('bin.put', { kind: 'figure', thing: other.id })
  await workbench.invoke('bin.restore', { kind: 'figure', thing: other.id })
  await workbench.invoke('bin.put', { kind: 'figure', thing: other.id })
  await workbench.invoke('figure.export', { figure: id, files: [join(home, 'data.csv')] })
}
