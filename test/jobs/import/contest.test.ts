/** Trying many ways on few images first: it ends where trying all of them on all images ends, with a part of the work. */
import { describe, expect, it } from 'vitest'
import { contest, isBehind, ranking, stagesOf } from '../../../src-main/jobs/import/contest'
import { generator } from '../../../src-main/random/generator'

interface Way {
  number: number
  accuracy: number
  images: number
}
const IMAGES = 500

/** Each way is right about each image with its own probability, and how many it takes is counted. */
async function play(probabilities: readonly number[], seed: number) {
  const right = probabilities.map((probability, number) => {
    const random = generator(seed, 'answers of a way', number)
    return Array.from({ length: IMAGES }, () => random.uniform() < probability)
  })
  let work = 0
  const on = (number: number, images: number): Way => {
    work += images
    const count = right[number]!.slice(0, images).filter(Boolean).length
    return { number, images, accuracy: count / images }
  }
  const stages = stagesOf(IMAGES)
  const all = probabilities.map((_, number) => on(number, stages[0]!))
  const rank = ranking<Way>(({ number }) => number)
  await contest(all, stages, rank, ({ number }, images) => {
    all[all.findIndex((one) => one.number === number)] = on(number, images)
    return Promise.resolve(true)
  })
  const contestWork = work
  const [best] = probabilities.map((_, number) => on(number, IMAGES)).sort(rank)
  return { all, best: best!, share: contestWork / (IMAGES * probabilities.length) }
}

describe('a contest on few images first', () => {
  it('ends as a trial on all images does, whatever the numbers', async () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = generator(seed, 'probabilities')
      const top = 0.3 + 0.7 * random.uniform()
      const probabilities = Array.from({ length: 30 }, (_, i) => (i === 17 ? top : top * random.uniform()))
      const { all, best } = await play(probabilities, seed)
      expect(all[0]).toEqual(best)
    }
  })

  it('takes a small part of the work where one is right and the others are not', async () => {
    const { all, share } = await play([...Array.from({ length: 29 }, () => 0.2), 0.9], 1)
    expect(all[0]).toMatchObject({ number: 29, images: IMAGES })
    expect(share).toBeLessThan(0.15)
  })

  it('tells the best from the rest on all images where hardly anything tells them apart', async () => {
    const { all, best } = await play([0.86, 0.84, 0.85], 3)
    expect(all.map(({ images }) => images)).toEqual([IMAGES, IMAGES, IMAGES])
    expect(all[0]).toEqual(best)
  })

  it('puts nothing behind that chance may have put there', () => {
    expect(isBehind({ accuracy: 0.2, images: 50 }, { accuracy: 0.9, images: 50 })).toBe(true)
    expect(isBehind({ accuracy: 0.6, images: 50 }, { accuracy: 0.85, images: 50 })).toBe(false)
    expect(isBehind({ accuracy: 0.5, images: 50 }, { accuracy: 0.5, images: 500 })).toBe(false)
  })

  it('has all images as its last stage, and no stage that is nearly that', () => {
    expect(stagesOf(500)).toEqual([50, 150, 500])
    expect(stagesOf(200)).toEqual([50, 200])
    expect(stagesOf(60)).toEqual([60])
  })
})
