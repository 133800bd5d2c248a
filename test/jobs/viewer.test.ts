import { describe, expect, it, vi } from 'vitest'
import { Viewer } from '../../src-main/jobs/viewer'
import type { JobRequest } from '../../src-main/contract/tasks'
import type { Launch, ProcessEnd } from '../../src-main/jobs/channel'
import type { Picture } from '../../src-main/contract/look'

/** A process that draws a picture as one byte, its index; image 13 cannot be drawn. */
function drawing(): { launch: Launch; requests: JobRequest[]; started: () => number; ended: () => number } {
  const requests: JobRequest[] = []
  let started = 0
  let ended = 0
  const launch: Launch = () => {
    started++
    let alive = true
    let message: (message: unknown) => void = () => undefined
    let end: (end: ProcessEnd) => void = () => undefined
    return {
      send: (request) => {
        requests.push(request)
        setImmediate(() => {
          if (!alive) return
          if (request.request === 'labels') message({ message: 'labels', total: 0, images: [] })
          if (request.request !== 'pictures') return
          const pictures = request.pictures.map((picture) => {
            const index = ('index' in picture ? picture.index : null) ?? 0
            return index === 13
              ? { error: { kind: 'usage', message: 'There is no image 13.' } }
              : { png: Uint8Array.of(index) }
          })
          message({ message: 'pictures', pictures })
        })
      },
      onMessage: (listener) => (message = listener),
      onEnd: (listener) => (end = listener),
      kill: (signal) => {
        if (!alive) return
        alive = false
        ended++
        setImmediate(() => end({ code: null, signal, stderr: '' }))
      },
    }
  }
  return { launch, requests, started: () => started, ended: () => ended }
}

const images = {
  specification: { path: '/x', format: 'npy' as const, transforms: { gray: false } },
  hash: '0'.repeat(64),
  limit: null,
}
const picture = (index: number): Picture => ({ kind: 'image', images, index })
const question = { request: 'labels' as const, images, label: null, start: 0, count: 1 }

describe('the viewer', () => {
  it('answers what planning reads in the process that draws: none is started for it', async () => {
    const process = drawing()
    const viewer = new Viewer(process.launch)
    await viewer.picture(picture(1))
    expect(await viewer.run(question)).toMatchObject({ message: 'labels' })
    expect(process.started()).toBe(1)
    await viewer.close()
  })

  it('asks for what is wanted in one turn together, and answers each on its own', async () => {
    const process = drawing()
    const viewer = new Viewer(process.launch)
    const drawn = await Promise.allSettled([1, 13, 2].map((index) => viewer.picture(picture(index))))
    expect(drawn.map((one) => (one.status === 'fulfilled' ? one.value[0] : String(one.reason)))).toEqual([
      1,
      'UserError: There is no image 13.',
      2,
    ])
    expect(process.requests).toHaveLength(1)
    await viewer.close()
  })

  it('answers a question before pictures that wait', async () => {
    const process = drawing()
    const viewer = new Viewer(process.launch)
    const all = Promise.all(Array.from({ length: 130 }, (_, i) => viewer.picture(picture(i + 20))))
    await Promise.all([all, viewer.ask(question)])
    expect(process.requests.map(({ request }) => request)).toEqual([
      'labels',
      'pictures',
      'pictures',
      'pictures',
    ])
    await viewer.close()
  })

  it('ends its process when nobody asks, and starts another one later', async () => {
    const process = drawing()
    const viewer = new Viewer(process.launch, 1)
    await viewer.picture(picture(1))
    await vi.waitUntil(() => process.ended() > 0, { timeout: 120_000 })
    expect(await viewer.picture(picture(2))).toEqual(Uint8Array.of(2))
    expect(process.started()).toBe(2)
    await viewer.close()
  })

  it('refuses what still waits when it is closed, and starts nothing any more', async () => {
    const process = drawing()
    const viewer = new Viewer(process.launch)
    const waiting = Promise.allSettled([
      viewer.picture(picture(1)),
      viewer.ask(question),
      viewer.ask(question),
    ])
    await viewer.close()
    expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await expect(viewer.picture(picture(1))).rejects.toThrow('The project was closed.')
    await expect(viewer.ask(question)).rejects.toThrow('The project was closed.')
    expect(process.started() - process.ended()).toBe(0)
  })
})
