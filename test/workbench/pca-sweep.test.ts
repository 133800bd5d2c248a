/**
 * Models behind a projection onto principal components (methods A.5): trained by a sweep, and true to it: what
 * the projection removes, they cannot see.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'
import { useDevice } from '../../src-main/devices/choose'
import * as tf from '../../src-main/devices/tf'
import { frozenFromState } from '../../src-main/networks/create'
import { PCA_COMPONENTS, PCA_MEAN } from '../../src-main/networks/state-fields'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings } from '../support/small-project'

let home: string
let workbench: Workbench

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-pca-'))
  await makeGratings(join(home, 'images'), 16, 60)
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images'), name: 'gratings' })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('a sweep over principal components', () => {
  it('needs a σ or a number of components, and not more of them than there are pixels', async () => {
    const sweep = { kind: 'sweep' as const, dataSet: 'gratings', sigmas: [], width: 4, recipe: 'demo' }
    await expect(workbench.invoke('study.start', { request: sweep })).rejects.toThrow(/at least one σ/)
    await expect(
      workbench.invoke('study.start', { request: { ...sweep, components: [300] } }),
    ).rejects.toThrow(/components/)
  })

  it('makes models of the group PCA, whose answers do not see what the projection removes', async () => {
    const { id } = await workbench.invoke('study.start', {
      request: {
        kind: 'sweep',
        dataSet: 'gratings',
        sigmas: [null],
        components: [2, 6],
        seeds: [0],
        width: 4,
        recipe: 'demo',
        epochs: 2,
        batchSize: 10,
        device: 'onnxruntime-cpu',
      },
    })
    expect(await workbench.invoke('study.wait', { study: id })).toMatchObject({ state: 'done' })
    const models = await workbench.invoke('model.list', {})
    expect(models.map(({ group }) => group).sort()).toEqual(['PCA', 'PCA', 'baseline'])
    const model = models.find(({ configuration }) => configuration.components === 6)!
    const bytes = await readFile(join(home, 'p', 'models', model.id, 'weights.safetensors'))
    const { entries } = decodeSafetensors(bytes)
    const components = entries.get(PCA_COMPONENTS)!
    expect(components.shape).toEqual([6, 256])
    expect(entries.get(PCA_MEAN)!.shape).toEqual([256])

    // A direction at right angles to all components: the model must not notice it.
    const direction = Float64Array.from({ length: 256 }, (_, i) => ((i * 37) % 101) / 101 - 0.5)
    for (let k = 0; k < 6; k++) {
      const row = (components.data as Float32Array).subarray(k * 256, (k + 1) * 256)
      const product = row.reduce((sum, value, i) => sum + value * direction[i]!, 0)
      for (let i = 0; i < 256; i++) direction[i]! -= product * row[i]!
    }
    const network = frozenFromState(model.configuration, entries)
    const image = Float32Array.from({ length: 256 }, (_, i) => 0.5 + 0.3 * Math.cos(i / 3))
    const moved = image.map((value, i) => value + 0.2 * direction[i]!)
    const logits = tf.tidy(() => network.logits(tf.tensor4d([...image, ...moved], [2, 16, 16, 1])))
    const values = await logits.data()
    logits.dispose()
    network.dispose()
    const classes = model.configuration.classes
    expect(direction.some((value) => Math.abs(value) > 0.1)).toBe(true)
    for (let c = 0; c < classes; c++) expect(Math.abs(values[c]! - values[classes + c]!)).toBeLessThan(1e-4)
  })
})
