/** What is said of images that were left out because models were trained on them. */
import { expect, it } from 'vitest'
import { measuredImages } from '../../src-main/studies/measured-images'
import { selectedImages, trainingImages } from '../../src-main/datasets/subset'
import type { TrainingSplit } from '../../src-main/contract/images/selection'
import type { DataChoice } from '../../src-main/contract/studies/choices'

const IMAGES = 10_000
const split = (seed: number): TrainingSplit => ({ limit: null, validationFraction: 0.1, seed })

function notices(leftOut: TrainingSplit[], images = IMAGES): string[] {
  const labels = new Int32Array(images)
  const chosen = selectedImages({ labels, classNames: ['a'] }, { rule: { kind: 'all' }, leftOut })
  const out = trainingImages(images, leftOut).size
  expect(chosen.length).toBe(images - out)
  const found = { images: chosen.length, perClass: [chosen.length], leftOut: out, training: 0, validation: 0 }
  const data: DataChoice = {
    dataSet: 'd',
    split: null,
    hash: 'a'.repeat(64),
    images,
    limit: chosen.length,
    selection: { rule: { kind: 'all' }, leftOut, found },
  }
  return measuredImages({ data, models: [] }, { dataSets: new Map(), models: new Map() }).notices
}

it('three splits leave 8 of 10,000 images, of which is warned', () => {
  const said = notices([0, 1, 2].map(split))
  expect(said).toContainEqual(
    expect.stringMatching(
      /^Only 8 of 10000 images are new to every model of the study, because 3 trainings kept different images apart/,
    ),
  )
})

it('one split leaves a tenth, of which is not warned unless that is few', () => {
  expect(notices([split(0)])).toEqual([
    '9000 images of the data set are left out because a model of the study was trained on them.',
  ])
  expect(notices([split(0)], 500)[1]).toBe(
    'Only 50 of 500 images are new to the models of the study: a test set has more.',
  )
})
