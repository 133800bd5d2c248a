/** Populations in a project, through the contract: added, simulated, asked, described, linked to a data set and taken out. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupOfDrawn } from '../../src-main/contract/population-group'
import { decodeNpy, encodeNpy } from '../../src-main/checkpoints/npy'
import { Workbench } from '../../src-main/workbench/workbench'
import { ROOT } from '../support/root'
import { inProcess, makeGratings } from '../support/small-project'

const GOLDEN = join(ROOT, 'test/golden/neural')
const home = mkdtempSync(join(tmpdir(), 'halfpower-populations-'))
const project = join(home, 'p.halfpower')
const golden = JSON.parse(readFileSync(join(GOLDEN, 'sensorium.json'), 'utf8')) as {
  images: number[]
  models: Record<string, { responses: number[] }>
}
let workbench: Workbench

beforeAll(async () => {
  workbench = new Workbench({ launch: inProcess(), threads: 1 })
  await workbench.invoke('project.create', { folder: project })
  await makeGratings(join(home, 'gratings'), 8, 6)
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings'), name: 'gratings' })
})
afterAll(async () => {
  await workbench.close()
  rmSync(home, { recursive: true, force: true })
})

describe('a predictive model', () => {
  it('is stored with what was said and assumed, and answers a file of standardised images', async () => {
    const added = await workbench.invoke('population.add', {
      path: join(GOLDEN, 'sensorium-plain.pth'),
      name: 'Plain',
      species: 'mouse',
      session: '20457-5-9.x',
      imageSize: { height: 12, width: 20 },
      fieldOfView: 60,
      licence: 'first line\nsecond line',
    })
    expect(added).toMatchObject({
      kind: 'model',
      neurons: 7,
      group: 'mouse-regularised',
      fieldOfView: { degrees: 60, along: 'height' },
      provenance: { file: 'sensorium-plain.pth', licence: 'first line\nsecond line' },
    })
    const input = join(home, 'images.npy')
    writeFileSync(
      input,
      encodeNpy({ shape: [3, 1, 12, 20], dtype: 'float32', data: Float32Array.from(golden.images) }),
    )
    const output = join(home, 'answers.npy')
    const { shape, remarks } = await workbench.invoke('population.respond', {
      population: 'Plain',
      input,
      output,
    })
    expect([shape, remarks[0]]).toEqual([[3, 7], expect.stringContaining('standardised') as string])
    const found = decodeNpy(readFileSync(output)).data as Float32Array
    golden.models['plain']!.responses.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 4))
  })

  it('is the same when it is added twice, and never replaced by one with other options: what differs is said', async () => {
    const again = {
      ...{ path: join(GOLDEN, 'sensorium-plain.pth'), name: 'Plain', session: '20457-5-9.x' },
      imageSize: { height: 12, width: 20 },
    }
    const before = await workbench.invoke('population.get', { population: 'Plain' })
    // What is said now is as it was, and what is not said stays.
    expect(await workbench.invoke('population.add', again)).toEqual(before)
    for (const [options, differs] of [
      [{ fieldOfView: 30 }, 'field of view (60° of its height, now 30° of its height)'],
      [{ linear: true }, 'linear (false, now true)'],
      [{ nonlinearity: 'relu' as const }, 'options of the model'],
      [{ pixelMean: 100, pixelSd: 50 }, 'pixel mean (113, now 100); pixel SD (60, now 50)'],
      [{ species: 'ferret' }, 'species ("mouse", now "ferret")'],
    ] as const)
      await expect(workbench.invoke('population.add', { ...again, ...options })).rejects.toThrow(differs)
    expect(await workbench.invoke('population.get', { population: 'Plain' })).toEqual(before)
    const other = await workbench.invoke('population.add', { ...again, name: 'Narrow', fieldOfView: 30 })
    expect(other.id).not.toBe(before.id)
    await workbench.invoke('bin.put', { kind: 'population', thing: other.id })
  })

  it('answers a data set, and nothing is left beside the file', async () => {
    const output = join(home, 'of-gratings.npy')
    const [dataSet] = await workbench.invoke('dataSet.list', {})
    const split = dataSet!.parts[0]!.split ?? undefined
    const asked = { population: 'Plain', dataSet: 'gratings', split, output, limit: 5 }
    expect(await workbench.invoke('population.respond', asked)).toMatchObject({ shape: [5, 7] })
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('is refused where something is asked of it that it is not', async () => {
    const path = join(GOLDEN, 'sensorium-plain.pth')
    await expect(workbench.invoke('population.add', { path })).rejects.toThrow(/2 sessions/)
    await expect(workbench.invoke('population.add', { path, session: 'b', responses: 'x' })).rejects.toThrow(
      /holds a predictive model, for which responses means nothing/,
    )
    await expect(
      workbench.invoke('population.add', { path, session: 'b', imageSize: { height: 3, width: 20 } }),
    ).rejects.toThrow(/too small/)
    expect(await workbench.invoke('population.list', {})).toHaveLength(1)
    expect(readdirSync(join(project, 'populations'))).toHaveLength(1)
  })

  it('keeps its content: where that is another, it says so', async () => {
    const [file] = await workbench.invoke('population.list', {})
    const path = join(project, 'populations', file!.id, 'content.safetensors')
    const whole = readFileSync(path)
    writeFileSync(path, Buffer.concat([whole, Buffer.from(' ')]))
    const output = join(home, 'none.npy')
    const input = join(home, 'images.npy')
    await expect(
      workbench.invoke('population.respond', { population: 'Plain', input, output }),
    ).rejects.toThrow(/is not what it was/)
    expect(readdirSync(home)).not.toContain('none.npy')
    writeFileSync(path, whole)
  })
})

describe('a recording', () => {
  it('of a data set is linked to it, by content', async () => {
    const [dataSet] = await workbench.invoke('dataSet.list', {})
    const part = dataSet!.parts[0]!
    const split = part.split ?? undefined
    const data = Float32Array.from({ length: part.images * 3 }, (_, i) => (i * 7) % 11)
    const path = join(home, 'responses.npy')
    writeFileSync(path, encodeNpy({ shape: [part.images, 3], dtype: 'float32', data }))
    const added = await workbench.invoke('population.add', { path, dataSet: 'gratings', split })
    expect(added).toMatchObject({
      kind: 'recorded',
      neurons: 3,
      fieldOfView: null,
      source: { images: part.images, shown: { dataSet: dataSet!.id, hash: part.hash } },
    })
    const output = join(home, 'means.npy')
    await workbench.invoke('population.respond', { population: added.id, output })
    expect([...(decodeNpy(readFileSync(output)).data as Float32Array)]).toEqual([...data])
    expect(
      await workbench.invoke('population.relink', { population: added.id, dataSet: 'gratings', split }),
    ).toEqual(added)
    const other = dataSet!.parts.find(({ hash }) => hash !== part.hash)
    if (other)
      await expect(
        workbench.invoke('population.relink', {
          population: added.id,
          dataSet: 'gratings',
          split: other.split ?? undefined,
        }),
      ).rejects.toThrow(/others than those/)
  })
})

describe('a simulated one', () => {
  it('is the same when it is simulated twice, and goes when it is removed', async () => {
    const asked = { preferred: 0.04, octaves: 1, neurons: 20, seed: 3 }
    const first = await workbench.invoke('population.simulate', asked)
    expect(await workbench.invoke('population.simulate', asked)).toEqual(first)
    const other = await workbench.invoke('population.simulate', { ...asked, seed: 4, name: 'other' })
    expect(other.content).not.toBe(first.content)
    await workbench.invoke('bin.put', { kind: 'population', thing: first.id })
    const left = (await workbench.invoke('population.list', {})).map(({ id }) => id)
    expect(left).not.toContain(first.id)
    expect(readdirSync(join(project, 'populations')).sort()).toEqual(left.sort())
  })

  it('is never called after an animal: models drawn to it have a group of their own', async () => {
    const units = { preferred: 0.05, neurons: 20, seed: 5, species: 'mouse', name: 'mousy' }
    expect(await workbench.invoke('population.simulate', units)).toMatchObject({
      species: 'mouse',
      group: 'regularised (simulated)',
    })
    await expect(
      workbench.invoke('population.simulate', { ...units, seed: 6, group: 'mouse-regularised' }),
    ).rejects.toThrow(/Models drawn to simulated units are not "mouse-regularised".*choose "other"/)
    await expect(
      workbench.invoke('population.describe', { population: 'mousy', group: 'monkey-regularised' }),
    ).rejects.toThrow(/are not "monkey-regularised"/)
    // Stored by an older version.
    expect(groupOfDrawn({ kind: 'simulated', group: 'mouse-regularised' })).toBe('regularised (simulated)')
    expect(groupOfDrawn({ kind: 'recorded', group: 'mouse-regularised' })).toBe('mouse-regularised')
    expect(groupOfDrawn({ kind: 'simulated', group: 'other' })).toBe('other')
  })

  it('gets other words, not another field of view', async () => {
    const described = await workbench.invoke('population.describe', {
      population: 'other',
      area: 'V1',
      name: 'third',
    })
    expect(described).toMatchObject({ name: 'third', area: 'V1', kind: 'simulated' })
    await expect(
      workbench.invoke('population.describe', { population: 'third', fieldOfView: null }),
    ).rejects.toThrow(/was simulated for its field of view/)
  })
})
