/**
 * A model from another program, through the workbench: looked at, tried, stored, measured, exported, and read
 * back. The files are written here, so a clone needs nothing else.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { createNetwork } from '../../src-main/networks/create'
import { exportedState } from '../../src-main/networks/export/export-safetensors'
import { initialState } from '../../src-main/networks/initialisation'
import { exportOnnx } from '../../src-main/networks/export/export-onnx'
import { useDevice } from '../../src-main/devices/choose'
import * as tf from '../../src-main/devices/tf'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'
import { toNhwc } from '../support/layout'
import type { StateDictionary } from '../../src-main/checkpoints/state-dictionary'
import type { NetworkConfiguration } from '../../src-main/networks/network'

const CONFIGURATION: NetworkConfiguration = {
  architecture: 'resnet18',
  width: 4,
  stem: 'cifar',
  classes: 3,
  channels: 1,
  size: 16,
  mean: [0.5],
  std: [0.2],
  sigma: null,
}

let home: string
let workbench: Workbench
const at = (name: string): string => join(home, name)

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-import-'))
  await makeGratings(at('images'), 16, 30)
  const state = initialState(CONFIGURATION, 3)
  // As torchvision would have written it: without a normaliser.
  await writeFile(at('lab.safetensors'), encodeSafetensors(exportedState(CONFIGURATION, state)))
  // As jarvis would have: with one.
  await writeFile(at('jarvis.safetensors'), encodeSafetensors(state))
  await writeFile(
    at('graph.onnx'),
    exportOnnx(CONFIGURATION, state, { name: 'graph', classNames: [], version: 'test' }),
  )
  const colour: NetworkConfiguration = {
    ...CONFIGURATION,
    channels: 3,
    mean: [0.1, 0.2, 0.3],
    std: [1, 1, 1],
  }
  const colourState = initialState(colour, 4)
  await writeFile(at('colour.safetensors'), encodeSafetensors(exportedState(colour, colourState)))
  await writeFile(at('colour-normaliser.safetensors'), encodeSafetensors(colourState))
  await writeFile(at('page.pt'), '<!DOCTYPE html><html><body>Sign in</body></html>')
  workbench = new Workbench({ launch: inProcess(), threads: 1, version: 'test' })
  await workbench.invoke('project.create', { folder: at('p') })
  await workbench.invoke('dataSet.add', { path: at('images'), name: 'gratings' })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('a file from another program', () => {
  it('is looked at: its tensors, its architecture, what it leaves open', async () => {
    const { checkpoint, candidates } = await workbench.invoke('model.inspect', {
      file: at('lab.safetensors'),
    })
    expect(checkpoint.format).toBe('safetensors')
    expect(candidates[0]).toMatchObject({ architecture: 'resnet18', fits: true, classes: 3, channels: 1 })
    expect(candidates[0]!.normaliser).toBeNull()
    expect(candidates[0]!.presets.map(({ name }) => name)).toContain('jarvis, gray')
  })

  it('is refused in one sentence when it is something else', async () => {
    await expect(workbench.invoke('model.inspect', { file: at('page.pt') })).rejects.toThrow(/web page/)
    await expect(workbench.invoke('model.inspect', { file: at('gone.pt') })).rejects.toThrow(/gone\.pt/)
    await expect(workbench.invoke('model.inspect', { file: at('images') })).rejects.toThrow(/folder/)
  })

  it('is not imported with a guessed normaliser', async () => {
    const file = at('lab.safetensors')
    await expect(workbench.invoke('model.import', { file, candidate: 0, size: 16 })).rejects.toThrow(
      /No normaliser was found in the file.*"jarvis, gray"/,
    )
    await expect(
      workbench.invoke('model.import', {
        file,
        candidate: 0,
        normaliser: { kind: 'preset', name: 'jarvis gray' },
      }),
    ).rejects.toThrow(/no normaliser "jarvis gray".*"jarvis, gray"/)
    await expect(
      workbench.invoke('model.import', {
        file,
        candidate: 0,
        normaliser: { kind: 'given', mean: [1, 2], std: [1, 1] },
      }),
    ).rejects.toThrow(/2 means/)
    await expect(workbench.invoke('model.import', { file, candidate: 70 })).rejects.toThrow(/no candidate 71/)
    expect(await workbench.invoke('model.list', {})).toEqual([])
  })

  it('is tried under every normaliser that comes into question', async () => {
    const tried = await workbench.invoke('model.try', {
      file: at('lab.safetensors'),
      size: 16,
      dataSet: 'gratings',
      limit: 12,
    })
    // Pooling and strides are not in the weights: every reading is tried.
    expect(tried.readings.length).toBeGreaterThan(20)
    // What was made of a listed one in a second round says so, and can be chosen by that.
    const made = tried.readings.find(({ reading }) => reading !== null)
    if (made) {
      const chosen = await workbench.invoke('model.try', {
        file: at('lab.safetensors'),
        size: 16,
        candidate: made.number,
        reading: made.reading!,
        dataSet: 'gratings',
        limit: 12,
      })
      expect(Math.max(...chosen.normalisers.map(({ accuracy }) => accuracy.value))).toBeGreaterThanOrEqual(
        made.accuracy.value,
      )
    }
    const values = tried.readings.map(({ accuracy }) => accuracy.value)
    expect(values).toEqual(values.toSorted((a, b) => b - a))
    expect(tried.images).toBe(12)
    expect(tried.normalisers.length).toBeGreaterThan(2)
    for (const { accuracy } of tried.normalisers) expect(accuracy.count).toBe(12)
  })

  it('is not tried in every way where one has to be chosen', async () => {
    const input = { file: at('lab.safetensors'), size: 16, dataSet: 'gratings', limit: 12, chosenOnly: true }
    await expect(workbench.invoke('model.try', input)).rejects.toThrow(/can be read in \d+ ways/)
  })

  it('becomes a model with a name, a group and where it came from; twice is once', async () => {
    const input = {
      file: at('lab.safetensors'),
      candidate: 0,
      size: 16,
      name: 'from the lab',
      group: 'mouse-regularised' as const,
      normaliser: { kind: 'preset' as const, name: 'jarvis, gray' },
      dataSet: 'gratings',
    }
    const model = await workbench.invoke('model.import', input)
    expect(model).toMatchObject({
      name: 'from the lab',
      group: 'mouse-regularised',
      configuration: CONFIGURATION,
      provenance: { kind: 'imported', file: 'lab.safetensors', normaliser: { kind: 'preset' } },
    })
    expect((await workbench.invoke('model.import', input)).id).toBe(model.id)
    expect(await workbench.invoke('model.list', {})).toHaveLength(1)
    const other = { ...input, normaliser: { kind: 'preset' as const, name: 'none' } }
    await expect(workbench.invoke('model.import', other)).rejects.toThrow(/another model called/)
    const renamed = await workbench.invoke('model.describe', { model: model.id, name: 'mouse 1' })
    expect(renamed).toMatchObject({ id: model.id, name: 'mouse 1', group: 'mouse-regularised' })
  })

  it('is given gray images or reversed channels where it takes colour, and says so', async () => {
    const file = at('colour.safetensors')
    const normaliser = { kind: 'given' as const, mean: [0.1, 0.2, 0.3], std: [1, 1, 1] }
    const input = { file, candidate: 0, size: 16, normaliser }
    const plain = await workbench.invoke('model.import', { ...input, name: 'colour' })
    const gray = await workbench.invoke('model.import', { ...input, name: 'for gray', gray: true })
    expect(gray.configuration).toMatchObject({ channels: 1, expandsGray: true, mean: [0.1, 0.2, 0.3] })
    const tried = await workbench.invoke('model.try', { ...input, gray: true, dataSet: 'gratings', limit: 6 })
    expect(tried.images).toBe(6)
    const reversed = await workbench.invoke('model.import', {
      ...input,
      name: 'reversed',
      reverseChannels: true,
    })
    const entries = async (id: string): Promise<StateDictionary> =>
      decodeSafetensors(await readFile(join(at('p'), 'models', id, 'weights.safetensors'))).entries
    const [first, turned] = [await entries(plain.id), await entries(reversed.id)].map(
      (state) => state.get('conv0.0.weight')!.data,
    )
    // [outputs, 3, 3, 3]: the planes of red and blue have changed places.
    expect(turned!.slice(0, 9)).toEqual(first!.slice(18, 27))
    expect(turned!.slice(9, 18)).toEqual(first!.slice(9, 18))
    expect(reversed.provenance).toMatchObject({
      reasons: expect.arrayContaining([expect.stringMatching(/from blue, green, red/)]) as string[],
    })
    await expect(
      workbench.invoke('model.import', { ...input, gray: true, reverseChannels: true }),
    ).rejects.toThrow(/gray images have no order/)
    await expect(workbench.invoke('model.import', { file: at('graph.onnx'), gray: true })).rejects.toThrow(
      /ONNX graph/,
    )
    await expect(
      workbench.invoke('model.import', { file: at('jarvis.safetensors'), reverseChannels: true }),
    ).rejects.toThrow(/takes gray images already/)
    // Red comes first in what is stored, as in every other model.
    const own = await workbench.invoke('model.import', {
      file: at('colour-normaliser.safetensors'),
      size: 16,
      name: 'own normaliser',
      reverseChannels: true,
    })
    expect(own.configuration.mean).toEqual([0.3, 0.2, 0.1])
  })

  it('has a name of one line', async () => {
    const input = { file: at('jarvis.safetensors'), size: 16 }
    for (const name of ['', '  ', 'a\nb', 'x'.repeat(121)])
      await expect(workbench.invoke('model.import', { ...input, name })).rejects.toThrow(
        /one line of 1 to 120/,
      )
  })

  it('is not written into a folder that is not there', async () => {
    await expect(
      workbench.invoke('model.export', { model: 'mouse 1', file: at('nowhere/out.onnx') }),
    ).rejects.toThrow(/no folder ".*nowhere" to write into/)
  })

  it('takes part in studies, under keys that know its normaliser', async () => {
    const plain = await workbench.invoke('model.import', {
      file: at('graph.onnx'),
      name: 'graph 1',
      normaliser: { kind: 'file' },
    })
    const shifted = await workbench.invoke('model.import', {
      file: at('graph.onnx'),
      name: 'graph 2',
      normaliser: { kind: 'given', mean: [0.1], std: [1] },
    })
    expect(plain.weights).toBe(shifted.weights)
    const request = {
      kind: 'evaluation' as const,
      models: [plain.id, shifted.id],
      dataSet: 'gratings',
      batchSize: 30,
      device: 'onnxruntime-cpu',
    }
    const { id } = await workbench.invoke('study.start', { request })
    const info = await workbench.invoke('study.wait', { study: id })
    expect(info).toMatchObject({ state: 'done', units: { total: 2, done: 2 } })
  })

  it('leaves as ONNX with the logits it has here, and as safetensors that is recognised again', async () => {
    const model = await workbench.invoke('model.import', { file: at('jarvis.safetensors'), size: 16 })
    const { file, readme } = await workbench.invoke('model.export', {
      model: model.id,
      file: at('out.onnx'),
    })
    expect(await readFile(readme, 'utf8')).toContain('onnxruntime')
    const pixels = Float32Array.from({ length: 2 * 256 }, (_, i) => (i % 97) / 97)
    const session = await InferenceSession.create(file)
    const outputs = await session.run({ images: new Tensor('float32', pixels, [2, 1, 16, 16]) })
    const network = createNetwork(CONFIGURATION, 3)
    const logits = tf.tidy(() => network.logits(tf.tensor4d(toNhwc(pixels, [2, 1, 16, 16]), [2, 16, 16, 1])))
    const ours = await logits.data()
    logits.dispose()
    network.dispose()
    const theirs = outputs['logits']!.data as Float32Array
    for (let i = 0; i < ours.length; i++) expect(Math.abs(theirs[i]! - ours[i]!)).toBeLessThan(1e-5)

    const again = await workbench.invoke('model.export', { model: model.id, file: at('out.safetensors') })
    const { candidates } = await workbench.invoke('model.inspect', { file: again.file })
    expect(candidates[0]).toMatchObject({ architecture: 'resnet18', fits: true })
    await expect(workbench.invoke('model.export', { model: model.id, file: at('out.pt') })).rejects.toThrow(
      /must end in \.onnx/,
    )
  })

  it('that came as ONNX leaves with its normaliser in front, and not as safetensors', async () => {
    await workbench.invoke('model.export', { model: 'graph 2', file: at('wrapped.onnx') })
    const pixels = Float32Array.from({ length: 256 }, (_, i) => (i % 89) / 89)
    const run = async (path: string, values: Float32Array): Promise<Float32Array> => {
      const session = await InferenceSession.create(path)
      const outputs = await session.run({ images: new Tensor('float32', values, [1, 1, 16, 16]) })
      return outputs['logits']!.data as Float32Array
    }
    const expected = await run(
      at('graph.onnx'),
      pixels.map((value) => Math.fround(value - 0.1)),
    )
    const found = await run(at('wrapped.onnx'), pixels)
    for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(expected[i]!, 4)
    await expect(
      workbench.invoke('model.export', { model: 'graph 2', file: at('wrapped.safetensors') }),
    ).rejects.toThrow(/ends in \.onnx/)
  })
})
