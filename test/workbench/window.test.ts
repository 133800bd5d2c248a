/** What the window asks, against a real small project that a sweep and its follow-up have made. */
import { mkdir, mkdtemp, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { methods } from '../../src-main/contract/methods'
import { blurKernel, circulant } from '../../src-main/networks/front-end/blur-kernel'
import { Workbench } from '../../src-main/workbench/workbench'
import { inProcess, makeGratings, pixelAt } from '../support/small-project'
import type { MethodInput, MethodName, MethodOutput } from '../../src-main/contract/methods'
import type { PAIR_OUTCOMES } from '../../src-main/contract/kinds/hybrid/window'

const SIZE = 16
const COUNT = 48
const F_MIX = [0, 0.2, 0.5, 1]

let home: string
let workbench: Workbench
let sweep: string
let hybrid: string
let largest = 0

/** Asks, checks the answer against the contract, and notes how large it is. */
async function ask<Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
): Promise<MethodOutput<Name>> {
  const output = await workbench.invoke(name, input)
  methods[name].output.parse(output)
  largest = Math.max(largest, JSON.stringify(output).length)
  return output
}

function makeWorkbench(): Workbench {
  return new Workbench({
    launch: inProcess(),
    threads: 1,
    host: { name: 'browser', nativeDialogs: false, version: '1.2.3', resources: join(home, 'resources') },
  })
}

/** Resolves when a study of that kind is done. */
async function finished(kind: string): Promise<string> {
  for (;;) {
    const info = (await workbench.invoke('study.list', {})).find((study) => study.kind === kind)
    if (info?.state === 'done') return info.id
    if (info?.state === 'failed') throw new Error(JSON.stringify(info.failures))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-window-'))
  process.env['HALFPOWER_CONFIGURATION'] = join(home, 'configuration')
  await makeGratings(join(home, 'gratings'), SIZE, COUNT)
  workbench = makeWorkbench()
  await workbench.invoke('project.create', { folder: join(home, "a person's project.halfpower") })
  await workbench.invoke('dataSet.add', { path: join(home, 'gratings') })
  const request = {
    kind: 'sweep' as const,
    dataSet: 'gratings',
    sigmas: [null, 1],
    width: 2,
    recipe: 'demo',
    epochs: 1,
    batchSize: 16,
  }
  const then = { kind: 'hybrid' as const, dataSet: 'gratings', fMix: F_MIX, seeds: [0, 1], batchSize: 16 }
  sweep = (await ask('study.start', { request, then })).id
  hybrid = await finished('hybrid')
})

afterAll(async () => {
  await workbench.close()
  delete process.env['HALFPOWER_CONFIGURATION']
  await rm(home, { recursive: true, force: true, maxRetries: 5 })
})

async function pixelsOf(url: string): Promise<{ data: Buffer; width: number; height: number }> {
  const { bytes, type } = await workbench.image(decodeURIComponent(url))
  expect(type).toBe('image/png')
  const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

describe('what follows a sweep', () => {
  it('is a hybrid study of its models, and is said in its log', async () => {
    const { plan } = await ask('study.get', { study: hybrid })
    const trained = await ask('study.result', { study: sweep })
    if (plan.kind !== 'hybrid' || trained.kind !== 'sweep') throw new Error('other kinds')
    expect(plan.models.map(({ id }) => id)).toEqual(trained.runs.map(({ model }) => model))
    expect((await ask('study.get', { study: sweep })).then).toBeNull()
    expect((await ask('study.log', { study: sweep })).map(({ message }) => message)).toContain(
      `followed by ${hybrid}`,
    )
  })

  it('survives a restart: the next process that opens the project starts it', async () => {
    const folder = join(home, 'later.halfpower')
    const first = makeWorkbench()
    await first.invoke('project.create', { folder })
    await first.invoke('dataSet.add', { path: join(home, 'gratings') })
    const request = {
      kind: 'sweep' as const,
      dataSet: 'gratings',
      sigmas: [null],
      width: 2,
      recipe: 'demo',
      epochs: 1,
      batchSize: 16,
    }
    const then = { kind: 'hybrid' as const, dataSet: 'gratings', fMix: [0, 1], seeds: [0], limit: 12 }
    const { id } = await first.invoke('study.start', { request, then })
    await first.close()
    const second = makeWorkbench()
    await second.invoke('project.open', { folder, mode: 'write' })
    expect((await second.invoke('study.get', { study: id })).then).toMatchObject({ limit: 12, seeds: [0] })
    await second.invoke('queue.start', {})
    await second.invoke('study.wait', { study: id })
    await second.close()
    const third = makeWorkbench()
    await third.invoke('project.open', { folder, mode: 'write' })
    await third.invoke('queue.start', {})
    const studies = await third.invoke('study.list', {})
    await third.close()
    expect(studies.map(({ kind }) => kind)).toEqual(['sweep', 'hybrid'])
  })

  it('is refused where it makes no sense', async () => {
    const request = { kind: 'evaluation' as const, dataSet: 'gratings', models: ['all'] }
    const then = { kind: 'hybrid' as const, dataSet: 'gratings' }
    await expect(workbench.invoke('study.start', { request, then })).rejects.toThrow(
      /Only a sweep can be followed/,
    )
    const again = { kind: 'sweep' as const, dataSet: 'gratings', sigmas: [2] }
    await expect(
      workbench.invoke('study.start', { request: again, then: { ...then, dataSet: 'grating-images' } }),
    ).rejects.toThrow(/There is no data set "grating-images"/)
    await expect(workbench.invoke('study.retry', { study: sweep })).rejects.toThrow(
      /is done: only failed ones are tried again/,
    )
  })
})

describe('data sets to look at', () => {
  it('gives pages of images, and of one class', async () => {
    const page = await ask('dataSet.images', { dataSet: 'gratings', split: 'train', start: 46, count: 10 })
    expect(page).toEqual({
      total: COUNT,
      images: [
        { index: 46, label: '1', url: 'image/data/gratings/train/46.png' },
        { index: 47, label: '2', url: 'image/data/gratings/train/47.png' },
      ],
    })
    const ones = await ask('dataSet.images', {
      dataSet: 'gratings',
      split: 'test',
      start: 1,
      count: 2,
      label: 1,
    })
    expect(ones.total).toBe(COUNT / 3)
    expect(ones.images.map(({ index }) => index)).toEqual([4, 7])
  })

  it('draws an image at its own size with its own values', async () => {
    const { data, width, height } = await pixelsOf('image/data/gratings/train/5.png')
    expect([width, height]).toEqual([SIZE, SIZE])
    expect([...data.subarray(0, SIZE)]).toEqual(Array.from({ length: SIZE }, (_, x) => pixelAt(5, x, SIZE)))
  })

  it('counts classes and finds the gratings in the mean power spectrum', async () => {
    const { classes, power, sampled } = await ask('dataSet.statistics', {
      dataSet: 'gratings',
      split: 'train',
    })
    expect(classes).toEqual(['0', '1', '2'].map((name) => ({ name, count: COUNT / 3 })))
    expect(sampled).toBe(COUNT)
    expect(power.frequencies).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((k) => k / SIZE))
    // A third of the images each: cos of amplitude a has |F|² = (a·N²/2)² at ±f; ring 1 has 8 coefficients.
    const perCoefficient = ((100 / 255) * SIZE * SIZE * 0.5) ** 2 / 3
    expect(power.power[0]! * 8).toBeCloseTo(2 * perCoefficient, -1)
    for (const [ring, value] of power.power.entries())
      if ([0, 2, 4].includes(ring)) expect(value).toBeGreaterThan(20 * (power.power[ring + 1] ?? 0))
  })

  it('refuses pictures that there are not, in one sentence', async () => {
    for (const path of [
      'image/data/gratings/train/48.png',
      'image/data/gratings/other/0.png',
      'image/data/none/train/0.png',
      'image/data/gratings/train/0.jpg',
      'image/data/gratings/train/-1.png',
      'image/../project.json',
      'image/blur/gratings/train/0/1e9.png',
      'image/blur/gratings/train/0/0.png',
      `image/hybrid/${hybrid}/7/0/0/hybrid.png`,
      `image/hybrid/${hybrid}/0/9999/0/hybrid.png`,
      `image/hybrid/${hybrid}/0/0/9/hybrid.png`,
      `image/hybrid/${sweep}/0/0/0/hybrid.png`,
    ])
      await expect(workbench.image(path), path).rejects.toMatchObject({ name: 'UserError' })
  })
})

describe('the sweep wizard', () => {
  it('shows what a σ leaves of an image and of each frequency', async () => {
    const [none, two] = await ask('sweep.preview', { dataSet: 'gratings', sigmas: [null, 2], images: [5] })
    expect(none).toMatchObject({ urls: ['image/blur/gratings/train/5/none.png'], halfAmplitude: null })
    // Of a Gaussian: √(2 ln 2)/(2πσ) = 0.0937 cycles/pixel; the cut at 2.5 σ moves it a little.
    expect(two!.halfAmplitude!.cyclesPerPixel).toBeCloseTo(Math.sqrt(2 * Math.LN2) / (2 * Math.PI * 2), 2)
    expect(two!.halfAmplitude!.fractionOfNyquist).toBeCloseTo(2 * two!.halfAmplitude!.cyclesPerPixel, 12)
    expect(two!.halfAmplitude!.cyclesPerImage).toBeCloseTo(SIZE * two!.halfAmplitude!.cyclesPerPixel, 12)
    expect(two!.transfer.frequencies.at(-1)).toBe(0.5)
    expect(two!.transfer.amplitude[0]).toBeCloseTo(1, 12)
    // A grating stays a grating: its amplitude falls to what the transfer function says.
    const { data } = await pixelsOf(two!.urls[0]!)
    const cycles = 5
    const amplitude = Array.from({ length: 2 }, (_, k) =>
      [...data.subarray(0, SIZE)].reduce(
        (sum, value, x) => sum + value * Math.cos((2 * Math.PI * cycles * x) / SIZE - (k * Math.PI) / 2),
        0,
      ),
    )
    const matrix = circulant(blurKernel(2), SIZE)
    const row = Array.from({ length: SIZE }, (_, x) => matrix[x]!)
    const expected = row.reduce(
      (sum, value, x) => sum + value * Math.cos((2 * Math.PI * cycles * x) / SIZE),
      0,
    )
    expect((Math.hypot(...amplitude) * 2) / SIZE / 100).toBeCloseTo(Math.abs(expected), 1)
  })

  it('estimates time and disk from real steps', async () => {
    const request = {
      kind: 'sweep' as const,
      dataSet: 'gratings',
      sigmas: [null, 1, 2],
      seeds: [0, 1],
      width: 2,
      recipe: 'demo',
      epochs: 4,
      batchSize: 8,
    }
    const alone = await ask('sweep.estimate', { request })
    expect(alone).toMatchObject({ models: 6, measuredHybridsPerSecond: null, device: 'onnxruntime-cpu' })
    expect(alone.seconds).toBeCloseTo(6 * alone.secondsPerModel, 6)
    expect(alone.seconds).toBeGreaterThan(0)
    const both = await ask('sweep.estimate', {
      request,
      then: { kind: 'hybrid', dataSet: 'gratings', fMix: F_MIX, batchSize: 16 },
    })
    expect(both.measuredHybridsPerSecond).toBeGreaterThan(0)
    expect(both.bytes - alone.bytes).toBe(6 * 4 * COUNT * (F_MIX.length * 3 + 8))
    // The weights of this very network lie on the disk already.
    const [model] = await ask('model.list', {})
    const weights = await readFile(
      join((await ask('project.info', {}))!.folder, 'models', model!.id, 'weights.safetensors'),
    )
    expect(alone.bytes / 6).toBeGreaterThan(weights.length)
    expect(alone.bytes / 6).toBeLessThan(weights.length * 1.2 + 50_000)
  })
})

describe('the gallery', () => {
  type Outcome = (typeof PAIR_OUTCOMES)[number] | 'disagree' | null
  const gallery = (outcome: Outcome, model: string | null = null, fMixIndex = 1) =>
    ask('hybrid.gallery', { study: hybrid, fMixIndex, outcome, model, start: 0, count: 200 })

  it('has every pair of every seed with the answer of every model', async () => {
    const all = await gallery(null)
    expect(all.total).toBe(2 * COUNT)
    expect(all.fMix).toEqual({ value: 0.2, unit: 'fraction of Nyquist' })
    const pairs = await ask('study.pairs', { study: hybrid })
    for (const pair of all.pairs) {
      const { low, high } = pairs.find(({ seed }) => seed === pair.seed)!
      expect([pair.low.index, pair.high.index]).toEqual([low[pair.position], high[pair.position]])
      expect([pair.low.label, pair.high.label]).toEqual([`${pair.low.index % 3}`, `${pair.high.index % 3}`])
      for (const { predicted, verdict } of pair.answers)
        expect(verdict).toBe(
          predicted === pair.low.label ? 'low' : predicted === pair.high.label ? 'high' : 'third category',
        )
    }
    const page = await ask('hybrid.gallery', { study: hybrid, fMixIndex: 1, start: COUNT - 1, count: 2 })
    expect(page.pairs).toEqual(all.pairs.slice(COUNT - 1, COUNT + 1))
    expect(page.pairs.map(({ seed }) => seed)).toEqual([0, 1])
  })

  it('agrees with the curves of the study', async () => {
    const result = await ask('study.result', { study: hybrid })
    if (result.kind !== 'hybrid') throw new Error('another kind')
    for (const { id, curve } of result.models) {
      for (const fMixIndex of F_MIX.keys()) {
        const share = async (outcome: Outcome): Promise<number> =>
          (await gallery(outcome, id, fMixIndex)).total / (2 * COUNT)
        expect(await share('low')).toBeCloseTo(curve[fMixIndex]!.p_low, 10)
        expect(await share('high')).toBeCloseTo(curve[fMixIndex]!.p_high, 10)
        expect(await share('third category')).toBeCloseTo(curve[fMixIndex]!.p_other, 10)
      }
    }
  })

  it('finds pairs where models disagree and where one changes its mind', async () => {
    const all = await gallery(null)
    const disagreeing = all.pairs.filter(
      ({ answers }) => new Set(answers.map(({ predicted }) => predicted)).size > 1,
    )
    expect((await gallery('disagree')).pairs).toEqual(disagreeing)
    const model = all.pairs[0]!.answers[0]!.model
    const verdicts = await Promise.all(
      [0, 1, 2].map(async (index) =>
        (await gallery(null, null, index)).pairs.map(
          ({ answers }) => answers.find((answer) => answer.model === model)!.verdict,
        ),
      ),
    )
    const opposite = { low: 'high', high: 'low', 'third category': null }
    const ambiguous = all.pairs.filter((_, i) => {
      const other = opposite[verdicts[1]![i]!]
      return other !== null && [verdicts[0]![i], verdicts[2]![i]].includes(other as 'low')
    })
    expect((await gallery('ambiguous', model)).pairs).toEqual(ambiguous)
  })

  it('shows two models beside each other, by class and confidence, each page a part of the same list', async () => {
    const all = await gallery(null)
    const [first, second] = all.pairs[0]!.answers.map(({ model }) => model)
    const confidence = ({ answers }: (typeof all.pairs)[number]): number =>
      answers.find(({ model }) => model === first)!.confidence
    const from = all.pairs.map(confidence).sort((a, b) => a - b)[Math.floor(all.total / 2)]!
    const asked = {
      ...{ study: hybrid, fMixIndex: 1, model: first!, beside: second!, class: '2' },
      ...{ confidence: { from, to: 1 }, sort: 'least-confident' as const },
    }
    const page = await ask('hybrid.gallery', { ...asked, start: 0, count: 200 })
    expect(page).toMatchObject({ of: all.total, model: first, beside: second })
    const expected = all.pairs
      .filter(({ low, high }) => low.label === '2' || high.label === '2')
      .filter((pair) => confidence(pair) >= from)
    expect(expected.length).toBeGreaterThan(3)
    expect(expected.length).toBeLessThan(all.total)
    expect(page.total).toBe(expected.length)
    expect(page.pairs).toEqual(expected.toSorted((a, b) => confidence(a) - confidence(b)))
    const part = await ask('hybrid.gallery', { ...asked, start: 1, count: 2 })
    expect(part.pairs).toEqual(page.pairs.slice(1, 3))
  })

  it('refuses in one sentence what cannot be shown', async () => {
    const [first] = (await gallery(null)).pairs[0]!.answers.map(({ model }) => model)
    const refused = (more: object) =>
      expect(ask('hybrid.gallery', { study: hybrid, fMixIndex: 1, start: 0, count: 1, ...more })).rejects
    await refused({ class: 'boat' }).toThrow(/have no class "boat": they have "0", "1", "2"\./)
    await refused({ beside: first! }).toThrow(/Name a first one, too/)
    await refused({ model: first!, beside: first! }).toThrow(/cannot stand beside itself/)
    await refused({ besideOutcome: 'low' }).toThrow(/no second model named/)
    await refused({ confidence: { from: 0.9, to: 0.1 } }).toThrow(/must not be above/)
  })

  it('draws the hybrid and its parts', async () => {
    const at = async (fMixIndex: number) => (await gallery(null, null, fMixIndex)).pairs[3]!
    // At f_mix 0 only the mean comes from the low image, and the gratings all have nearly the same.
    const first = await at(0)
    const [hybridPixels, high] = [await pixelsOf(first.hybrid.url), await pixelsOf(first.high.url)]
    expect(Math.max(...hybridPixels.data.map((value, i) => Math.abs(value - high.data[i]!)))).toBeLessThan(12)
    // At f_mix 1 gratings, which have no corner frequencies, are the low image.
    const last = await at(3)
    const [mixed, low, part] = [
      await pixelsOf(last.hybrid.url),
      await pixelsOf(last.low.url),
      await pixelsOf(last.lowPart.url),
    ]
    for (const i of mixed.data.keys()) {
      expect(Math.abs(mixed.data[i]! - low.data[i]!)).toBeLessThanOrEqual(2)
      expect(Math.abs(part.data[i]! - low.data[i]!)).toBeLessThanOrEqual(2)
    }
    const rest = await pixelsOf(last.highPart.url)
    expect(Math.max(...rest.data) - Math.min(...rest.data)).toBeLessThanOrEqual(2)
  })

  it('says what it cannot show', async () => {
    await expect(ask('hybrid.gallery', { study: hybrid, fMixIndex: 4, start: 0, count: 1 })).rejects.toThrow(
      /has 4 mixing frequencies, and none at place 4/,
    )
    await expect(ask('hybrid.gallery', { study: sweep, fMixIndex: 0, start: 0, count: 1 })).rejects.toThrow(
      /has no hybrid images: choose a hybrid study/,
    )
  })
})

describe('the map', () => {
  it('has every model with its accuracy and the newest f_rev', async () => {
    const points = await ask('map.points', {})
    const result = await ask('study.result', { study: hybrid })
    if (result.kind !== 'hybrid') throw new Error('another kind')
    expect(points.map(({ sigma }) => sigma).sort()).toEqual([1, null])
    for (const point of points) {
      expect(point).toMatchObject({ hybridStudy: hybrid, studies: [sweep, hybrid], size: SIZE, seed: 0 })
      expect(point.f_rev).toEqual(result.models.find(({ id }) => id === point.id)!.f_rev)
      expect(point.accuracy!.on).toBe('test')
      expect(point.accuracy!.work!.words).toMatch(/^all \d+ images of "gratings" \(test\)$/)
    }
  })
})

describe('files and projects of this machine', () => {
  it('lists folders first, in the order of people, without hidden ones and dead links', async () => {
    const folder = join(home, 'listing')
    for (const name of ['b10', 'b9', '.hidden']) await mkdir(join(folder, name), { recursive: true })
    await writeFile(join(folder, 'a.npy'), '')
    await symlink(join(folder, 'nowhere'), join(folder, 'dead'))
    await symlink((await ask('project.info', {}))!.folder, join(folder, 'c'))
    const { entries, parent, omitted } = await ask('files.list', { folder })
    expect(parent).toBe(home)
    expect(omitted).toBe(0)
    expect(entries.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'b9 folder',
      'b10 folder',
      'c project',
      'a.npy file',
    ])
    expect((await ask('files.list', { folder: '/' })).parent).toBeNull()
    await expect(ask('files.list', { folder: join(home, 'none') })).rejects.toThrow(/There is no folder/)
    await expect(ask('files.list', { folder: join(folder, 'a.npy') })).rejects.toThrow(
      /is a file, not a folder/,
    )
    await expect(ask('files.chooseFolder', {})).rejects.toThrow(/cannot show the file dialogs/)
  })

  it('remembers the projects that windows open, newest first', async () => {
    const { folder } = (await ask('project.info', {}))!
    await ask('project.open', { folder })
    const info = await ask('app.info', {})
    expect(info).toMatchObject({ version: '1.2.3', host: 'browser', nativeDialogs: false, example: null })
    expect(info.recent.map((project) => [project.folder, project.available])).toEqual([
      [folder, true],
      [join(home, 'later.halfpower'), true],
    ])
    await rm(join(home, 'later.halfpower'), { recursive: true })
    expect((await ask('app.info', {})).recent[1]).toMatchObject({ available: false })
    await ask('app.forget', { folder: join(home, 'later.halfpower') })
    expect((await ask('app.info', {})).recent).toHaveLength(1)
    await writeFile(join(home, 'configuration', 'recent.json'), '{"format": "halfpower rec')
    expect((await ask('app.info', {})).recent).toEqual([])
  })

  it('opens a second time read-only: everything can be looked at, nothing started', async () => {
    const { folder } = (await ask('project.info', {}))!
    const before = (await readdir(folder, { recursive: true })).sort()
    const second = makeWorkbench()
    const info = await second.invoke('project.open', { folder })
    expect(info).toMatchObject({ readOnly: true })
    expect(await second.invoke('map.points', {})).toHaveLength(2)
    const page = await second.invoke('hybrid.gallery', { study: hybrid, fMixIndex: 0, start: 0, count: 1 })
    expect((await second.image(page.pairs[0]!.hybrid.url)).bytes.length).toBeGreaterThan(50)
    await expect(second.invoke('queue.start', {})).rejects.toThrow(/is being written by/)
    await expect(
      second.invoke('study.start', { request: { kind: 'sweep', dataSet: 'gratings', sigmas: [3] } }),
    ).rejects.toThrow(/is being written by/)
    await second.close()
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(before)
  })

  it('draws chosen pairs in a figure from the data set each time, and says where it must be when it is gone', async () => {
    const model = (await ask('model.list', {}))[1]!.id
    const contents = {
      ...{ title: 'Pairs', journal: 'plos' as const, width: null, columns: 1, caption: null },
      ...{ sharedLegend: true, alignAxes: true },
      panels: [
        {
          ...{ view: 'hybrid-images', study: hybrid, model, title: '' },
          options: { images: '1/2+0/3', f_mix: '0.2' },
        },
      ],
    }
    const { id } = await ask('figure.save', { contents })
    const { layout, states } = await ask('figure.show', { figure: id })
    expect(states[0]).toMatchObject({ obstacle: null, remedy: null, changed: false })
    const images = layout!.panels[0]!.drawing.layout['images'] as { source: string }[]
    expect(images).toHaveLength(6)
    const question = { study: hybrid, fMixIndex: 1, start: 0, count: 200 }
    const { pairs } = await ask('hybrid.gallery', question)
    const first = pairs.find(({ seed, position }) => seed === 1 && position === 2)!
    const png = Buffer.from(images[2]!.source.split(',')[1]!, 'base64')
    expect(png).toEqual(Buffer.from((await workbench.image(first.hybrid.url)).bytes))
    const words = JSON.stringify(layout!.panels[0]!.drawing.layout['annotations'])
    expect(words).toContain(first.answers.find((each) => each.model === model)!.predicted)
    const { folder } = (await ask('project.info', {}))!
    expect(await readFile(join(folder, 'figures', `${id}.json`), 'utf8')).not.toContain('data:image')
    const wrong = (options: Record<string, string>) =>
      ask('figure.save', { contents: { ...contents, panels: [{ ...contents.panels[0]!, options }] } })
    await expect(wrong({ images: '0/3', f_mix: '0.3' })).rejects.toThrow(/"0.3" was not measured: .*0.2/)
    await expect(wrong({ images: '7/3', f_mix: '0.2' })).rejects.toThrow(/no pairing "7": it has 0, 1/)
    await expect(wrong({ images: '0/4800', f_mix: '0.2' })).rejects.toThrow(/no answer \(yet\) for 0\/4800/)
    await rename(join(home, 'gratings'), join(home, 'elsewhere'))
    const second = makeWorkbench()
    await second.invoke('project.open', { folder })
    const gone = await second.invoke('figure.show', { figure: id })
    expect(gone.layout).toBeNull()
    expect(gone.states[0]!.obstacle).toContain('"gratings" is no longer at')
    expect(gone.states[0]!.remedy).toMatchObject({ relink: 'gratings' })
    await rename(join(home, 'elsewhere'), join(home, 'gratings'))
    const back = await second.invoke('figure.show', { figure: id })
    expect(back.layout!.panels[0]!.drawing.layout['images']).toEqual(images)
    await expect(second.invoke('figure.save', { figure: id, contents })).rejects.toThrow(
      /is being written by/,
    )
    await second.close()
  })

  it('shows no other images beside the answers of a study when its data set has another content by now', async () => {
    const [pair] = (await ask('hybrid.gallery', { study: hybrid, fMixIndex: 0, start: 0, count: 1 })).pairs
    const before = (await workbench.image(pair!.low.url)).bytes
    const { folder } = (await ask('project.info', {}))!
    const { id: measured } = await ask('bin.put', { kind: 'data set', thing: 'gratings' })
    await makeGratings(join(home, 'others'), SIZE / 2, COUNT)
    await ask('dataSet.add', { path: join(home, 'others'), name: 'gratings' })
    const { width } = await pixelsOf(pair!.low.url)
    expect(width).toBe(SIZE / 2)
    const second = makeWorkbench()
    await second.invoke('project.open', { folder })
    const question = { study: hybrid, fMixIndex: 0, start: 0, count: 1 }
    await expect(second.invoke('hybrid.gallery', question)).rejects.toThrow(/holds other images than those/)
    await second.close()
    await ask('bin.put', { kind: 'data set', thing: 'gratings' })
    await ask('bin.restore', { entry: measured })
    expect((await workbench.image(pair!.low.url)).bytes).toEqual(before)
  })

  it('says which file of a project is damaged, and still shows the rest', async () => {
    const { folder } = (await ask('project.info', {}))!
    const [model] = await ask('model.list', {})
    const path = join(folder, 'models', model!.id, 'model.json')
    const whole = await readFile(path)
    await writeFile(path, whole.subarray(0, 100))
    await expect(ask('model.get', { model: model!.id })).rejects.toThrow(
      /model.json" is damaged: it is not complete JSON/,
    )
    expect(await ask('map.points', {})).toHaveLength(1)
    expect(await ask('dataSet.list', {})).toHaveLength(1)
    await writeFile(path, whole)
    expect(await ask('map.points', {})).toHaveLength(2)
  })
})

it('never sends arrays of pixels or predictions across', () => {
  // All pixels of the data set are 24,576 numbers, all predictions of the study 768.
  expect(largest).toBeGreaterThan(1_000)
  expect(largest).toBeLessThan(150_000)
})
