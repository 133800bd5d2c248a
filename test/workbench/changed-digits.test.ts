/**
 * One changed digit in anything that a project stores: JSON of the right shape that says something else. It is named when
 * the project is opened (of results, when they are read), and a user who has meant it can say so.
 */
import { cp, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import * as kinds from '../../src-main/project/kinds'
import { openProject } from '../../src-main/project/project'
import { parseStored } from '../../src-main/project/stored-file'
import { neuralDocument, neuralTable } from '../../src-main/studies/neural/document'
import { generator } from '../../src-main/random/generator'
import { Workbench } from '../../src-main/workbench/workbench'
import { withoutSumLine } from '../support/edit-stored'
import { inProcess } from '../support/small-project'
import { live } from '../support/whole-life'

let home: string
let template: string
let folder: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-digits-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  template = join(home, 'life.halfpower')
  await live(home, template)
  const project = await openProject(template, 'write')
  const [study] = await project.studies.list()
  const request = { kind: 'hybrid' as const, dataSet: 'gratings', fMix: [0, 0.25], seeds: [0] }
  await project.studies.writeFollowUp(study!.id, request as never)
  await project.close()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

beforeEach(async () => {
  folder = join(home, 'p.halfpower')
  await cp(template, folder, { recursive: true })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function files(ending: string): Promise<string[]> {
  const entries = await readdir(template, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(template.length + 1))
    .sort()
}

/** One of each kind is as good as all. */
async function oneOfEach(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const path of await files('.json')) {
    const text = await readFile(join(template, path), 'utf8')
    const { format, kind } = JSON.parse(text) as { format: string; kind?: string }
    found.set(format === 'halfpower result' ? `${format} ${kind}` : format, path)
  }
  return found
}

function kindOf(text: string): (typeof kinds)[keyof typeof kinds] {
  const { format } = JSON.parse(text) as { format: string }
  return Object.values(kinds).find((kind) => kind.format === format)!
}

/** The text with one digit raised, where it is then still a stored file of the right shape; some of all that there are. */
function changed(path: string, text: string, most: number): string[] {
  const kind = kindOf(text)
  const places = [...text.matchAll(/\d/g)].map((match) => match.index)
  const random = generator(1, 'digits', kind.format)
  const found: string[] = []
  for (let tries = 0; found.length < most && tries < 400; tries++) {
    const at = places[random.integer(places.length)]!
    const other = `${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`
    const id = /"id": "[^"]*"/.exec(text)?.[0]
    try {
      const edited = withoutSumLine(other)
      // Of the sum itself, of a number's digits beyond its precision: nothing else is said.
      if (edited === withoutSumLine(text) || (id !== undefined && !edited.includes(id))) continue
      const [was, is] = [withoutSumLine(text), edited].map((each) =>
        JSON.stringify(parseStored<unknown>(path, each, kind as never)),
      )
      if (was !== is) found.push(other)
    } catch {
      // Noticed without a sum.
    }
  }
  return found
}

/** What is said when it is opened. */
async function saidOf(path: string): Promise<string[]> {
  try {
    const project = await openProject(folder, 'read')
    const said = [...project.damages]
    if (path.startsWith('results')) await project.results.read(basename(path, '.json'))
    await project.close()
    return said
  } catch (error) {
    return [(error as Error).message]
  }
}

describe('a stored file', () => {
  it('has a sum in a line of its own, whatever it is', async () => {
    const all = await files('.json')
    expect(all.length).toBeGreaterThan(20)
    for (const path of all) {
      const text = await readFile(join(template, path), 'utf8')
      const edited = withoutSumLine(text)
      expect(edited.length, path).toBe(text.length - '  "sum": "",\n'.length - 64)
      expect(JSON.parse(edited), path).toBeTypeOf('object')
    }
    const formats = new Set((await oneOfEach()).keys())
    const stored = Object.values(kinds).map(({ format }) => format)
    // The lock says who writes now, and is gone; of results there are several kinds; jobs of a cluster lie in no project.
    const expected = stored.filter((format) => !/lock|result|jobs|finished unit|bundle/.test(format))
    expect([...formats]).toEqual(expect.arrayContaining(expected))
  })

  it('with one changed digit is named when its project is opened, with what to do', async () => {
    const silent: string[] = []
    const tried = new Set<string>()
    for (const [format, path] of await oneOfEach()) {
      if (format === 'halfpower mark') continue
      const text = await readFile(join(template, path), 'utf8')
      for (const other of changed(path, text, 3)) {
        await writeFile(join(folder, path), other)
        const said = await saidOf(path)
        if (!said.some((each) => each.includes(`${basename(path)}" is damaged, or somebody has edited it`)))
          silent.push(`${path}: ${said.join(' | ')}`)
        else expect(said.join('\n')).toMatch(/If the edit is yours and right, delete the line "sum" in it\./)
        tried.add(format)
        // The user has meant it.
        await writeFile(join(folder, path), withoutSumLine(other))
        expect(
          (await saidOf(path)).filter((each) => each.includes('"sum"')),
          path,
        ).toEqual([])
      }
      await writeFile(join(folder, path), text)
    }
    expect(silent).toEqual([])
    expect([...tried].sort()).toEqual(
      [...(await oneOfEach()).keys()].filter((format) => format !== 'halfpower mark').sort(),
    )
  })

  it('of an older version has none, and is read as before', async () => {
    for (const path of await files('.json')) {
      const text = await readFile(join(folder, path), 'utf8')
      await writeFile(join(folder, path), withoutSumLine(text))
    }
    const project = await openProject(folder, 'write')
    expect(project.damages).toEqual([])
    await project.setFieldOfView(12)
    await project.close()
    // What is written again has one again.
    const text = await readFile(join(folder, 'project.json'), 'utf8')
    expect(withoutSumLine(text)).not.toBe(text)
    expect((await openProject(folder, 'read')).info.fieldOfView).toEqual({ value: 12, unit: 'degrees' })
  })
})

it('a result that an older version wrote with its own sum is read, and one changed digit of it is not', async () => {
  const path = (await oneOfEach()).get('halfpower result reversal')!
  const key = basename(path, '.json')
  const file = JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, unknown>
  const { sumOf } = await import('../../src-main/project/sum')
  const { key: own, kind, inputs, data, arrays } = file
  const sum = sumOf({ key: own, kind, inputs, data, arrays })
  await writeFile(join(folder, path), JSON.stringify({ ...file, sum }))
  const project = await openProject(folder, 'read')
  expect(await project.results.read(key)).toMatchObject({ key })
  await writeFile(
    join(folder, path),
    JSON.stringify({ ...file, sum, data: { ...(data as object), more: 1 } }),
  )
  await expect(project.results.read(key)).rejects.toThrow(/is damaged, or somebody has edited it/)
  await project.close()
})

describe('a line of a file of lines with one changed digit', () => {
  it('is left out, and counted', async () => {
    const raise = async (path: string, what: RegExp): Promise<void> => {
      const text = await readFile(join(folder, path), 'utf8')
      const other = text.replace(
        what,
        (_, before: string, digit: string) => `${before}${(Number(digit) + 1) % 10}`,
      )
      expect(other).not.toBe(text)
      await writeFile(join(folder, path), other)
    }
    const [training = ''] = await files('training.jsonl')
    const [log = ''] = await files('log.jsonl')
    await raise(training, /("\w*[lL]oss":\d+\.)(\d)/)
    await raise(log, /("time":"20)(\d)/)
    const workbench = new Workbench({ launch: inProcess(), threads: 1 })
    await workbench.invoke('project.open', { folder, mode: 'read' })
    const { trainingLeftOut, training: lines } = await workbench.invoke('model.get', {
      model: training.split('/')[1]!,
    })
    expect([trainingLeftOut, lines.length]).toEqual([1, 0])
    const said = await workbench.invoke('study.log', { study: log.split('/')[1]! })
    expect(said.at(-1)!.message).toMatch(/^1 line of this log is damaged/)
    await workbench.close()
  })
})

it('a measurement of neurons that cannot be read says so, also where no images of a data set were shown', async () => {
  const path = (await oneOfEach()).get('halfpower result neural tuning')!
  await truncate(join(folder, path), 300)
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.open', { folder, mode: 'read' })
  const study = (await workbench.invoke('study.list', {})).find(({ kind }) => kind === 'neural')!.id
  const result = await workbench.invoke('study.result', { study })
  if (result.kind !== 'neural') throw new Error(result.kind)
  expect(result).toMatchObject({
    tuning: null,
    notices: [expect.stringMatching(/^Of this study, 1 stored result/)],
  })
  expect(neuralTable(result)).toContain('1 stored result is damaged and not shown: resume it')
  expect(neuralDocument(result)).toMatchObject({ notices: result.notices })
  await workbench.close()
})

describe('the hashes of the files of a folder of images', () => {
  for (const [what, spoil] of [
    [
      'with one bit turned',
      async (path: string) => {
        const bytes = await readFile(path)
        bytes[bytes.length - 5]! ^= 1
        await writeFile(path, bytes)
      },
    ],
    ['that are gone', (path: string) => rm(path)],
  ] as const)
    it(`${what} are named, and hashing again writes them again`, async () => {
      const path = join(folder, 'datasets', 'pictures.0.npy')
      const before = await readFile(path)
      await spoil(path)
      const workbench = new Workbench({ launch: inProcess(), threads: 1 })
      const { notices } = await workbench.invoke('project.open', { folder, mode: 'write' })
      expect(notices).toEqual([expect.stringMatching(/pictures\.0\.npy" is gone, or damaged.*dataset hash/)])
      await workbench.invoke('dataSet.hash', { dataSet: 'pictures' })
      expect(await readFile(path)).toEqual(before)
      await workbench.close()
      expect((await openProject(folder, 'read')).damages).toEqual([])
    })
})
