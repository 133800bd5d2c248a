/**
 * Every call that takes a path, over a real socket, with devices, folders of devices, pipes and sockets in the place of what is
 * wanted: each answers in a sentence (or does what was asked, where a folder is a folder), none waits for ever, and the
 * host answers afterwards. Which calls take paths is read from their schemas.
 */
import { execFileSync } from 'node:child_process'
import { lstat, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { encodeNpy } from '../../../src-main/checkpoints/npy'
import { methods } from '../../../src-main/contract/methods'
import { startBrowserHost } from '../../../src-main/shell/browser/host'
import { Workbench } from '../../../src-main/workbench/workbench'
import { inProcess } from '../../support/small-project'
import { live } from '../../support/whole-life'
import { TestWindow, ask } from './client'
import type { Server } from 'node:net'
import type { BrowserHost } from '../../../src-main/shell/browser/host'

const canMakePipes = process.platform === 'linux'

let home: string
let project: string
let model: string
let figure: string
let study: string
let workbench: Workbench
let host: BrowserHost
let window: TestWindow
let server: Server | null = null
let number = 0

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-strange-'))
  vi.stubEnv('HALFPOWER_CONFIGURATION', join(home, 'configuration'))
  project = join(home, 'life.halfpower')
  await live(home, project)
  const responses = { shape: [12, 3], dtype: 'float32' as const, data: new Float32Array(36).map((_, i) => i) }
  await writeFile(join(home, 'responses.npy'), encodeNpy(responses))
  await mkdir(join(home, 'page'))
  await writeFile(join(home, 'page', 'index.html'), '<!doctype html>')
  workbench = new Workbench({
    launch: inProcess(),
    threads: 1,
    program: ['node', 'halfpower'],
    version: '0',
  })
  host = await startBrowserHost({
    workbench,
    picture: () => Promise.reject(new Error('No picture is asked for.')),
    page: join(home, 'page'),
    port: 0,
  })
  const address = new URL(host.newAddress())
  const reply = await ask(host.port, address.pathname + address.search)
  const cookie = (reply.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
  const opened = await TestWindow.open(
    host.port,
    { cookie, origin: `http://127.0.0.1:${host.port}` },
    `${String(reply.headers['location'])}socket`,
  )
  if (typeof opened === 'number') throw new Error(`The window was refused: ${opened}.`)
  window = opened
  await call('project.open', { folder: project, mode: 'write' })
  model = ((await call('model.list', {})).output as { id: string }[])[0]!.id
  figure = ((await call('figure.list', {})).output as { id: string }[])[0]!.id
  study = ((await call('study.list', {})).output as { id: string }[])[0]!.id
  if (canMakePipes) await makeStrangeThings()
})
afterAll(async () => {
  await host.close()
  await workbench.close()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
  vi.unstubAllEnvs()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

interface Answer {
  output?: unknown
  error?: { kind: string; message: string; stack?: string }
}

async function call(method: string, input: unknown): Promise<Answer> {
  return (await window.call(++number, method, input)) as Answer
}

/** Endings that decide what a file is, or is to become. */
const ENDINGS = [
  '',
  '.pt',
  '.safetensors',
  '.onnx',
  '.npy',
  '.npz',
  '.mat',
  '.h5',
  '.csv',
  '.svg',
  '.json',
  '.gz',
]

async function makeStrangeThings(): Promise<void> {
  const listening = (server = createServer())
  await new Promise<void>((resolve) => listening.listen(join(home, 's'), resolve))
  await rename(join(home, 's'), join(home, 'socket'))
  // What is written takes the place of a link, so there are two of each.
  for (const folder of ['strange', 'targets']) {
    await mkdir(join(home, folder))
    for (const ending of ENDINGS) {
      const at = (name: string): string => join(home, folder, `${name}${ending}`)
      execFileSync('mkfifo', [at('pipe')])
      await symlink('/dev/zero', at('zero'))
      await symlink('/dev/full', at('full'))
      await symlink('/proc/self/mem', at('mem'))
      await symlink('/dev', at('dev'))
      await symlink(join(home, 'socket'), at('socket'))
    }
  }
}

const NAMES = ['pipe', 'zero', 'full', 'socket', 'mem']
const DEVICES = ['/dev/zero', '/dev/full', '/dev/zero/below', '/proc/self/fd']

/** Things to be read. */
const things = (ending: string): string[] => [
  ...['/dev', ...DEVICES, join(home, 'socket')],
  ...[...NAMES, 'dev'].map((name) => join(home, 'strange', `${name}${ending}`)),
]
/** In the place of what is to be written; not /dev, which is a folder like others, into which root may write. */
const targets = (ending: string): string[] => [
  ...DEVICES,
  ...NAMES.map((name) => join(home, 'targets', `${name}${ending}`)),
]

type Call = [method: string, field: string, paths: () => string[], input: (path: string) => object]
const CALLS: Call[] = [
  ['project.create', 'folder', () => things(''), (folder) => ({ folder })],
  ['project.open', 'folder', () => things(''), (folder) => ({ folder, mode: 'write' })],
  ['project.saveCopy', 'folder', () => things(''), (folder) => ({ folder })],
  [
    'project.unpack',
    'file',
    () => ['', '.zip'].flatMap(things),
    (file) => ({ file, folder: join(home, 'unpacked') }),
  ],
  ['project.unpack', 'folder', () => things(''), (folder) => ({ file: join(home, 'no.zip'), folder })],
  // After what reads them: as every export does, it puts its file in the place of what has its name.
  ['project.pack', 'file', () => ['', '.zip'].flatMap(things), (file) => ({ file })],
  ['app.forget', 'folder', () => things(''), (folder) => ({ folder })],
  ['files.list', 'folder', () => things(''), (folder) => ({ folder })],
  ['dataSet.detect', 'path', () => ENDINGS.flatMap(things), (path) => ({ path })],
  ['dataSet.add', 'path', () => ENDINGS.flatMap(things), (path) => ({ path })],
  ['dataSet.preview', 'path', () => things(''), (path) => ({ path })],
  [
    'dataSet.add',
    'labelFile',
    () => ['', '.npy', '.csv'].flatMap(things),
    (labelFile) => ({ path: join(home, 'pictures'), name: 'other', labelFile }),
  ],
  [
    'dataSet.preview',
    'labelFile',
    () => ['', '.npy', '.csv'].flatMap(things),
    (labelFile) => ({ path: join(home, 'pictures'), name: 'other', labelFile }),
  ],
  [
    'dataSet.add',
    'classFile',
    () => ['', '.csv', '.json'].flatMap(things),
    (classFile) => ({ path: join(home, 'pictures'), name: 'other', classFile }),
  ],
  [
    'dataSet.preview',
    'classFile',
    () => ['', '.csv', '.json'].flatMap(things),
    (classFile) => ({ path: join(home, 'pictures'), name: 'other', classFile }),
  ],
  [
    'dataSet.add',
    'order',
    () => ['', '.npy', '.mat'].flatMap(things),
    (order) => ({ path: join(home, 'pictures'), name: 'other', order }),
  ],
  ['dataSet.relink', 'path', () => things(''), (path) => ({ dataSet: 'pictures', path })],
  ['model.inspect', 'file', () => ENDINGS.flatMap(things), (file) => ({ file })],
  ['model.try', 'file', () => things('.pt'), (file) => ({ file, dataSet: 'gratings' })],
  ['model.import', 'file', () => ENDINGS.flatMap(things), (file) => ({ file, size: 8 })],
  ['model.export', 'file', () => ['.safetensors', '.onnx'].flatMap(targets), (file) => ({ model, file })],
  ['population.inspect', 'path', () => ENDINGS.flatMap(things), (path) => ({ path })],
  ['population.add', 'path', () => ENDINGS.flatMap(things), (path) => ({ path, name: 'other' })],
  [
    'population.add',
    'imagesFile',
    () => ['.npy', '.npz', '.mat'].flatMap(things),
    (imagesFile) => ({ path: join(home, 'responses.npy'), name: 'other', imagesFile }),
  ],
  [
    'population.respond',
    'input',
    () => things('.npy'),
    (input) => ({ population: 'units', input, output: join(home, 'out.npy') }),
  ],
  [
    'population.respond',
    'output',
    () => targets('.npy'),
    (output) => ({ population: 'units', dataSet: 'gratings', split: 'test', output }),
  ],
  ['corruption.inspect', 'folder', () => things(''), (folder) => ({ folder })],
  ...['corruption.estimate', 'study.plan', 'study.estimate', 'study.start'].map((method): Call => [
    method,
    'request.source.folder',
    () => things(''),
    (folder) => ({
      request: {
        ...{ kind: 'corruption', models: ['all'], dataSet: 'gratings' },
        source: { kind: 'official', folder },
      },
    }),
  ]),
  ...['hybrid.estimate', 'study.plan', 'study.estimate', 'study.start'].map((method): Call => [
    method,
    'request.pairsFile',
    () => things('.csv'),
    (pairsFile) => ({ request: { kind: 'hybrid', models: ['all'], dataSet: 'gratings', pairsFile } }),
  ]),
  ...['attack.estimate', 'study.plan', 'study.estimate', 'study.start'].map((method): Call => [
    method,
    'request.targets.file',
    () => things('.csv'),
    (file) => ({
      request: {
        ...{ kind: 'attack', models: ['all'], dataSet: 'gratings', norm: 'L2', method: 'ddn' },
        targets: { kind: 'file', file },
      },
    }),
  ]),
  ...['study.plan', 'study.estimate', 'study.start'].map((method): Call => [
    method,
    'request.settings.targets.file',
    () => things('.csv'),
    (file) => ({
      request: {
        ...{ kind: 'spectrum', models: ['all'], dataSet: 'gratings' },
        settings: { norm: 'L2', method: 'ddn', targets: { kind: 'file', file } },
      },
    }),
  ]),
  [
    'study.start',
    'then.pairsFile',
    () => things('.csv'),
    (pairsFile) => ({
      request: { kind: 'evaluation', models: ['all'], dataSet: 'gratings' },
      then: { kind: 'hybrid', dataSet: 'gratings', pairsFile },
    }),
  ],
  [
    'study.exportJobs',
    'folder',
    () => targets('').filter((path) => !path.startsWith('/proc')),
    (folder) => ({ study, folder }),
  ],
  // Where the data lie on the nodes, which nobody here can see.
  [
    'study.exportJobs',
    'slurm.data.path',
    () => things(''),
    (path) => ({ study, folder: join(home, 'jobs'), slurm: { data: [{ name: 'gratings', path }] } }),
  ],
  ['study.importResults', 'folder', () => things(''), (folder) => ({ folder })],
  ['figure.export', 'files', () => ['.csv'].flatMap(targets), (file) => ({ figure, files: [file] })],
  [
    'paper.export',
    'folder',
    () => targets('').filter((path) => !path.startsWith('/proc')),
    (folder) => ({ folder, formats: ['svg'] }),
  ],
]

/** Properties of an input, at any depth, that are called as paths are: `request.pairsFile`. */
function pathsIn(schema: unknown, below = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const found: string[] = []
  for (const [name, inner] of Object.entries(schema)) {
    if (name === 'properties')
      for (const [property, of] of Object.entries(inner as object)) {
        const path = below === '' ? property : `${below}.${property}`
        const isText = /"type":"string"/.test(JSON.stringify(of)) && !/"properties"/.test(JSON.stringify(of))
        if (/^(path|files?|folder|input|[a-z]+File)$/.test(property) && isText) found.push(path)
        else found.push(...pathsIn(of, path))
      }
    else found.push(...pathsIn(inner, below))
  }
  return [...new Set(found)]
}

it('every call that takes a path is tried', () => {
  const tried = new Set(CALLS.map(([method, field]) => `${method} ${field}`))
  // Which says how something would be asked on the command line, and opens nothing.
  const opensNothing = /^commandLine\.|^sweep\.estimate then/
  const missing = Object.entries(methods).flatMap(([method, { input }]) =>
    pathsIn(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
      .map((field) => `${method} ${field}`)
      .filter((each) => !tried.has(each) && !opensNothing.test(each)),
  )
  expect(missing).toEqual([])
  expect(tried.size).toBeGreaterThan(20)
})

/** Words of others where a name, an id or a choice is wanted. */
const HOSTILE = ['', '__proto__', 'constructor', '../../x', 'a\u0000b\u001b[2J', '=1+1', 'x'.repeat(300)]
const NUMBERS = [-1, 0, 0.5, 1e308, 2 ** 53, 1e9]

interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  items?: JsonSchema
  prefixItems?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  $ref?: string
  $defs?: Record<string, JsonSchema>
}

/** Something of the form that a schema wants, with the n-th words and numbers of others in it. */
function given(schema: JsonSchema, n: number, name: string, root: JsonSchema, depth = 0): unknown {
  if (depth > 12) return null
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[n % schema.enum.length]
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return given(choices[n % choices.length]!, n, name, root, depth + 1)
  if (schema.allOf?.[0]) return given(schema.allOf[0], n, name, root, depth + 1)
  if (schema.$ref) return given(root.$defs?.[schema.$ref.split('/').at(-1)!] ?? {}, n, name, root, depth + 1)
  switch (schema.type) {
    case 'string': {
      const words = HOSTILE[n % HOSTILE.length]!
      // Where something would be written or made: below a folder that is not there.
      return /^(path|files?|folder|input|output|[a-z]+File)$/.test(name)
        ? join(home, 'nowhere', 'below', words.replaceAll('..', '.').slice(0, 200))
        : words
    }
    case 'number':
    case 'integer':
      return NUMBERS[n % NUMBERS.length]
    case 'boolean':
      return n % 2 === 0
    case 'array':
      return (schema.prefixItems ?? (schema.items ? [schema.items] : [])).map((item) =>
        given(item, n, name, root, depth + 1),
      )
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([property, inner]) => [
          property,
          given(inner, n, property, root, depth + 1),
        ]),
      )
    default:
      return null
  }
}

describe.each(['no project', 'a project'])('every call there is, with words of others and %s', (standing) => {
  it.each(Object.keys(methods))(
    '%s: answered, or refused in a sentence, never with a stack',
    async (name) => {
      const schema = z.toJSONSchema(methods[name as keyof typeof methods].input, {
        io: 'input',
        unrepresentable: 'any',
      }) as JsonSchema
      const inputs: unknown[] = [null, [], 'x', 7, {}, JSON.parse('{"__proto__": {"x": 1}}')]
      for (let n = 0; n < HOSTILE.length * 2; n++) inputs.push(given(schema, n, '', schema))
      // A call that takes nothing is given the same each time, and some of those work for long (device.check).
      const different = new Map(inputs.map((input) => [JSON.stringify(input), input]))
      for (const input of different.values()) {
        const { output } = await call('project.info', {})
        const folder = (output as { folder: string } | null)?.folder
        if (standing === 'a project' && folder !== project)
          await call('project.open', { folder: project, mode: 'write' })
        if (standing === 'no project' && folder !== undefined) await call('project.close', {})
        const { error } = await call(name, input)
        const words = `${name} ${JSON.stringify(input).slice(0, 300)}: ${JSON.stringify(error ?? null).slice(0, 800)}`
        expect(error?.kind, words).not.toBe('internal')
        expect(error?.stack, words).toBeUndefined()
        if (error) expect(error.message, words).toMatch(/^[^\n\u0000\u001b]{10,6000}$/)
      }
    },
  )
})

describe.skipIf(!canMakePipes)(
  `strange paths${canMakePipes ? '' : ' (skipped: needs the devices of Linux)'}`,
  () => {
    it.each(CALLS)('%s, %s', async (method, _field, paths, input) => {
      for (const path of paths()) {
        const answer = await call(method, input(path))
        const words = `${method} ${path}: ${JSON.stringify(answer.error ?? answer.output ?? null).slice(0, 500)}`
        if (answer.error) {
          expect(answer.error.kind, words).not.toBe('internal')
          expect(answer.error.stack, words).toBeUndefined()
          expect(answer.error.message, words).toMatch(/^\S[^\n]{10,4000}[.!?)]$/)
        } else
          expect(
            [
              'files.list',
              'app.forget',
              'project.open',
              'population.respond',
              'model.export',
              'project.pack',
              'figure.export',
              'paper.export',
            ],
            words,
          ).toContain(method)
        // Whatever became of it, the host answers, and the project is the same one.
        const { output } = await call('project.info', {})
        if ((output as { folder: string } | null)?.folder !== project)
          await call('project.open', { folder: project, mode: 'write' })
      }
      // Pipes and devices are still what they were: nothing was put in their place.
      for (const ending of ENDINGS)
        expect((await lstat(join(home, 'targets', `pipe${ending}`))).isFIFO(), ending).toBe(true)
      expect((await readdir('/dev')).filter((name) => name.endsWith('.tmp'))).toEqual([])
    })

    it('waiting studies are asked about, and go on when the user says so, over the socket', async () => {
      const copy = join(home, 'sent.halfpower')
      execFileSync('cp', ['-r', project, copy])
      await call('project.close', {})
      const stranger = new Workbench({ launch: inProcess(), threads: 1 })
      await stranger.invoke('project.open', { folder: copy, mode: 'write' })
      await stranger.close()
      for (const name of await readdir(join(copy, 'studies'))) {
        const path = join(copy, 'studies', name, 'status.json')
        const { editStored } = await import('../../support/edit-stored')
        await editStored(path, (text) => text.replace('"state": "done"', '"state": "queued"'))
      }
      const opened = await call('project.open', { folder: copy, mode: 'write' })
      expect((opened.output as { asks: string }).asks).toMatch(/studies wait in this project/)
      const states = async (): Promise<string[]> =>
        ((await call('study.list', {})).output as { state: string }[]).map(({ state }) => state)
      expect(new Set(await states())).toEqual(new Set(['queued']))
      expect((await call('queue.start', {})).error).toBeUndefined()
      await vi.waitFor(async () => expect(new Set(await states())).toEqual(new Set(['done'])), 60_000)
      expect(((await call('project.info', {})).output as { asks: null }).asks).toBeNull()
    })
  },
)
