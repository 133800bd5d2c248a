/** EPS: what is painted is what blending gives, as Ghostscript draws it; what is written is read back. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { epsFacts } from '../../../src-main/workbench/figures/check-eps'
import { outlineData } from '../../../src-renderer/print/outline-data'
import { ascii85, postScript } from '../../../src-renderer/print/postscript/document'
import { flattened } from '../../../src-renderer/print/postscript/flatten'
import { boxOf } from '../../../src-renderer/print/postscript/items'
import type { Colour, Item, Painted, Path, Picture } from '../../../src-renderer/print/postscript/items'

const run = promisify(execFile)
const hasGhostscript = (process.env['PATH'] ?? '').split(':').some((each) => existsSync(join(each, 'gs')))

const rectangle = (left: number, bottom: number, right: number, top: number): Path => [
  { kind: 'move', to: [left, bottom] },
  { kind: 'line', to: [right, bottom] },
  { kind: 'line', to: [right, top] },
  { kind: 'line', to: [left, top] },
  { kind: 'close' },
]

function fill(path: Path, colour: Colour, alpha: number, over: number, clips: Path[] = []): Painted {
  return {
    kind: 'fill',
    area: { path, evenOdd: false },
    stroke: null,
    colour,
    alpha,
    over,
    clips: clips.map((each) => ({ path: each, evenOdd: false })),
    box: boxOf(path),
  }
}

const [WIDTH, HEIGHT] = [120, 60]
const ground = fill(rectangle(0, 0, WIDTH, HEIGHT), [1, 1, 1], 1, 0)
const page = { title: 'Blur (σ) lowers f_rev', width: WIDTH, height: HEIGHT }

/** Three areas upon one another and upon a line, a clip, a translucent group of two, and a picture under a veil. */
function scene(): Item[] {
  const picture: Picture = {
    kind: 'picture',
    matrix: [20, 0, 0, 20, 95, 35],
    width: 2,
    height: 2,
    // Red, green; blue, black.
    pixels: Uint8Array.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0]),
    clips: [],
    box: { left: 95, bottom: 35, right: 115, top: 55 },
  }
  return [
    ground,
    fill(rectangle(0, 28, 60, 32), [0, 0, 0], 1, 1),
    fill(rectangle(5, 5, 45, 45), [1, 0, 0], 0.5, 2),
    fill(rectangle(15, 15, 55, 55), [0, 0, 1], 0.25, 3),
    fill(rectangle(20, 10, 50, 50), [0, 1, 0], 0.5, 4, [rectangle(0, 0, 35, HEIGHT)]),
    // A group of opacity 0.5: its second member hides its first.
    fill(rectangle(65, 5, 85, 25), [1, 0, 0], 0.5, 5),
    fill(rectangle(75, 5, 90, 25), [0, 0, 1], 0.5, 5),
    picture,
    fill(rectangle(95, 35, 115, 45), [1, 1, 1], 0.5, 8),
  ]
}

/** Porter & Duff's "over" from the bottom, worked out point by point. */
function blended(layers: readonly { colour: Colour; alpha: number }[]): number[] {
  return [0, 1, 2].map((i) =>
    Math.round(
      255 * layers.reduce((below, { colour, alpha }) => (1 - alpha) * below + alpha * colour[i]!, 1),
    ),
  )
}
const black = { colour: [0, 0, 0] as const, alpha: 1 }
const red = { colour: [1, 0, 0] as const, alpha: 0.5 }
const blue = { colour: [0, 0, 1] as const, alpha: 0.25 }
const green = { colour: [0, 1, 0] as const, alpha: 0.5 }
const POINTS: [string, [number, number], number[]][] = [
  ['the ground', [2, 2], [255, 255, 255]],
  ['one area', [10, 10], blended([red])],
  ['one area on a line', [10, 30], blended([black, red])],
  ['two areas', [40, 20], blended([red, blue])],
  ['two areas on a line', [40, 30], blended([black, red, blue])],
  ['three areas', [25, 40], blended([red, blue, green])],
  ['three areas on a line', [25, 30], blended([black, red, blue, green])],
  ['outside of the third one’s clip', [40, 40], blended([red, blue])],
  ['a group’s first', [70, 15], blended([red])],
  ['a group’s second, which hides the first', [80, 15], blended([{ colour: [0, 0, 1], alpha: 0.5 }])],
  ['a picture', [100, 50], [255, 0, 0]],
  ['a picture’s second column', [110, 50], [0, 255, 0]],
  ['a picture through an area', [100, 40], [128, 128, 255]],
]

describe.skipIf(!hasGhostscript)(
  `painted by Ghostscript${hasGhostscript ? '' : ' (skipped: gs is not installed)'}`,
  () => {
    let folder: string
    let pixels: Buffer
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'halfpower-eps-'))
      await writeFile(join(folder, 'a.eps'), await postScript(scene(), page))
      await run('gs', [
        '-q',
        '-dNOPAUSE',
        '-dBATCH',
        '-dEPSCrop',
        '-sDEVICE=png16m',
        '-r72',
        `-sOutputFile=${join(folder, 'a.png')}`,
        join(folder, 'a.eps'),
      ])
      const { data, info } = await sharp(join(folder, 'a.png')).raw().toBuffer({ resolveWithObject: true })
      expect({ width: info.width, height: info.height }).toEqual({ width: WIDTH, height: HEIGHT })
      pixels = data
    })
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true })
    })

    it.each(POINTS)('%s', (_, [x, y], colour) => {
      const at = 3 * ((HEIGHT - 1 - y) * WIDTH + x)
      const found = [...pixels.subarray(at, at + 3)]
      for (const [i, value] of colour.entries())
        expect(Math.abs(found[i]! - value), String(found)).toBeLessThanOrEqual(1)
    })
  },
)

describe('an EPS read back', () => {
  it('has its size and counts what is painted', async () => {
    const facts = epsFacts(Buffer.from(await postScript(scene(), { ...page, width: 119.4 }), 'latin1'))
    expect(facts).toMatchObject({ width: 119.4, height: 60, strokes: 0 })
    expect(facts.pictures).toBeGreaterThanOrEqual(2)
  })

  const damages: [string, (text: string) => string, RegExp][] = [
    ['cut off', (text) => text.slice(0, -200), /no complete EPS/],
    ['a text', (text) => text.replace('\nQ\nend', '\n(words) show\nQ\nend'), /"\(words\)"/],
    ['a number that is none', (text) => text.replace('0 0 m', 'NaN 0 m'), /"NaN"/],
    ['a part that is not closed', (text) => text.replace('\nQ\nend', '\nq\nQ\nend'), /was not closed/],
    [
      'another box',
      (text) => text.replace('%%BoundingBox: 0 0 120', '%%BoundingBox: 0 0 150'),
      /bounding boxes/,
    ],
    ['no box', (text) => text.replace('%%HiResBoundingBox', '%%Other'), /no HiResBoundingBox/],
    ['a sign that is not ASCII', (text) => text.replace('Halfpower', 'Hölfpower'), /not ASCII/],
  ]
  it.each(damages)('%s is found', async (_, damage, sentence) => {
    const text = damage(await postScript(scene(), page))
    expect(() => epsFacts(Buffer.from(text, 'latin1'))).toThrow(sentence)
  })

  it('packs bytes as others do', () => {
    // As Python's base64.a85encode gives them.
    expect(ascii85(Buffer.from('Man is distinguished'))).toBe('9jqo^BlbD-BleB1DJ+*+F(f,q')
    expect(ascii85(Uint8Array.from([0, 0, 0, 0, 1]))).toBe('z!<')
  })
})

it('many translucent lines upon one another do not double with each', () => {
  const items = [
    ground,
    ...Array.from({ length: 40 }, (_, i) => fill(ground.area.path, [0, 0, 0], 0.1, i + 1)),
  ]
  const steps = flattened(items)
  expect(steps.length).toBeLessThan(200_000)
  expect(steps.filter(({ kind }) => kind === 'inside').length).toBe(
    steps.filter(({ kind }) => kind === 'end').length,
  )
})

it('numbers just above a whole one are written as it', () => {
  expect(
    outlineData({ commands: [{ type: 'M', x: 12.0000000000000018, y: 3 + 4e-13 }, { type: 'Z' }] }),
  ).toBe('M12 3Z')
  expect(outlineData({ commands: [{ type: 'Q', x1: 1e-9, y1: 1.23456, x: -1e-9, y: -2.5 }] })).toBe(
    'Q0 1.235 0 -2.5',
  )
})
