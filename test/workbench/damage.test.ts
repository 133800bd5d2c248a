/** Stored results that are damaged are noticed, said, and computed again to the same bytes; nothing is hidden. */
import { cp, mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { preferenceOf } from '../../src-main/figures/preference'
import { Workbench } from '../../src-main/workbench/workbench'
import { editStored, withoutSumLine } from '../support/edit-stored'
import { inProcess, makeGratings } from '../support/small-project'

let home: string
let template: string
let sweep: string
let hybrid: string
let folder: string
let workbench: Workbench

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-damage-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = join(home, 'template.halfpower')
  await makeGratings(join(home, 'gratings'), 16, 12)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: template })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const training = { dataSet: 'gratings', sigmas: [null], width: 2, recipe: 'demo', epochs: 1, batchSize: 8 }
  sweep = await run({ kind: 'sweep', ...training })
  hybrid = await run({ kind: 'hybrid', dataSet: 'gratings', models: ['all'], fMix: [0, 1], seeds: [0] })
  await workbench.close()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

beforeEach(async () => {
  folder = join(home, 'p.halfpower')
  await cp(template, folder, { recursive: true })
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
})
afterEach(async () => {
  await workbench.close()
  await rm(folder, { recursive: true, force: true })
})

async function run(
  request: Parameters<typeof workbench.invoke<'study.start'>>[1]['request'],
): Promise<string> {
  const { id } = await workbench.invoke('study.start', { request })
  return await done(id)
}

async function done(id: string): Promise<string> {
  await workbench.invoke('study.wait', { study: id })
  const { info } = await workbench.invoke('study.get', { study: id })
  expect(info, JSON.stringify(info)).toMatchObject({ state: 'done', failures: [] })
  return id
}

async function contents(project: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const part of ['results', 'models'])
    for (const entry of await readdir(join(project, part), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && entry.name !== 'training.jsonl')
        files.set(path.slice(project.length), (await readFile(path)).toString('base64'))
    }
  return files
}

/** Below the project: what ends so, and holds these words. */
async function find(ending: string, words = ''): Promise<string> {
  for (const [path, content] of await contents(template))
    if (path.endsWith(ending) && Buffer.from(content, 'base64').includes(words)) return path
  throw new Error(`There is no file *${ending} with ${words}.`)
}

const flipLast = async (path: string): Promise<void> => {
  const bytes = await readFile(path)
  bytes[bytes.length - 30]! ^= 1
  await writeFile(path, bytes)
}

describe('a damaged result', () => {
  const damages: [string, () => Promise<string>, (path: string) => Promise<void>, () => string][] = [
    ['a truncated block', () => find('.npz'), (path) => truncate(path, 100), () => hybrid],
    ['a block of the right size with one bit turned', () => find('.npz'), flipLast, () => hybrid],
    [
      'a block of zeros',
      () => find('.npz'),
      async (path) => writeFile(path, Buffer.alloc((await readFile(path)).length)),
      () => hybrid,
    ],
    ['no block', () => find('.npz'), (path) => rm(path), () => hybrid],
    [
      'half a JSON of a curve',
      () => find('.json', '"kind": "reversal"'),
      (path) => truncate(path, 200),
      () => hybrid,
    ],
    [
      'an empty JSON of a block',
      () => find('.json', '"kind": "hybrid"'),
      (path) => writeFile(path, ''),
      () => hybrid,
    ],
    [
      'a JSON of another format',
      () => find('.json', '"kind": "reversal"'),
      (path) => writeFile(path, '{"format":"x","version":1}'),
      () => hybrid,
    ],
    [
      'a JSON of another key',
      () => find('.json', '"kind": "accuracy"'),
      async (path) => writeFile(path, (await readFile(path, 'utf8')).replace(/"key": ".{4}/, '"key": "0000')),
      () => sweep,
    ],
    [
      'a JSON with another digit',
      () => find('.json', '"kind": "reversal"'),
      async (path) => {
        const text = await readFile(path, 'utf8')
        const changed = text.replace(/("images": )\d+/, '$17')
        expect(changed).not.toBe(text)
        await writeFile(path, changed)
      },
      () => hybrid,
    ],
    [
      'numbers that nothing can have, without a sum',
      () => find('.json', '"kind": "reversal"'),
      (path) =>
        editStored(path, (text) => {
          const file = { ...(JSON.parse(text) as object), data: { correct: -5, total: 1e308 } }
          return JSON.stringify(file, null, 2)
        }),
      () => hybrid,
    ],
    ['weights of a model with one bit turned', () => find('weights.safetensors'), flipLast, () => sweep],
  ]
  for (const [what, where, damage, study] of damages)
    it(`(${what}) is computed again, and said`, async () => {
      const path = await where()
      await damage(join(folder, path))
      await workbench.invoke('project.open', { folder, mode: 'write' })
      const { damaged } = await workbench.invoke('study.check', { study: study() })
      if (what !== 'no block') expect(damaged).toBe(1)
      await workbench.invoke('study.resume', { study: study() })
      await done(study())
      expect((await workbench.invoke('study.check', { study: study() })).damaged).toBe(0)
      const log = await workbench.invoke('study.log', { study: study() })
      if (what !== 'no block')
        expect(log.filter(({ message }) => message.includes('its stored result is damaged'))).toHaveLength(1)
      await workbench.invoke('study.result', { study: hybrid })
      await workbench.close()
      expect([...(await contents(folder))]).toEqual([...(await contents(template))])
    })
})

describe('what a damaged result leaves on the pages of all studies', () => {
  const reversals = async (): Promise<string[]> => {
    const found: string[] = []
    for (const [path, content] of await contents(template))
      if (path.endsWith('.json') && Buffer.from(content, 'base64').includes('"kind": "reversal"'))
        found.push(path)
    return found
  }

  it('is said on the Map, of training seeds, and of correlations, and hides no other number', async () => {
    const [path = ''] = await reversals()
    await truncate(join(folder, path), 200)
    await workbench.invoke('project.open', { folder, mode: 'read' })
    const [point] = await workbench.invoke('map.points', {})
    expect(point!.unread).toEqual([
      { study: hybrid, reason: expect.stringMatching(/1 stored result is damaged/) as string },
    ])
    expect(point!.accuracy).not.toBeNull()
    const sentence = expect.stringContaining(`the study ${hybrid}. Of this study, 1 stored result`) as string
    expect((await workbench.invoke('seeds.summary', {})).unread).toEqual([sentence])
    expect(preferenceOf([point!], 'L2').notes).toContainEqual(sentence)
    // The page of the study itself shows the rest.
    const result = await workbench.invoke('study.result', { study: hybrid })
    expect(result).toMatchObject({
      kind: 'hybrid',
      models: [],
      which: { notices: [expect.stringMatching(/1 stored result is damaged and not shown/) as string] },
    })
  })

  it('is said of a study whose model is gone', async () => {
    const [model = ''] = await readdir(join(folder, 'models'))
    await cp(join(folder, 'models', model), join(folder, 'models', 'other'), { recursive: true })
    const file = join(folder, 'models', 'other', 'model.json')
    await editStored(file, (text) => text.replace(/"id": "[^"]*"/, '"id": "other"'))
    await workbench.invoke('project.open', { folder, mode: 'write' })
    const both = await run({ kind: 'evaluation', dataSet: 'gratings', models: ['all'] })
    await workbench.invoke('project.close', {})
    await rm(join(folder, 'models', model), { recursive: true })
    await workbench.invoke('project.open', { folder, mode: 'read' })
    const [point] = await workbench.invoke('map.points', {})
    expect(point).toMatchObject({
      id: 'other',
      unread: [{ study: both, reason: expect.stringContaining(model) as string }],
    })
  })
})

describe('a damaged study', () => {
  for (const [what, damage] of [
    ['half a status', (path: string) => truncate(join(path, 'status.json'), 60)],
    ['no status', (path: string) => rm(join(path, 'status.json'))],
    [
      'the status of another study',
      async (path: string) => editStored(join(path, 'status.json'), (text) => text.replaceAll(hybrid, sweep)),
    ],
    [
      'a status in the place of which a folder lies',
      async (path: string) => {
        await rm(join(path, 'status.json'))
        await mkdir(join(path, 'status.json'))
      },
    ],
  ] as const)
    it(`(${what}) hides no other, says so, and finds its results again`, async () => {
      await damage(join(folder, 'studies', hybrid))
      const isFolder = what.includes('folder')
      await workbench.invoke('project.open', { folder, mode: isFolder ? 'auto' : 'write' })
      const list = await workbench.invoke('study.list', {})
      expect(list.map(({ id }) => id).sort()).toEqual([hybrid, sweep].sort())
      expect(list.find(({ id }) => id === sweep)).toMatchObject({ state: 'done' })
      expect(list.find(({ id }) => id === hybrid)).toMatchObject({
        state: 'failed',
        error: { kind: 'project', message: expect.stringContaining('resume it') as string },
      })
      if (isFolder) return
      await workbench.invoke('study.resume', { study: hybrid })
      await done(hybrid)
      const log = await workbench.invoke('study.log', { study: hybrid })
      expect(log.some(({ message }) => /units were finished before/.test(message))).toBe(true)
    })

  it('(half a plan) hides no other, and is named when the project is opened', async () => {
    await truncate(join(folder, 'studies', hybrid, 'plan.json'), 60)
    const info = await workbench.invoke('project.open', { folder, mode: 'write' })
    expect(info.readOnly).toBe(false)
    expect(info.notices).toEqual([
      expect.stringMatching(/plan\.json" is damaged: it is not complete JSON.*start the same study again/),
    ])
    expect((await workbench.invoke('study.list', {})).map(({ id }) => id)).toEqual([sweep])
    await workbench.invoke('queue.start', {})
  })

  it('(a plan that says it is of another) is named, too', async () => {
    const file = join(folder, 'studies', hybrid, 'plan.json')
    await editStored(file, (text) => text.replaceAll(hybrid, sweep))
    const info = await workbench.invoke('project.open', { folder, mode: 'read' })
    expect(info.notices.at(-1)).toMatch(/plan\.json" is damaged: its "id" is/)
  })
})

describe('a damaged wish for what is to follow', () => {
  for (const [what, damage] of [
    ['half of it', (path: string) => writeFile(path, '{"format":"halfpower follow-up","vers')],
    [
      'one of a newer version',
      (path: string) => writeFile(path, '{"format":"halfpower follow-up","version":9}'),
    ],
    ['a folder in its place', (path: string) => mkdir(path)],
  ] as const)
    it(`(${what}) is named, and its study is shown all the same`, async () => {
      const path = join(folder, 'studies', sweep, 'follow-up.json')
      await damage(path)
      for (const mode of ['read', 'auto'] as const) {
        const info = await workbench.invoke('project.open', { folder, mode })
        expect(info.notices.filter((notice) => notice.includes('follow-up.json'))).not.toEqual([])
        const { info: study, then } = await workbench.invoke('study.get', { study: sweep })
        expect([study.state, then]).toEqual(['done', null])
        await workbench.invoke('study.result', { study: sweep })
        if (info.readOnly) continue
        await workbench.invoke('queue.start', {})
        const log = await workbench.invoke('study.log', { study: sweep })
        expect(log.at(-1)).toMatchObject({
          level: 'error',
          message: expect.stringMatching(/^What was to follow .*follow-up\.json/) as string,
        })
      }
    })
})

describe('what a study needs and the project lacks', () => {
  it.each([
    ['models', /needs the model ".+", which is no longer in the project/],
    ['datasets', /needs the data set "gratings", which is no longer in the project/],
  ])('%s that are gone are said, not taken for a study that is whole', async (what, words) => {
    await workbench.invoke('project.open', { folder, mode: 'write' })
    expect(await workbench.invoke('study.check', { study: hybrid })).toEqual({
      damaged: 0,
      gone: null,
      log: null,
    })
    await workbench.invoke('project.close', {})
    for (const name of await readdir(join(folder, what)))
      await rm(join(folder, what, name), { recursive: true })
    await workbench.invoke('project.open', { folder, mode: 'write' })
    const { gone } = await workbench.invoke('study.check', { study: hybrid })
    expect(gone).toMatch(words)
  })
})

describe('things inside each other by the hundred thousand', () => {
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

  it('in a result are damage like any other, and computed again', async () => {
    const path = join(folder, await find('.json', '"kind": "reversal"'))
    await writeFile(path, (await readFile(path, 'utf8')).replace('"data": {', `"data": { "deep": ${deep},`))
    await workbench.invoke('project.open', { folder, mode: 'write' })
    expect(await workbench.invoke('study.check', { study: hybrid })).toEqual({
      damaged: 1,
      gone: null,
      log: null,
    })
    await workbench.invoke('study.resume', { study: hybrid })
    await done(hybrid)
    await workbench.invoke('study.result', { study: hybrid })
  })

  it('in a log are a damaged line; in files of a project, a damaged file', async () => {
    const log = join(folder, 'studies', hybrid, 'log.jsonl')
    const line = JSON.stringify({
      time: new Date().toISOString(),
      level: 'info',
      message: 'x',
      data: { deep: 0 },
    })
    await writeFile(log, `${await readFile(log, 'utf8')}${line.replace('"deep":0', `"deep":${deep}`)}\n`)
    const [model = ''] = await readdir(join(folder, 'models'))
    for (const path of [`models/${model}/model.json`, `studies/${sweep}/plan.json`, 'datasets/gratings.json'])
      await writeFile(join(folder, path), `{"format":"x","version":1,"deep":${deep}}`)
    const { notices } = await workbench.invoke('project.open', { folder, mode: 'read' })
    for (const name of ['model.json', 'plan.json', 'gratings.json'])
      expect(
        notices.filter((notice) => notice.includes(name) && notice.includes('inside each other')),
      ).toHaveLength(1)
    expect((await workbench.invoke('study.log', { study: hybrid })).at(-1)!.message).toMatch(
      /^1 line of this log is damaged/,
    )
  })
})

it('more entries than any file of a project has are not parsed', async () => {
  const [model = ''] = await readdir(join(folder, 'models'))
  const many = `{"format":"halfpower model","version":1,"many":[${'0,'.repeat(8_000_000)}0]}`
  await writeFile(join(folder, `models/${model}/model.json`), many)
  const { notices } = await workbench.invoke('project.open', { folder, mode: 'read' })
  expect(
    notices.filter((notice) => /model\.json" is damaged: it has more than 8000000 entries/.test(notice)),
  ).toHaveLength(1)
})

it('damaged lines are counted aloud', async () => {
  const log = join(folder, 'studies', hybrid, 'log.jsonl')
  await writeFile(log, `${(await readFile(log, 'utf8')).slice(0, -20)}\nnonsense\n{"level":"info"}\n`)
  await workbench.invoke('project.open', { folder, mode: 'read' })
  const lines = await workbench.invoke('study.log', { study: hybrid })
  expect(lines.at(-1)).toMatchObject({
    level: 'warning',
    message: expect.stringMatching(/^3 lines of this log are damaged/) as string,
  })
  const [model] = await workbench.invoke('model.list', {})
  const training = join(folder, 'models', model!.id, 'training.jsonl')
  await writeFile(training, `${await readFile(training, 'utf8')}{"epo`)
  expect(await workbench.invoke('model.get', { model: model!.id })).toMatchObject({ trainingLeftOut: 1 })
})

describe('lines that are lost at the end, where nothing is left that could be damaged', () => {
  const shorter: [string, (path: string) => Promise<void>][] = [
    ['is empty', (path) => writeFile(path, '')],
    ['is gone', (path) => rm(path)],
    [
      'lacks its last line',
      async (path) => {
        const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
        await writeFile(path, `${lines.slice(0, -1).join('\n')}\n`)
      },
    ],
  ]
  it.each(shorter)(
    'of a log that %s are named when the project is opened, and by a check',
    async (_, damage) => {
      const path = join(folder, 'studies', hybrid, 'log.jsonl')
      await damage(path)
      const sentence = `"${path}" ends before what was written into it, so lines of the log are lost: restore it from a copy. Results do not hang on it.`
      const { notices } = await workbench.invoke('project.open', { folder, mode: 'write' })
      expect(notices).toEqual([sentence])
      expect(await workbench.invoke('study.check', { study: hybrid })).toEqual({
        ...{ damaged: 0, gone: null, log: sentence },
      })
      expect((await workbench.invoke('study.log', { study: hybrid })).at(-1)).toMatchObject({
        level: 'warning',
        message: sentence,
      })
      // Written down once the study goes on: the status forgets it, the log does not.
      await workbench.invoke('study.resume', { study: hybrid })
      await done(hybrid)
      expect((await workbench.invoke('study.check', { study: hybrid })).log).toBeNull()
      // Once, however often the status is written while it goes on.
      expect(
        (await workbench.invoke('study.log', { study: hybrid })).filter(
          ({ message }) => message === 'Lines of this log before this one are lost.',
        ),
      ).toHaveLength(1)
    },
  )

  it.each(shorter)('of a training that %s are made again from its results', async (_, damage) => {
    const [model = ''] = await readdir(join(folder, 'models'))
    const path = join(folder, 'models', model, 'training.jsonl')
    const before = await readFile(path, 'utf8')
    await damage(path)
    await workbench.invoke('project.open', { folder, mode: 'write' })
    expect((await workbench.invoke('study.check', { study: sweep })).damaged).toBe(1)
    await workbench.invoke('study.resume', { study: sweep })
    await done(sweep)
    expect((await workbench.invoke('study.check', { study: sweep })).damaged).toBe(0)
    expect(await readFile(path, 'utf8')).toBe(before)
  })
})

it('lines of a training that are whole keep what only they say, when others are made again', async () => {
  const [model = ''] = await readdir(join(folder, 'models'))
  const path = join(folder, 'models', model, 'training.jsonl')
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  await writeFile(path, `${lines.slice(0, -1).join('\n')}\n`)
  // The seconds of each epoch are in the log besides, and nowhere else.
  await writeFile(join(folder, 'studies', sweep, 'log.jsonl'), '')
  await workbench.invoke('project.open', { folder, mode: 'write' })
  await workbench.invoke('study.resume', { study: sweep })
  await done(sweep)
  const after = (await readFile(path, 'utf8')).trimEnd().split('\n')
  expect(after).toHaveLength(lines.length)
  expect(after.slice(0, -1)).toEqual(lines.slice(0, -1))
})

it('the content of a population in the bin is looked at like that of any other', async () => {
  await workbench.invoke('project.open', { folder, mode: 'write' })
  const { id } = await workbench.invoke('population.simulate', {
    ...{ name: 'units', neurons: 8, size: 16, fieldOfView: 45, preferred: 0.06, octaves: 0.3, seed: 0 },
  })
  const entry = await workbench.invoke('bin.put', { kind: 'population', thing: id })
  await workbench.close()
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  expect((await workbench.invoke('project.open', { folder, mode: 'read' })).notices).toHaveLength(1)
  await flipLast(join(folder, 'bin', entry.id, id, 'content.safetensors'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  expect((await workbench.invoke('project.open', { folder, mode: 'read' })).notices).toContain(
    `The content of the population "${id}" is not what it was when it was added: it is in the bin ("${entry.id}"); delete it for good and add it again.`,
  )
})

describe('a model or a data set that is damaged hides only itself, and is named', () => {
  const DAMAGES = {
    'cut short': (text: string) => text.slice(0, 40),
    empty: () => '',
    'of another one': (text: string) => text.replace(/"id": "[^"]*"/, '"id": "another"'),
    'a folder': null,
  }
  for (const [words, damage] of Object.entries(DAMAGES))
    it(words, async () => {
      const [model = ''] = await readdir(join(folder, 'models'))
      for (const path of [`models/${model}/model.json`, 'datasets/gratings.json']) {
        const [kind = '', id = ''] = path.split(/[/.]/)
        // One beside it, which must stay to be seen.
        const text = withoutSumLine(await readFile(join(folder, path), 'utf8'))
        const other = path.replace(id, 'other')
        await cp(join(folder, kind, path.split('/')[1]!), join(folder, kind, other.split('/')[1]!), {
          recursive: true,
        })
        await writeFile(join(folder, other), text.replace(`"id": "${id}"`, '"id": "other"'))
        await rm(join(folder, path))
        if (damage === null) await mkdir(join(folder, path))
        else await writeFile(join(folder, path), damage(text))

        const info = await workbench.invoke('project.open', { folder, mode: 'read' })
        expect(info.notices.slice(1), path).toEqual([expect.stringContaining(join(folder, path))])
        const list =
          kind === 'models'
            ? await workbench.invoke('model.list', {})
            : await workbench.invoke('dataSet.list', {})
        expect(list.map((each) => each.id)).toEqual(['other'])
        const asked =
          kind === 'models'
            ? workbench.invoke('model.get', { model: id })
            : workbench.invoke('dataSet.images', { dataSet: id, split: 'test', start: 0, count: 1 })
        await expect(asked, path).rejects.toThrow(join(folder, path))
        await workbench.invoke('project.close', {})
        await rm(join(folder, path), { recursive: true })
        await writeFile(join(folder, path), text)
        await rm(join(folder, kind, other.split('/')[1]!), { recursive: true })
      }
    })

  it('a data set is never written over one that is damaged', async () => {
    const path = join(folder, 'datasets', 'gratings.json')
    await writeFile(path, '{')
    await workbench.invoke('project.open', { folder, mode: 'write' })
    const added = await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
    expect(added.id).toBe('gratings-2')
    expect(await readFile(path, 'utf8')).toBe('{')
  })

  it('training.jsonl and log.jsonl that are folders', async () => {
    const [model = ''] = await readdir(join(folder, 'models'))
    for (const path of [`models/${model}/training.jsonl`, `studies/${sweep}/log.jsonl`]) {
      await rm(join(folder, path))
      await mkdir(join(folder, path))
    }
    await workbench.invoke('project.open', { folder, mode: 'read' })
    expect(await workbench.invoke('model.get', { model })).toMatchObject({ training: [], trainingLeftOut: 1 })
    expect(await workbench.invoke('study.log', { study: sweep })).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: expect.stringContaining('log.jsonl" is a folder') as string,
      }),
    ])
  })
})
