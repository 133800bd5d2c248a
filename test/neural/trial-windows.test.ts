/**
 * Responses in time as NWB files hold them, measured in windows after the beginning of trials, against what NumPy counts and
 * averages one spike and one sample at a time (test/golden/neural/make_nwb.py; h5py wrote the file).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openArrayFile } from '../../src-main/neural/arrays/array-file'
import { assembleRecording } from '../../src-main/neural/recording/assemble'
import { readRecording } from '../../src-main/neural/recording/read-recording'
import { timedResponses, trialTables } from '../../src-main/neural/recording/timed-tables'
import { windowedTrials } from '../../src-main/neural/recording/trial-windows'
import { ROOT } from '../support/root'
import type { ArrayFile, NumberArray } from '../../src-main/neural/arrays/array-file'
import type { ArrayChoice } from '../../src-main/neural/recording/read-recording'
import type { Window } from '../../src-main/neural/recording/trial-windows'

const GOLDEN = join(ROOT, 'test/golden/neural')
interface Golden {
  shown: number[]
  counts: Record<string, number[][]>
  means: Record<string, number[][]>
}
const golden = JSON.parse(readFileSync(join(GOLDEN, 'trials.json'), 'utf8')) as Golden
const FLUORESCENCE = '/processing/ophys/Fluorescence/RoiResponseSeries'
const NOTHING: ArrayChoice = {
  ...{ responses: null, axes: null, images: null, imagesFile: null, imageAxes: null, imageIndex: null },
  ...{ firstIndex: null, blank: null, trials: null, window: null, dropNaN: false },
}
/** What is right for the file. */
const CHOSEN: Partial<ArrayChoice> = {
  ...{ responses: '/units', trials: '/intervals/trials', window: [50, 150], imageIndex: 'frame', blank: -1 },
  images: '/stimulus/templates/pictures/data',
}

let file: ArrayFile
beforeAll(async () => {
  file = await openArrayFile(join(GOLDEN, 'trials.nwb'))
})
afterAll(async () => await file.close())

const windowOf = (name: string): Window => name.split(',').map(Number) as [number, number]
const found = (name: string) => timedResponses(file).find((each) => each.name === name)!
const trialsOf = (name: string) => trialTables(file).find((each) => each.name === name)!
const read = (choice: Partial<ArrayChoice>) =>
  readRecording(file, 'it', { ...NOTHING, ...CHOSEN, ...choice }, null)

describe('what has times in an NWB file', () => {
  it('is found by its names, also behind a link, and running speed is no table of trials', () => {
    expect(timedResponses(file).map(({ name, kind, neurons }) => [name, kind, neurons])).toEqual(
      expect.arrayContaining([
        ['/units', 'spikes', 5],
        [FLUORESCENCE, 'samples', 4],
        ['/processing/ophys/DfOverF/RoiResponseSeries', 'samples', 4],
      ]),
    )
    expect(timedResponses(file)).toHaveLength(3)
    expect(trialTables(file).map(({ name, trials }) => [name, trials])).toEqual(
      expect.arrayContaining([
        ['/intervals/trials', 20],
        ['/stimulus/presentation/pictures', 18],
      ]),
    )
    expect(trialTables(file)).toHaveLength(2)
  })
})

describe.each(Object.keys(golden.counts))('in the window of %s ms', (name) => {
  it('spikes are those that NumPy counts, at 5000 s where single precision would miss edges', async () => {
    const { trials } = await windowedTrials(
      { ...found('/units'), watched: null } as ReturnType<typeof found>,
      trialsOf('/intervals/trials'),
      windowOf(name),
      false,
      'it',
    )
    expect([trials.rows, trials.neurons]).toEqual([20, 5])
    expect([...(await trials.read(0, 20))]).toEqual(golden.counts[name]!.flat())
    expect([...(await trials.read(3, 1))]).toEqual(golden.counts[name]![3])
  })

  it.each([
    [FLUORESCENCE, 1],
    ['/processing/ophys/DfOverF/RoiResponseSeries', 2],
  ])('samples of %s have the mean that NumPy finds', async (series, factor) => {
    const { trials } = await windowedTrials(
      found(series),
      trialsOf('/intervals/trials'),
      windowOf(name),
      false,
      'it',
    )
    const values = await trials.read(0, 20)
    golden.means[name]!.flat().forEach((mean, i) => expect(values[i]).toBeCloseTo(factor * mean, 5))
  })
})

describe('a recording of them', () => {
  it('has repeats by the image that the table names, without blanks, and says how it was measured', async () => {
    const recording = await read({})
    const assembled = await assembleRecording({
      ...recording,
      storesPictures: true,
      dropNaN: false,
      standard: null,
    })
    expect(assembled).toMatchObject({ neurons: 5, images: 6, trials: 18, repeats: { least: 3, most: 3 } })
    const pieces: number[] = []
    for await (const piece of assembled.tensors[0]!.pieces()) pieces.push(...(piece as Float32Array))
    const wanted = [0, 1, 2, 3, 4, 5].flatMap((image) =>
      golden.shown.flatMap((shown, trial) => (shown === image ? golden.counts['50,150']![trial]! : [])),
    )
    expect(pieces).toEqual(wanted)
    expect([...recording.remarks, ...assembled.remarks].join(' ')).toMatch(
      /numbers of spikes of all 5 units of '\/units' in the window of 50 to 150 ms.*2 of 20 trials show no image \(-1/s,
    )
  })

  it('an IndexSeries says by itself which image it shows', async () => {
    const { imageOfRow, trials } = await read({
      ...{ trials: 'stimulus/presentation/pictures', imageIndex: 'data', blank: null },
    })
    expect([...imageOfRow!]).toEqual(golden.shown.filter((image) => image >= 0))
    expect(await trials.read(0, 1)).toEqual(Float32Array.from(golden.counts['50,150']![0]!))
  })

  it('a table of responses with a row for each trial needs no window', async () => {
    const { trials, imageOfRow } = await read({
      ...{ responses: '/analysis/table/responses', trials: null, window: null },
      imageIndex: '/intervals/trials/frame',
    })
    expect([...(await trials.read(1, 1))]).toEqual([7.5, 9, 10.5, 12, 13.5])
    expect([...imageOfRow!]).toEqual(golden.shown)
  })

  it('says where a window reaches into something else', async () => {
    expect((await read({ window: [-100, 300], dropNaN: true })).remarks.join(' ')).toMatch(
      /In 20 of 20 trials of '\/intervals\/trials' the window reaches beyond the trial's own end/,
    )
    const { remarks } = await read({ responses: FLUORESCENCE, window: [0, 600] })
    expect(remarks.join(' ')).toMatch(
      /In 19 of 20 trials the window begins before that of the trial before has ended/,
    )
    expect((await read({})).remarks.join(' ')).not.toMatch(/reaches beyond|begins before/)
  })
})

describe('what is refused, in one sentence', () => {
  it.each<[string, Partial<ArrayChoice>, RegExp]>([
    ['no window', { window: null }, /--window FROM,TO .* e\.g\. 50,250: the file does not say/],
    ['no trials', { trials: null }, /--trials which \('\/intervals\/trials' \(20 trials\)/],
    [
      'times without either',
      { trials: null, window: null },
      /'\/units' in it holds spike times of 5 units: say with --trials/,
    ],
    ['a window turned around', { window: [250, 50] }, /--window 250,50 ends before it begins/],
    ['another table', { trials: 'epochs' }, /no table of trials 'epochs': it has/],
    ['several responses', { responses: null }, /holds .*'\/units' \(5 units\).*--responses/],
    ['responses that are none', { responses: '/units/id' }, /no responses in time '\/units\/id'/],
    ['axes', { axes: ['neurons', 'images'] }, /--axes means nothing/],
    [
      'no image index',
      { imageIndex: null, blank: null },
      /20 trials, and there are 6 images: say with --image-index .*'frame'/,
    ],
    ['text', { imageIndex: 'stimulus_name' }, /'stimulus_name' in it holds text or references/],
    ['a column that is not there', { imageIndex: 'image' }, /has no column 'image': it has .*'frame'/],
    [
      'another length',
      { imageIndex: '/stimulus/presentation/pictures/data' },
      /has 18 numbers, and '\/intervals\/trials' has 20/,
    ],
    ['blanks unsaid', { blank: null }, /-1 stands for no image \(then say --blank -1\)/],
    ['blank without index', { imageIndex: null }, /--blank -1 is a number of --image-index/],
    [
      'units not watched',
      { window: [-100, 300] },
      /In 1 of 20 trials .* not watched .*trial 5, counted from 0.*--drop-nan/,
    ],
    [
      'between samples',
      { responses: FLUORESCENCE, window: [0, 5] },
      /the window of 0 to 5 ms holds no sample/,
    ],
  ])('%s', async (_what, choice, words) => {
    await expect(read(choice)).rejects.toThrow(words)
  })

  it.each<[string, string, Float64Array, RegExp]>([
    [
      'spike_times_index',
      '/units/spike_times_index',
      Float64Array.of(5, 3, 9, 9, 9),
      /row 1 ends at 3, after 5/,
    ],
    [
      'spike_times_index',
      '/units/spike_times_index',
      Float64Array.of(1, 1, 2, 2, 3),
      /ends at 3, and .* numbers/,
    ],
    [
      'start_time',
      '/intervals/trials/start_time',
      new Float64Array(20).fill(NaN),
      /should hold moments .* has NaN at 0/,
    ],
  ])('a damaged %s', async (_what, path, values, words) => {
    const damaged: ArrayFile = {
      ...file,
      arrays: file.arrays.map((array): NumberArray =>
        array.name === path ? { ...array, readDoubles: () => Promise.resolve(values.slice()) } : array,
      ),
    }
    await expect(readRecording(damaged, 'it', { ...NOTHING, ...CHOSEN }, null)).rejects.toThrow(words)
  })
})
