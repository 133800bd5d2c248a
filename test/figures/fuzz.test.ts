/**
 * Every builder of the folder with every number of its input replaced, in turn, by what has no place on an axis; with
 * nothing, one point, equal points, and ten thousand. Required: it answers; what it answers is JSON without holes for
 * NaN; when a point can no longer be seen, or a bar goes beyond its axis, a sentence says so; no sentence says that a
 * point is drawn which another says is not; and an arrow points at something.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { LayoutAxis } from 'plotly.js'
import type { Figure } from '../../src-main/figures/figure'
import { FUZZ_CASES } from './fuzz-cases'
import type { FuzzCase } from './fuzz-cases'
import { changed, hostileChanges } from './hostile'

const FOLDER = new URL('../../src-main/figures/', import.meta.url)

/** Exported functions that return a figure, by what the sources declare. */
function buildersOfTheFolder(): string[] {
  return builderFiles().flatMap((file) => {
    const source = readFileSync(new URL(file, FOLDER), 'utf8')
    return [
      ...source.matchAll(/export function (\w+)\([^{]*?\): Figure \{/gs),
      ...source.matchAll(/export function (\w+Figure)\(/g),
    ].map(([, name]) => name!)
  })
}

/** The folders beside them hold no builders. */
function builderFiles(): string[] {
  return readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))
}

describe('every builder', () => {
  it('has a fuzz case', () => {
    const builders = [...new Set(buildersOfTheFolder())].filter((name) => name !== 'finish').sort()
    expect(builders.length).toBeGreaterThan(20)
    expect(Object.keys(FUZZ_CASES).sort()).toEqual(builders)
  })

  it('ends with finish, which names what has no place', () => {
    for (const file of builderFiles()) {
      const source = readFileSync(new URL(file, FOLDER), 'utf8')
      if (/export function \w+Figure\(/.test(source)) expect(source, file).toMatch(/return finish\(/)
    }
  })
})

describe.each(Object.entries(FUZZ_CASES))('%s', (_, { input, build, many }: FuzzCase) => {
  const figures = (from: unknown): Figure[] => build(from as never)

  it('names what a number without a place hides', () => {
    const clean = figures(input).map((figure) => ({ notes: figure.notes, seen: visible(figure) }))
    for (const { path, value } of hostileChanges(input)) {
      const where = `${path.join('.')} = ${value}`
      const found = figures(changed(input, path, value))
      found.forEach((figure, i) => {
        check(figure, where)
        const before = clean[i]!
        if (visible(figure) < before.seen) expect(figure.notes, where).not.toEqual(before.notes)
      })
    }
  })

  it('takes everything hostile at once', () => {
    for (const value of [0, -1, NaN, Infinity, -Infinity]) {
      let all = input
      for (const { path } of hostileChanges(input)) all = changed(all, path, value)
      for (const figure of figures(all)) check(figure, `all ${value}`)
    }
  })

  it('takes nothing at all', () => {
    if (Array.isArray(input)) for (const figure of figures([])) check(figure, 'nothing')
  })

  it.each([true, false])('takes ten thousand points (equal: %s)', (same) => {
    for (const figure of figures(many(same))) check(figure, 'many')
  })

  it('takes one point', () => {
    if (Array.isArray(input)) for (const figure of figures(input.slice(0, 1))) check(figure, 'one')
  })
})

/** `expect` for what is asked half a million times: only what fails becomes a sentence. */
function demand(holds: boolean, sentence: () => string): void {
  if (!holds) expect.fail(sentence())
}

function check(figure: Figure, where: string): void {
  const problem = holes(figure.data) ?? holes(figure.layout)
  demand(problem === null, () => `${where}: no number at ${problem}`)
  for (const axis of axesOf(figure)) {
    if (axis.range) demand(axis.range[0] !== axis.range[1], () => `${where}: empty range`)
    // Rows of models have a tick each; numbers have few.
    if (axis.tickvals && axis.ticktext === undefined)
      demand(axis.tickvals.length < 40, () => `${where}: ${axis.tickvals!.length} ticks`)
  }
  const notes = figure.notes.join('\n')
  if (!/\bbars? .*\b(end|ends|goes on)\b/.test(notes)) {
    const beyond = barsBeyond(figure)
    demand(
      beyond.length === 0,
      () => `${where}: bars beyond their axes that no note names: ${beyond.join('; ')}`,
    )
  }
  if (notes.includes('drawn at its edge'))
    demand(
      !/not drawn: at 0 or below, which a logarithmic/.test(notes),
      () => `${where}: drawn at the edge, and said not to be drawn: ${notes}`,
    )
  for (const { x, showarrow, ax, xref } of figure.layout.annotations ?? [])
    if (showarrow === true && ax === 0 && xref === undefined)
      demand(seenAt(figure, x), () => `${where}: an arrow at ${String(x)} that points at nothing`)
}

/** Bars with an end that their axis has no place for. */
function barsBeyond({ data, layout }: Figure): string[] {
  return data.flatMap((trace) =>
    (['x', 'y'] as const).flatMap((which) => {
      if (trace.type !== 'scatter' && trace.type !== 'bar') return []
      const bars = trace[`error_${which}`] as { array?: unknown[]; arrayminus?: unknown[] } | undefined
      const axis = layout[`${which}axis${(trace[`${which}axis`] ?? which).slice(1)}` as 'xaxis'] ?? {}
      return ((trace[which] ?? []) as unknown[]).flatMap((value, i) => {
        // A point without a place is named as a whole.
        if (typeof value !== 'number' || !within(value, axis)) return []
        const up = bars?.array?.[i]
        const down = (bars?.arrayminus ?? bars?.array)?.[i]
        const ends = [
          ...(typeof up === 'number' ? [value + up] : []),
          ...(typeof down === 'number' ? [value - down] : []),
        ]
        return ends.every((end) => within(end, axis)) ? [] : [`${trace.name} ${which}: ${ends.join(' to ')}`]
      })
    }),
  )
}

function seenAt({ data, layout }: Figure, place: unknown): boolean {
  return data.some(
    (trace) =>
      trace.type === 'scatter' &&
      (trace.x as unknown[]).some(
        (x, i) => x === place && within((trace.y as unknown[])[i], layout.yaxis ?? {}),
      ),
  )
}

/** Where a number is none; null when there is no such place. */
function holes(value: unknown): string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? null : String(value)
  if (value === undefined) return 'undefined'
  if (value === null || typeof value !== 'object') return null
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const part: unknown = value[i]
      // Most of what a figure holds.
      if (typeof part === 'number' && Number.isFinite(part)) continue
      const found = holes(part)
      if (found !== null) return `${i}: ${found}`
    }
    return null
  }
  for (const [key, part] of Object.entries(value)) {
    const found = holes(part)
    if (found !== null) return `${key}: ${found}`
  }
  return null
}

function axesOf({ layout }: Figure): Partial<LayoutAxis>[] {
  return Object.entries(layout).flatMap(([name, part]) =>
    /^[xy]axis\d*$/.test(name) ? [part as Partial<LayoutAxis>] : [],
  )
}

/** Points with a place on their axes; of the success curve the horizontal axis ends early on purpose. */
function visible({ data, layout }: Figure): number {
  let count = 0
  for (const trace of data) {
    // Bands and fits: nothing that is read off.
    if (trace.hoverinfo === 'skip') continue
    if (trace.type === 'heatmap') {
      count += (trace.z as unknown[][]).flat().filter((cell) => typeof cell === 'number').length
      continue
    }
    const [xs, ys] = [trace.x as unknown[], trace.y as unknown[]]
    const axis = (which: 'x' | 'y'): Partial<LayoutAxis> =>
      layout[`${which}axis${(trace[`${which}axis`] ?? which).slice(1)}` as 'xaxis'] ?? {}
    const early = trace.type === 'scatter' && trace.mode === 'lines'
    const [across, up] = [axis('x'), axis('y')]
    xs.forEach((x, i) => {
      if ((early || within(x, across)) && x !== null && within(ys[i], up)) count++
    })
  }
  return count
}

function within(value: unknown, { type, range }: Partial<LayoutAxis>): boolean {
  if (typeof value !== 'number') return value !== null && value !== undefined
  if (type === 'log' && value <= 0) return false
  if (range === undefined || type === 'category') return true
  const place = type === 'log' ? Math.log10(value) : value
  const [a, b] = range as [number, number]
  const rounding = Math.abs(b - a) * 1e-6
  return place >= Math.min(a, b) - rounding && place <= Math.max(a, b) + rounding
}
