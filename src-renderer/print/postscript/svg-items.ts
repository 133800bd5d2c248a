/**
 * The items of an SVG whose text is outlines, as the browser has laid it out: styles, places and clips are asked of the document,
 * never worked out from attributes. What has no place in PostScript, and is in none of our figures, is refused by name.
 */
import { colourOf } from './colour-words'
import { boxOf, common } from './items'
import { pathOf, shapeData } from './path'
import { patternParts } from './patterns'
import { gradientPicture, pictureOf } from './pictures'
import type { Area, Box, Item, Path, Point, Stroke } from './items'

/** From the user's units of an element to points of the page. */
export type Placing = (element: SVGGraphicsElement) => DOMMatrix

interface Around {
  alpha: number
  /** Of the outermost translucent group; null: there is none. */
  over: number | null
  clips: readonly Area[]
}

const NOTHING = new Set(['defs', 'clipPath', 'linearGradient', 'title', 'desc', 'style', 'metadata'])

/** @param root in the document; its size is in CSS pixels */
export async function itemsOf(root: SVGSVGElement): Promise<Item[]> {
  const { width, height } = root.viewBox.baseVal
  const base = root.getScreenCTM()!.inverse()
  const page = new DOMMatrix([0.75, 0, 0, -0.75, 0, 0.75 * height])
  const placing: Placing = (element) => page.multiply(base.multiply(element.getScreenCTM()!))
  const items: Item[] = []
  const walk = async (element: Element, around: Around): Promise<void> => {
    if (NOTHING.has(element.localName) || !(element instanceof SVGGraphicsElement)) return
    const style = getComputedStyle(element)
    if (style.display === 'none') return
    const opacity = Number(style.opacity)
    const own: Around = {
      alpha: around.alpha * opacity,
      over: around.over ?? (opacity < 1 ? items.length : null),
      clips: [...around.clips, ...clipsOf(element, style, placing)],
    }
    if (['svg', 'g', 'a'].includes(element.localName)) {
      for (const child of element.children) await walk(child, own)
      return
    }
    if (style.visibility === 'hidden' || own.alpha === 0) return
    if (element instanceof SVGImageElement) {
      items.push(await pictureOf(element, placing(element), own.alpha, own.clips))
      return
    }
    const data = shapeData(element)
    if (data === null) throw new Error(`a figure with <${element.localName}> cannot be written as EPS`)
    if (data !== '') paintShape(element, placed(data, placing(element)), placing(element), style, own)
  }
  const paintShape = (
    element: SVGGraphicsElement,
    path: Path,
    matrix: DOMMatrix,
    style: CSSStyleDeclaration,
    own: Around,
  ): void => {
    if (path.length === 0) return
    const [first, second] = style.paintOrder.startsWith('stroke')
      ? (['stroke', 'fill'] as const)
      : (['fill', 'stroke'] as const)
    for (const kind of [first, second]) {
      const paint = kind === 'fill' ? style.fill : style.stroke
      if (paint === 'none' || paint === '') continue
      const stroke = kind === 'stroke' ? strokeOf(style, matrix) : null
      if (stroke?.width === 0) continue
      const area: Area = { path, evenOdd: kind === 'fill' && style.fillRule === 'evenodd' }
      const box = bounded(
        boxOf(path, stroke === null ? 0 : (stroke.width / 2) * stroke.miterLimit),
        own.clips,
      )
      if (box === null) continue
      if (paint.startsWith('url(')) {
        const shades = named(element, paint)
        const inside = { ...own, clips: [...own.clips, area] }
        if (!(shades instanceof SVGPatternElement))
          items.push(gradientPicture(shades, boxOf(path), inside.clips))
        else
          for (const { part, path: tiles, matrix: tile } of patternParts(shades, matrix, boxOf(path))) {
            const partStyle = getComputedStyle(part)
            const alpha = own.alpha * Number(partStyle.opacity)
            paintShape(part, tiles, tile, partStyle, { ...inside, alpha })
          }
        continue
      }
      const { colour, alpha } = colourOf(paint)
      const clear = own.alpha * alpha * Number(kind === 'fill' ? style.fillOpacity : style.strokeOpacity)
      if (clear > 0)
        items.push({
          kind,
          area,
          stroke,
          colour,
          alpha: clear,
          over: own.over ?? items.length,
          clips: own.clips,
          box,
        })
    }
  }
  await walk(root, {
    alpha: 1,
    over: null,
    clips: [{ path: rectangle(0, 0, 0.75 * width, 0.75 * height), evenOdd: false }],
  })
  return items
}

/** Null: nothing of it is inside of all clips. */
function bounded(box: Box, clips: readonly Area[]): Box | null {
  let result: Box | null = box
  for (const { path } of clips) result = result && common(result, boxOf(path))
  return result
}

function clipsOf(element: SVGGraphicsElement, style: CSSStyleDeclaration, placing: Placing): Area[] {
  const result: Area[] = []
  if (style.clipPath !== 'none') {
    const clip = named(element, style.clipPath)
    const parts = [...clip.children].map((child) => ({
      data: shapeData(child),
      style: getComputedStyle(child),
    }))
    if (
      parts.length !== 1 ||
      parts[0]!.data === null ||
      clip.getAttribute('clipPathUnits') === 'objectBoundingBox'
    )
      throw new Error('a figure with such a clip cannot be written as EPS')
    const [{ data, style: clipStyle }] = parts as [{ data: string; style: CSSStyleDeclaration }]
    result.push({ path: placed(data, placing(element)), evenOdd: clipStyle.clipRule === 'evenodd' })
  }
  if (element instanceof SVGSVGElement && element.ownerSVGElement !== null && style.overflow === 'hidden') {
    const { x, y, width, height } = element
    const [left, top, wide, high] = [x, y, width, height].map(({ baseVal }) => baseVal.value)
    const parent = element.parentNode as unknown as SVGGraphicsElement
    result.push({
      path: placed(`M${left},${top}h${wide}v${high}h${-wide!}Z`, placing(parent)),
      evenOdd: false,
    })
  }
  return result
}

function named(element: Element, reference: string): Element {
  const id = /#([^"')]+)/.exec(reference)?.[1] ?? ''
  const found = element.ownerDocument.getElementById(id)
  if (found === null) throw new Error(`a figure's part refers to "${id}", which is not in it`)
  return found
}

function placed(data: string, matrix: DOMMatrix): Path {
  return pathOf(data, (x, y): Point => [
    matrix.a * x + matrix.c * y + matrix.e,
    matrix.b * x + matrix.d * y + matrix.f,
  ])
}

export function rectangle(left: number, bottom: number, right: number, top: number): Path {
  return [
    { kind: 'move', to: [left, bottom] },
    { kind: 'line', to: [right, bottom] },
    { kind: 'line', to: [right, top] },
    { kind: 'line', to: [left, top] },
    { kind: 'close' },
  ]
}

/** Lengths at the scale of the element; figures are never stretched in one direction only. */
function strokeOf(style: CSSStyleDeclaration, matrix: DOMMatrix): Stroke {
  const scale = Math.sqrt(Math.abs(matrix.a * matrix.d - matrix.b * matrix.c))
  const length = (value: string): number => scale * Number.parseFloat(value)
  const dashes = style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[\s,]+/).map(length)
  return {
    width: length(style.strokeWidth),
    cap: ({ butt: 0, round: 1, square: 2 } as const)[style.strokeLinecap as 'butt' | 'round' | 'square'],
    join: style.strokeLinejoin === 'round' ? 1 : style.strokeLinejoin === 'bevel' ? 2 : 0,
    miterLimit: Math.max(1, Number(style.strokeMiterlimit)),
    dashes: dashes.some((dash) => dash > 0) ? dashes : [],
    dashOffset: length(style.strokeDashoffset),
  }
}
