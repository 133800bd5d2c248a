/**
 * Folders of images that are known by a sample, and then by all of their files: what is said, what is stored, that no key
 * changes by it, and what becomes of results when the files turn out to be others.
 */
import { createHash } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'
import type { StudyRequestInput } from '../../src-main/contract/plans'

let home: string
let workbench: Workbench
const project = () => join(home, 'p.halfpower')

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-contents-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: project() })
})
afterEach(async () => {
  await workbench.close()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

/** Two classes of files that are names of two files; of 1,100 the sample leaves out 76. */
async function many(name: string, each = 550): Promise<string> {
  const originals = await Promise.all([png([10]), png([200])])
  for (const [label, bytes] of originals.entries()) {
    const first = put(join(home, name, `c${label}`, '0000.png'), bytes)
    for (let i = 1; i < each; i++)
      linkSync(first, join(home, name, `c${label}`, `${String(i).padStart(4, '0')}.png`))
  }
  return join(home, name)
}

/** A file that the sample leaves out: every 14th of 1,100 is. */
const UNSEEN = 'c0/0014.png'

/** As long as the file that lies there, which a sample that leaves it out cannot see. */
async function change(path: string): Promise<void> {
  const { length } = readFileSync(path)
  rmSync(path)
  for (let value = 11; ; value++) {
    const bytes = await png([value])
    if (bytes.length !== length) continue
    writeFileSync(path, bytes)
    return
  }
}

async function only(): Promise<Awaited<ReturnType<typeof list>>[number]> {
  return (await list())[0]!
}
const list = () => workbench.invoke('dataSet.list', {})

const training = (dataSet: string): StudyRequestInput => ({
  kind: 'sweep',
  ...{
    dataSet,
    sigmas: [null],
    seeds: [0],
    width: 2,
    recipe: 'demo',
    epochs: 1,
    batchSize: 16,
    trainLimit: 40,
  },
})

async function run(request: StudyRequestInput): Promise<{ id: string; notices: string[]; training: string }> {
  const { id } = await workbench.invoke('study.start', { request })
  const info = await workbench.invoke('study.wait', { study: id })
  if (info.state !== 'done') throw new Error(JSON.stringify(info))
  const result = await workbench.invoke('study.result', { study: id })
  if (result.kind === 'sweep') return { id, notices: [], training: '' }
  return { id, notices: result.which!.notices, training: result.which!.trainingImages }
}

it('says that a large folder is known by a sample until all is hashed; a small one is hashed when it is added', async () => {
  const added = await workbench.invoke('dataSet.add', { path: await many('large') })
  expect(added.notices).toEqual([
    expect.stringMatching(
      /^Until all files are hashed, the images are known by a sample: names, and the first MiB of 1,024 of its 1,100 files\. "halfpower dataset hash .* large"/,
    ),
  ])
  expect((await only()).parts[0]).not.toHaveProperty('content')
  const key = (await only()).parts[0]!.hash
  const [found] = await workbench.invoke('dataSet.hash', { dataSet: 'large' })
  expect(found).toMatchObject({ files: 1100, changed: null })
  const part = (await only()).parts[0]!
  const stored = readFileSync(join(project(), 'datasets', 'large.0.npy'))
  const digests = createHash('sha256').update(stored).digest('hex')
  expect(part.content).toEqual({ hash: found!.hash, files: 1100, bytes: found!.bytes, digests })
  // What keys are made of stays as it was.
  expect(part.hash).toBe(key)
  // The hashes open in NumPy: a header and 32 bytes each.
  expect(stored.length).toBe(128 + 32 * 1100)
  const small = await workbench.invoke('dataSet.add', { path: await many('small', 3) })
  expect(small.notices).toEqual([])
  expect(small.parts[0]!.content?.files).toBe(6)
})

it('changes no key and no study when the hash comes, and says with a result what was known', async () => {
  await workbench.invoke('dataSet.add', { path: await many('large') })
  await run(training('large'))
  const request: StudyRequestInput = {
    kind: 'evaluation',
    models: ['all'],
    dataSet: 'large',
    first: 20,
    includeTrainingImages: true,
  }
  const before = await run(request)
  expect(before.notices.at(-1)).toMatch(/of "large" are known by a sample.*until all are hashed/)
  await workbench.invoke('dataSet.hash', {})
  const plan = await workbench.invoke('study.plan', { request })
  expect(plan).toMatchObject({ id: before.id, unfinished: 0 })
  const after = await run(request)
  expect(after.notices.at(-1)).toMatch(
    /When this was begun the images of "large" were known by a sample.*have been hashed since \(content [0-9a-f]{8}\)/,
  )
  const other = await run({ ...request, first: 30 })
  expect(other.notices.join()).not.toMatch(/sample|hashed/)
  expect(
    (await workbench.invoke('study.log', { study: other.id })).map(({ message }) => message),
  ).toContainEqual(
    expect.stringMatching(/^Images of "large": all 1100 files hashed \(content [0-9a-f]{8}\)$/),
  )
})

it('finds files that the sample cannot see: says which results that concerns, and computes nothing under their keys', async () => {
  const path = await many('large')
  await workbench.invoke('dataSet.add', { path })
  await workbench.invoke('dataSet.hash', {})
  await run(training('large'))
  const request: StudyRequestInput = {
    kind: 'evaluation',
    models: ['all'],
    dataSet: 'large',
    first: 20,
    includeTrainingImages: true,
  }
  const { id } = await run(request)
  const unseen = join(path, UNSEEN)
  const original = readFileSync(unseen)
  await change(unseen)

  const [found] = await workbench.invoke('dataSet.hash', {})
  const words = /^1 of the 1100 images of "large" is not what it was when all were hashed first/
  expect(found!.changed).toMatch(words)
  expect((await only()).parts[0]!.changed!.files).toBe(1)
  const result = await workbench.invoke('study.result', { study: id })
  expect(result.kind === 'evaluation' && result.which!.notices.at(-1)).toMatch(
    /is not what it was.*These numbers were begun on those that were hashed \(content/,
  )
  await expect(run({ ...request, first: 21 })).rejects.toThrow(words)
  const resumed = await workbench
    .invoke('study.resume', { study: id })
    .then(() => workbench.invoke('study.wait', { study: id }))
  expect(resumed).toMatchObject({
    state: 'failed',
    error: { message: expect.stringMatching(words) as string },
  })

  // What is there now is a data set of its own, though the sample is the same.
  const own = await workbench.invoke('dataSet.add', { path, name: 'new ones' })
  const [old] = (await list()).filter((each) => each.id === 'large')
  expect(own.parts[0]!.hash).not.toBe(old!.parts[0]!.hash)
  await workbench.invoke('dataSet.hash', { dataSet: own.id })
  const again = await run({ ...request, dataSet: own.id })
  expect(again.id).not.toBe(id)

  // The old ones come back.
  rmSync(unseen)
  writeFileSync(unseen, original)
  await workbench.invoke('dataSet.hash', { dataSet: 'large' })
  expect((await list()).find((each) => each.id === 'large')!.parts[0]).not.toHaveProperty('changed')
  expect((await run(request)).id).toBe(id)
})

it('says how many measured images are files that a model was trained on, under other names and read otherwise', async () => {
  const pictures = await Promise.all(Array.from({ length: 24 }, (_, i) => png([10 * i])))
  pictures.forEach((bytes, i) => put(join(home, 'photos', i % 2 ? 'odd' : 'even', `${i}.png`), bytes))
  // A quarter of the others are copies.
  const others = await Promise.all(Array.from({ length: 8 }, (_, i) => png([10 * i + 5])))
  others.forEach((bytes, i) =>
    put(join(home, 'others', i % 2 ? 'odd' : 'even', `x${i}.png`), i < 2 ? pictures[i]! : bytes),
  )
  await workbench.invoke('dataSet.add', { path: join(home, 'photos') })
  await workbench.invoke('dataSet.add', { path: join(home, 'others') })
  await workbench.invoke('dataSet.add', {
    path: join(home, 'photos'),
    name: 'padded',
    transforms: { gray: false, size: 8, fit: 'pad' },
  })
  await run(training('photos'))
  const others1 = await run({ kind: 'evaluation', models: ['all'], dataSet: 'others' })
  const copied = others1.notices.find((notice) => notice.includes('same file'))
  // Those of the two that were in the training part of the split.
  expect(copied).toMatch(
    /^[12] of the 8 images of the measured data set (is|are) the same files? as .*"photos".*trained on/,
  )
  expect(others1.training).toBe('some')
  // The same files, read in another way: it used to be unknown.
  const padded = await run({ kind: 'evaluation', models: ['all'], dataSet: 'padded' })
  expect(padded.notices.join()).toMatch(/^\d+ of the 24 images of the measured data set are the same files/)
  expect(padded.notices.join()).not.toMatch(/not known whether/)
  expect(padded.training).toBe('some')
})

it('says "not known" where files have not all been hashed', async () => {
  const path = await many('large')
  await workbench.invoke('dataSet.add', { path })
  await run(training('large'))
  await workbench.invoke('dataSet.add', {
    path,
    name: 'padded',
    transforms: { gray: false, size: 8, fit: 'pad' },
  })
  const request: StudyRequestInput = { kind: 'evaluation', models: ['all'], dataSet: 'padded', first: 20 }
  const before = await run(request)
  expect(before).toMatchObject({ training: 'unknown' })
  expect(before.notices.join()).toMatch(/not known whether/)
  await workbench.invoke('dataSet.hash', {})
  expect(await run(request)).toMatchObject({ id: before.id, training: 'some' })
})

it('stops when asked to, and goes on from what was remembered', async () => {
  await workbench.invoke('dataSet.add', { path: await many('large') })
  const hashing = workbench.invoke('dataSet.hash', {})
  const stopped = expect(hashing).rejects.toMatchObject({ kind: 'cancelled' })
  await new Promise<void>((resolve) => workbench.on('dataSet.hashing', () => resolve()))
  await workbench.invoke('dataSet.stopHashing', {})
  await stopped
  expect((await only()).parts[0]).not.toHaveProperty('content')
  expect((await workbench.invoke('dataSet.hash', {}))[0]).toMatchObject({ files: 1100 })
})
