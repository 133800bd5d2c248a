import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RequestHandler } from '../../src-main/jobs/handle-request'
import { Workbench } from '../../src-main/workbench/workbench'
import type { Launch } from '../../src-main/jobs/channel'
import type { MethodName } from '../../src-main/contract/methods'
import type { StudyRequestInput } from '../../src-main/contract/plans'

/** The job process's own handler, in this process: planning needs no computing. */
const inProcess: Launch = () => {
  let message: (message: unknown) => void = () => undefined
  let ended: () => void = () => undefined
  const handler = new RequestHandler((answer) => message(answer))
  return {
    send: (request) => void handler.handle(request),
    onMessage: (listener) => (message = listener),
    onEnd: (listener) => (ended = () => listener({ code: 0, signal: null, stderr: '' })),
    kill: () => ended(),
  }
}

let home: string
let workbench: Workbench

/** An IDX data set of 12 dark images in 3 classes. */
async function makeImages(folder: string, size: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  const idx = (magic: number, sizes: number[], bytes: Buffer): Buffer => {
    const head = Buffer.alloc(4 + 4 * sizes.length)
    head.writeUInt32BE(magic, 0)
    sizes.forEach((each, i) => head.writeUInt32BE(each, 4 + 4 * i))
    return Buffer.concat([head, bytes])
  }
  await writeFile(
    join(folder, 'train-images-idx3-ubyte'),
    idx(0x803, [12, size, size], Buffer.alloc(12 * size * size)),
  )
  await writeFile(
    join(folder, 'train-labels-idx1-ubyte'),
    idx(0x801, [12], Buffer.from([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2])),
  )
}

const plan = (request: StudyRequestInput): ReturnType<typeof workbench.invoke<'study.plan'>> =>
  workbench.invoke('study.plan', { request })

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-workbench-'))
  await makeImages(join(home, 'images'), 16)
  workbench = new Workbench({ launch: inProcess, threads: 1 })
})
afterEach(async () => {
  await workbench.close()
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function withImages(): Promise<void> {
  await workbench.invoke('project.create', { folder: join(home, 'p') })
  await workbench.invoke('dataSet.add', { path: join(home, 'images') })
}

describe('the workbench', () => {
  it('checks what it is sent, whoever sends it', async () => {
    await expect(workbench.invoke('no.method' as MethodName, {})).rejects.toThrow(
      /There is no method "no.method"/,
    )
    await expect(workbench.invoke('toString' as MethodName, {})).rejects.toThrow(/There is no method/)
    await expect(workbench.invoke('project.open', { folder: 7 } as never)).rejects.toThrow(
      /"project.open" is not right: "folder"/,
    )
    await expect(workbench.invoke('project.open', { folder: 'x', more: 1 } as never)).rejects.toThrow(
      /is not right/,
    )
    await expect(workbench.invoke('model.list', {})).rejects.toThrow('No project is open.')
  })

  it('says what changes, to who listens', async () => {
    const heard: string[] = []
    workbench.on('project.changed', (info) => heard.push(info?.title ?? 'none'))
    const end = workbench.on('dataSets.changed', () => heard.push('data'))
    await withImages()
    end()
    await makeImages(join(home, 'more'), 8)
    await workbench.invoke('dataSet.add', { path: join(home, 'more') })
    await workbench.close()
    expect(heard).toEqual(['p', 'data', 'none'])
  })

  it('adds the same data set once, and refuses another under its name', async () => {
    await withImages()
    const again = await workbench.invoke('dataSet.add', { path: join(home, 'images') })
    expect(again).toMatchObject({ id: 'images', available: true, classNames: ['0', '1', '2'] })
    expect(await workbench.invoke('dataSet.list', {})).toHaveLength(1)
    const other = { path: join(home, 'images'), transforms: { gray: false, size: 8, fit: 'resize' as const } }
    await expect(workbench.invoke('dataSet.add', other)).rejects.toThrow(
      /another data set called "images" already/,
    )
    expect(await workbench.invoke('dataSet.add', { ...other, name: 'small' })).toMatchObject({
      id: 'small',
      height: 8,
    })
  })

  it('relinks a data set to the same content only', async () => {
    await withImages()
    await makeImages(join(home, 'other'), 8)
    await expect(
      workbench.invoke('dataSet.relink', { dataSet: 'images', path: join(home, 'other') }),
    ).rejects.toThrow(/its content is different/)
    await makeImages(join(home, 'copy'), 16)
    expect(
      await workbench.invoke('dataSet.relink', { dataSet: 'images', path: join(home, 'copy') }),
    ).toMatchObject({ path: '../copy' })
  })

  it('plans a sweep with the recipe, the stem and the normaliser of the paper', async () => {
    await withImages()
    const planned = await plan({ kind: 'sweep', dataSet: 'images', sigmas: [null, 1], width: 4, epochs: 3 })
    expect(planned.plan).toMatchObject({
      kind: 'sweep',
      network: {
        architecture: 'resnet18',
        width: 4,
        stem: 'cifar',
        classes: 3,
        channels: 1,
        size: 16,
        mean: [0.5],
        std: [0.2],
      },
      recipe: { epochs: 3, batchSize: 32, weightDecay: 1e-4 },
      train: { split: 'train', images: 12, limit: null },
      test: null,
    })
    expect(planned).toMatchObject({ units: 10, unfinished: 10 })
    expect(
      (
        await plan({
          kind: 'sweep',
          dataSet: 'images',
          sigmas: [null, 1],
          width: 4,
          epochs: 3,
          trainLimit: 12,
        })
      ).id,
    ).toBe(planned.id)
  })

  it('refuses what cannot be computed, in one sentence, and stores nothing', async () => {
    await withImages()
    const sweep = { kind: 'sweep' as const, dataSet: 'images', sigmas: [1] }
    const wrong: [StudyRequestInput, RegExp][] = [
      [
        { ...sweep, dataSet: 'imagse' },
        /There is no data set "imagse" in this project \(did you mean "images"\?\)/,
      ],
      [{ ...sweep, recipe: 'blur-net' }, /There is no recipe "blur-net".*there are blur-net-0.3/],
      [{ ...sweep, sigmas: [100] }, /The blur σ cannot be "100"/],
      [{ ...sweep, sigmas: [1, 1] }, /The σ 1 is named twice/],
      [{ ...sweep, mean: [0.1, 0.2, 0.3] }, /The normaliser mean cannot be/],
      [{ ...sweep, device: 'abacus' }, /There is no compute device "abacus"/],
      [{ kind: 'hybrid', dataSet: 'images', models: ['all'] }, /has no models yet/],
    ]
    for (const [request, sentence] of wrong)
      await expect(workbench.invoke('study.start', { request })).rejects.toThrow(sentence)
    expect(await workbench.invoke('study.list', {})).toEqual([])
  })

  it('opens a project that another holds read-only, and says so', async () => {
    await withImages()
    const second = new Workbench({ launch: inProcess, threads: 1 })
    const info = await second.invoke('project.open', { folder: join(home, 'p') })
    expect(info.readOnly).toBe(true)
    expect(info.notices[0]).toMatch(/is being written by process/)
    await expect(second.invoke('dataSet.add', { path: join(home, 'images') })).rejects.toThrow(
      /is being written by/,
    )
    expect(await second.invoke('dataSet.list', {})).toHaveLength(1)
    await second.close()
  })
})
