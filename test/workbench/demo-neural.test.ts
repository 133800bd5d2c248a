/** The demo of neurons, as small as it goes: every step of it runs, and it says what came out, whatever that is. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useDevice } from '../../src-main/devices/choose'
import { neuralDemoDocument, neuralDemoTable } from '../../src-main/shell/command-line/neural-demo-words'
import { runNeuralDemo } from '../../src-main/workbench/demo/neural'
import { Workbench } from '../../src-main/workbench/workbench'
import { ROOT } from '../support/root'
import { inProcess } from '../support/small-project'
import type { RunStudy } from '../../src-main/workbench/demo/demo'

let home: string
let workbench: Workbench

beforeAll(async () => {
  await useDevice('onnxruntime-cpu', { threads: 1 })
  home = await mkdtemp(join(tmpdir(), 'halfpower-neural-demo-'))
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
})
afterAll(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

describe('the demo of neurons', () => {
  it('trains a network for each condition and training seed, measures all, and says whether f_rev follows', async () => {
    const steps: string[] = []
    const run: RunStudy = async (request, step) => {
      steps.push(step)
      const { id } = await workbench.invoke('study.start', {
        request: { ...request, device: 'onnxruntime-cpu' } as typeof request,
      })
      return await workbench.invoke('study.wait', { study: id })
    }
    const size = { epochs: 1, trainLimit: 150, testLimit: 20, limit: 10 }
    const found = await runNeuralDemo(workbench, join(ROOT, 'resources'), join(home, 'p'), size, run)
    expect(steps).toEqual(['Training, low population', 'Training, high population', 'Hybrid images'])
    expect(found.studies.map(({ state }) => state)).toEqual(['done', 'done', 'done'])
    expect(
      found.conditions.map(({ condition, models }) => [condition, models.map(({ seed }) => seed)]),
    ).toEqual([
      ['none', [0, 1]],
      ['low', [0, 1]],
      ['high', [0, 1]],
      ['shuffled', [0, 1]],
    ])
    const ids = found.conditions.flatMap(({ models }) => models.map(({ id }) => id))
    expect(new Set(ids).size).toBe(8)
    expect(found.sentence).toMatch(/f_rev|reversal frequency/)
    const document = neuralDemoDocument(found) as { conditions: { unit: string }[]; sentence: string }
    expect(document.conditions.every(({ unit }) => unit === 'fraction of Nyquist')).toBe(true)
    expect(neuralDemoTable(found)).toContain(found.sentence)
  })
})
