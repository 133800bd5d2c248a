/** A page of corrupted images where the models' cells have ended after different numbers of images. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { encodeCell } from '../../../src-main/studies/corruption/cell-file'
import { CorruptionAnswers } from '../../../src-main/studies/corruption/look/answers'
import type { GalleryChoice } from '../../../src-main/contract/images/gallery'

const ANY: GalleryChoice = {
  ...{ model: null, beside: null, label: null, outcome: null, besideOutcome: null, confidence: null },
  ...{ sort: 'index', only: null },
}

it('has every image that the models in question have answered', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'halfpower-answers-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const cell = async (name: string, images: number) => {
    const file = join(folder, `${name}.npz`)
    const index = Int32Array.from([7, 3, 9, 1, 4].slice(0, images))
    const label = Int16Array.from(index, (each) => each % 2)
    const predicted = Int16Array.from(index, () => 1)
    const confidence = Float32Array.from(index, () => 0.5)
    await writeFile(file, encodeCell({ index, label, predicted, confidence }))
    return { id: name, file }
  }
  const models = [await cell('few', 2), await cell('all', 5)]
  const answers = new CorruptionAnswers()
  const read = async (choice: Partial<GalleryChoice>) => {
    const request = { request: 'corruption answers' as const, models, start: 0, count: 10 }
    const { of, images } = await answers.read({ ...request, choice: { ...ANY, ...choice } })
    return { of, images: images.map(({ index, answers: those }) => [index, those.length]) }
  }
  const two = [
    [7, 2],
    [3, 2],
  ]
  const rest = [
    [9, 1],
    [1, 1],
    [4, 1],
  ]
  expect(await read({ model: 'all' })).toEqual({ of: 5, images: [...two, ...rest] })
  expect(await read({})).toEqual({ of: 5, images: [...two, ...rest] })
  expect(await read({ model: 'few' })).toEqual({ of: 2, images: two })
  expect(await read({ model: 'all', beside: 'few' })).toEqual({ of: 2, images: two })
})
