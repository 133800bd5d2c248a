/**
 * A training that is interrupted and goes on: on the same computer with the same bytes; where its state is another
 * computer's, from its beginning, so that no network is made of two.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fingerprintSchema } from '../../src-main/contract/fingerprint'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import type { ModelFile } from '../../src-main/contract/model'
import type { ResultFile } from '../../src-main/contract/studies'

const TIMEOUT = 120_000
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-continuity-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  await makeGratings(join(home, 'gratings'), 8, 48)
})

afterAll(async () => {
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

const SWEEP = {
  kind: 'sweep' as const,
  dataSet: 'gratings',
  sigmas: [null],
  width: 2,
  recipe: 'demo',
  epochs: 3,
  batchSize: 16,
}

interface Trained {
  model: ModelFile
  warnings: string[]
  computed: string[]
}

/** Trains in a project of its own; `meddle` gets the folder between the first epoch and the others. */
async function train(name: string, meddle?: (folder: string) => Promise<void>): Promise<Trained> {
  const folder = join(home, `${name}.halfpower`)
  const warnings: string[] = []
  const computed: string[] = []
  const workbench = new Workbench({ launch: inProcess(), threads: 1 })
  try {
    await workbench.invoke('project.create', { folder })
    await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
    const paused = new Promise<void>((resolve) => {
      workbench.on('study.log', ({ study, line }) => {
        if (line.level === 'warning') warnings.push(line.message)
        if (line.seconds !== undefined) computed.push(line.message)
        if (line.seconds === undefined || computed.length > 1 || !meddle) return
        void workbench.invoke('study.pause', { study }).then(() => resolve())
      })
    })
    const { id } = await workbench.invoke('study.start', { request: SWEEP })
    if (meddle) {
      await paused
      await workbench.invoke('study.wait', { study: id })
      await meddle(folder)
      await workbench.invoke('study.resume', { study: id })
    }
    const info = await workbench.invoke('study.wait', { study: id })
    if (info.state !== 'done') throw new Error(JSON.stringify(info))
    const [model] = await workbench.invoke('model.list', {})
    return { model: model!, warnings, computed }
  } finally {
    await workbench.close()
  }
}

/** The results of one kind that are there, of epoch blocks if none is said, with their paths. */
async function blocks(folder: string, kind = 'train'): Promise<{ path: string; result: ResultFile }[]> {
  const names = (await readdir(join(folder, 'results'), { recursive: true })).filter((name) =>
    name.endsWith('.json'),
  )
  const read = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, 'results', name)
      // What is made of them here has another hash; without one they are what older versions have written.
      const { sum: _sum, ...result } = JSON.parse(await readFile(path, 'utf8')) as ResultFile & {
        sum?: string
      }
      return { path, result }
    }),
  )
  return read.filter(({ result }) => result.kind === kind)
}

describe('a training that goes on', () => {
  let whole: Trained

  beforeAll(async () => {
    whole = await train('whole')
  }, TIMEOUT)

  it('says with each result what decided its bits', async () => {
    const found = await blocks(join(home, 'whole.halfpower'))
    expect(found).toHaveLength(3)
    for (const { result } of found) {
      expect(fingerprintSchema.parse(result.provenance)).toMatchObject({
        device: 'onnxruntime-cpu',
        threads: 1,
      })
      expect(JSON.stringify(result.inputs)).not.toContain('processor')
    }
    expect(whole.model.accuracy).not.toBeNull()
  })

  it(
    'ends in the same bytes where it was interrupted',
    async () => {
      const again = await train('interrupted', () => Promise.resolve())
      expect(again.warnings).toEqual([])
      expect(again.model.weights).toBe(whole.model.weights)
      expect(again.computed.filter((label) => label.includes('epoch 1'))).toHaveLength(1)
    },
    TIMEOUT,
  )

  it.each<[string, (entry: { path: string; result: ResultFile }) => Promise<void>, RegExp]>([
    [
      'was computed on another processor',
      ({ path, result }) =>
        writeFile(
          path,
          JSON.stringify({ ...result, provenance: { ...result.provenance, processor: 'x64, Another' } }),
        ),
      /computed with onnxruntime-cpu .*x64, Another, and here it is .*would splice two trainings/,
    ],
    [
      'was computed nobody knows where',
      ({ path, result: { provenance: _provenance, ...result } }) => writeFile(path, JSON.stringify(result)),
      /nothing says where it was computed/,
    ],
    [
      'has other weights than its result describes',
      async ({ path }) => {
        const arrays = path.replace(/json$/, 'safetensors')
        const bytes = await readFile(arrays)
        bytes[bytes.length - 1]! ^= 1
        await writeFile(arrays, bytes)
      },
      /its weights are not those that its result describes/,
    ],
  ])(
    'begins again where its state %s',
    async (name, change, sentence) => {
      const again = await train(name.replaceAll(' ', '-'), async (folder) => {
        for (const entry of await blocks(folder)) await change(entry)
      })
      expect(again.warnings).toHaveLength(1)
      expect(again.warnings[0]).toMatch(sentence)
      expect(again.computed.filter((label) => label.includes('epoch 1'))).toHaveLength(2)
      expect(again.model.weights).toBe(whole.model.weights)
    },
    TIMEOUT,
  )
})

describe('results of another computer over those of a finished study', () => {
  const OTHER = 'b'.repeat(64)
  const FOREIGN = { value: 0.91, low: 0.9, high: 0.92 }
  let own: ModelFile

  /** What resuming the study warns of, and the model and sweep afterwards; `meddle` gets the folder before. */
  async function resumed(
    name: string,
    meddle: (folder: string) => Promise<void>,
  ): Promise<{ warnings: string[]; computed: string[]; model: ModelFile; epochs: number }> {
    own = (await train(name)).model
    const folder = join(home, `${name}.halfpower`)
    await meddle(folder)
    const warnings: string[] = []
    const computed: string[] = []
    const workbench = new Workbench({ launch: inProcess(), threads: 1 })
    try {
      workbench.on('study.log', ({ line }) => {
        if (line.level === 'warning') warnings.push(line.message)
        if (line.seconds !== undefined) computed.push(line.message)
      })
      await workbench.invoke('project.open', { folder })
      const [study] = await workbench.invoke('study.list', {})
      await workbench.invoke('study.resume', { study: study!.id })
      await workbench.invoke('study.wait', { study: study!.id })
      const [model] = await workbench.invoke('model.list', {})
      const result = await workbench.invoke('study.result', { study: study!.id })
      if (result.kind !== 'sweep') throw new Error(result.kind)
      return { warnings, computed, model: model!, epochs: result.runs[0]!.epochs.length }
    } finally {
      await workbench.close()
    }
  }

  /** Writes the results as if they were of the other weights. */
  async function overlay(folder: string, arrays?: Uint8Array): Promise<void> {
    for (const { path, result } of await blocks(folder, 'keep')) {
      const sha256 = arrays ? createHash('sha256').update(arrays).digest('hex') : OTHER
      const file = { ...result.arrays!, sha256, ...(arrays ? { bytes: arrays.length } : {}) }
      await writeFile(path, JSON.stringify({ ...result, arrays: file }))
      if (arrays) await writeFile(path.replace(/json$/, 'safetensors'), arrays)
    }
    for (const { path, result } of await blocks(folder, 'accuracy')) {
      const accuracy = { ...(result.data['accuracy'] as object), ...FOREIGN }
      await writeFile(path, JSON.stringify({ ...result, data: { accuracy, weights: OTHER } }))
    }
  }

  it(
    'leave a model its accuracy: what was measured of other weights is measured again, with a warning',
    async () => {
      const { warnings, computed, model, epochs } = await resumed('overlaid', (folder) => overlay(folder))
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toMatch(/clean accuracy: it was measured of other weights than those that are here/)
      expect(computed).toHaveLength(1)
      expect(model).toEqual(own)
      // The curve of the other network is not shown as this one's.
      expect(epochs).toBe(0)
      const [measured] = await blocks(join(home, 'overlaid.halfpower'), 'accuracy')
      expect(measured!.result.data).toEqual({ accuracy: own.accuracy, weights: own.weights })
    },
    TIMEOUT,
  )

  it(
    'leave a model its weights where they bring their own',
    async () => {
      const { warnings, model } = await resumed('overlaid-whole', (folder) =>
        overlay(folder, new Uint8Array(64)),
      )
      expect(warnings.join('\n')).toMatch(/the model ".*" stays what it is .* are removed/)
      expect(model).toEqual(own)
    },
    TIMEOUT,
  )

  it(
    'are measured again where they do not say of which weights they are and the model has another accuracy',
    async () => {
      const { warnings, model } = await resumed('unsaid', async (folder) => {
        for (const { path, result } of await blocks(folder, 'accuracy')) {
          const accuracy = { ...(result.data['accuracy'] as object), ...FOREIGN }
          await writeFile(path, JSON.stringify({ ...result, data: { accuracy } }))
        }
      })
      expect(warnings.join('\n')).toMatch(/nothing says of which weights it was measured/)
      expect(model).toEqual(own)
    },
    TIMEOUT,
  )

  it(
    'are taken where they are of the same weights, or old and the same',
    async () => {
      const { warnings, computed } = await resumed('older', async (folder) => {
        for (const { path, result } of await blocks(folder, 'accuracy')) {
          const { weights: _weights, ...data } = result.data
          await writeFile(path, JSON.stringify({ ...result, data }))
        }
      })
      expect({ warnings, computed }).toEqual({ warnings: [], computed: [] })
    },
    TIMEOUT,
  )
})
