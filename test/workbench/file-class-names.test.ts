/** A file of a model that names its classes: they are compared when it is tried, imported and measured. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { useDevice } from '../../src-main/devices/choose'
import { exportOnnx } from '../../src-main/networks/export/export-onnx'
import { initialState } from '../../src-main/networks/initialisation'
import { Workbench } from '../../src-main/workbench/workbench'
import { png, put } from '../datasets/temporary'
import { inProcess } from '../support/small-project'
import type { NetworkConfiguration } from '../../src-main/networks/network'

const CONFIGURATION: NetworkConfiguration = {
  ...{ architecture: 'resnet18', width: 2, stem: 'cifar', classes: 4, channels: 1, size: 8 },
  ...{ mean: [0.5], std: [0.2], sigma: null },
}
/** The order of the folders is bird, cat, dog. */
const OWN = ['dog', 'horse', 'Bird', 'cat']
let home: string
let workbench: Workbench

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-names-'))
  for (const [i, name] of ['bird', 'cat', 'dog'].entries())
    for (let n = 0; n < 8; n++) put(join(home, 'images', name, `${n}.png`), await png([60 * i + 9 * n], 8))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images') })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function write(kind: 'safetensors' | 'onnx', name: string, classNames: string[]): Promise<string> {
  const file = join(home, `${name}.${kind}`)
  const state = initialState(CONFIGURATION, 5)
  await writeFile(
    file,
    kind === 'onnx'
      ? exportOnnx(CONFIGURATION, state, { name, classNames, version: 'test' })
      : encodeSafetensors(state, { classes: JSON.stringify(classNames) }),
  )
  return file
}

describe.each(['safetensors', 'onnx'] as const)('the names of classes in a file (%s)', (kind) => {
  const options = { candidate: 0, size: 8, normaliser: { kind: 'given' as const, mean: [0], std: [1] } }
  const choiceOf = (file: string) =>
    kind === 'onnx' ? { file, ...options } : { file, candidate: 0, size: 8 }

  it('are taken from a list beside it where it has none', async () => {
    const folder = await mkdtemp(join(home, 'beside-'))
    const file = join(folder, `weights.${kind}`)
    const state = initialState(CONFIGURATION, 5)
    await writeFile(
      file,
      kind === 'onnx'
        ? exportOnnx(CONFIGURATION, state, { name: 'w', classNames: [], version: 'test' })
        : encodeSafetensors(state, {}),
    )
    await writeFile(
      join(folder, 'config.json'),
      JSON.stringify({ id2label: { 0: 'dog', 1: 'horse', 2: 'Bird', 3: 'cat' } }),
    )
    const { candidates } = await workbench.invoke('model.inspect', { file })
    expect(candidates[0]!.reasons.join(' ')).toContain(
      'Beside the file config.json, id2label names its 4 classes: "dog", "horse"',
    )
    const tried = await workbench.invoke('model.try', { ...choiceOf(file), dataSet: 'images', limit: 24 })
    expect(tried.remarks.join(' ')).toContain(
      'Names beside the file (config.json, id2label) and in the data set: classes matched by name',
    )
  })

  it('are matched with those of the images, in the trial and in a study', async () => {
    const file = await write(kind, 'named', OWN)
    const { candidates } = await workbench.invoke('model.inspect', { file })
    expect(candidates[0]!.reasons.join(' ')).toContain(
      'The file names its 4 classes (classes): "dog", "horse"',
    )
    const tried = await workbench.invoke('model.try', { ...choiceOf(file), dataSet: 'images', limit: 24 })
    expect(tried.remarks.join(' ')).toContain('classes matched by name: the images are of 3 of 4 classes')
    const input = { ...choiceOf(file), name: `named ${kind}`, dataSet: 'images' }
    const model = await workbench.invoke('model.import', input)
    expect(model.classNames).toEqual(OWN)
    const request = { kind: 'evaluation' as const, models: [model.id], dataSet: 'images' }
    const { id } = await workbench.invoke('study.start', { request })
    await workbench.invoke('study.wait', { study: id })
    const result = await workbench.invoke('study.result', { study: id })
    // The trial moves the labels, the study the outputs.
    const measured = result.kind === 'evaluation' && result.models[0]!.accuracy.value
    expect(measured).toBe(tried.normalisers[0]!.accuracy.value)
  })

  it('are refused where the images have another one', async () => {
    const file = await write(kind, 'other', ['bird', 'cat', 'horse', 'ship'])
    const sentence = /The file names other classes than .*"dog"/
    const choice = { ...choiceOf(file), dataSet: 'images' }
    await expect(workbench.invoke('model.try', choice)).rejects.toThrow(sentence)
    await expect(workbench.invoke('model.import', { ...choice, name: 'x' })).rejects.toThrow(sentence)
  })
})
