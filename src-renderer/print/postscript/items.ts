/**
 * What an EPS paints, in its order: shapes and pictures in points of the page, upwards from its lower left corner. Not yet
 * PostScript: an item may be translucent here (flatten.ts).
 */

export type Point = readonly [x: number, y: number]
/** As in PostScript: where to, with the two control points of a curve before it. */
export type Segment =
  | { kind: 'move' | 'line'; to: Point }
  | { kind: 'curve'; first: Point; second: Point; to: Point }
  | { kind: 'close' }
export type Path = readonly Segment[]

/** 0 … 1 */
export type Colour = readonly [red: number, green: number, blue: number]

export interface Box {
  left: number
  bottom: number
  right: number
  top: number
}

export interface Area {
  path: Path
  evenOdd: boolean
}

export interface Stroke {
  /** Points. */
  width: number
  cap: 0 | 1 | 2
  join: 0 | 1 | 2
  miterLimit: number
  dashes: readonly number[]
  dashOffset: number
}

interface Common {
  /** Areas outside of which nothing of it is painted. */
  clips: readonly Area[]
  box: Box
}

export interface Painted extends Common {
  kind: 'fill' | 'stroke'
  area: Area
  /** Of a stroke. */
  stroke: Stroke | null
  colour: Colour
  /** 1: opaque. */
  alpha: number
  /** How many items lie under it: those before it, or, for a part of a translucent group, those before the group. */
  over: number
}

export interface Picture extends Common {
  kind: 'picture'
  /** [a b c d e f]: where the unit square comes to lie. */
  matrix: readonly [number, number, number, number, number, number]
  width: number
  height: number
  /** RGB, three bytes a pixel, rows from the top; opaque. */
  pixels: Uint8Array
}

export type Item = Painted | Picture

export function boxOf(path: Path, margin = 0): Box {
  const box: Box = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity }
  const take = ([x, y]: Point): void => {
    box.left = Math.min(box.left, x - margin)
    box.right = Math.max(box.right, x + margin)
    box.bottom = Math.min(box.bottom, y - margin)
    box.top = Math.max(box.top, y + margin)
  }
  for (const segment of path) {
    if (segment.kind === 'close') continue
    if (segment.kind === 'curve') {
      take(segment.first)
      take(segment.second)
    }
    take(segment.to)
  }
  return box
}

/** Null: they have nothing in common. */
export function common(one: Box, other: Box): Box | null {
  const box = {
    left: Math.max(one.left, other.left),
    bottom: Math.max(one.bottom, other.bottom),
    right: Math.min(one.right, other.right),
    top: Math.min(one.top, other.top),
  }
  return box.left < box.right && box.bottom < box.top ? box : null
}
