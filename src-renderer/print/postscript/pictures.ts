/** Pictures of a figure (heat maps, spectra), and bars of colour, as opaque pixels on white. */
import { colourOf } from './colour-words'
import { boxOf } from './items'
import type { Area, Box, Picture } from './items'

/** Of a bar of colour: more than printers tell apart. */
const SHADES = 256

/** What is clear of a picture shows white, the ground of printed figures. */
export async function pictureOf(
  image: SVGImageElement,
  place: DOMMatrix,
  alpha: number,
  clips: readonly Area[],
): Promise<Picture> {
  const [x, y, width, height] = [image.x, image.y, image.width, image.height].map(
    ({ baseVal }) => baseVal.value,
  )
  const element = new Image()
  element.src = image.href.baseVal
  await element.decode()
  const stretched = (image.getAttribute('preserveAspectRatio') ?? '').startsWith('none')
  // Where the ratio is kept, the picture lies in the middle of its room.
  const scale = Math.min(width! / element.naturalWidth, height! / element.naturalHeight)
  const [wide, high] = stretched
    ? [width!, height!]
    : [scale * element.naturalWidth, scale * element.naturalHeight]
  const [left, top] = [x! + (width! - wide) / 2, y! + (height! - high) / 2]
  // The unit square, upwards from the lower left corner.
  const { a, b, c, d, e, f } = place.multiply(new DOMMatrix([wide, 0, 0, -high, left, top + high]))
  const corners = [
    [e, f],
    [e + a, f + b],
    [e + c, f + d],
    [e + a + c, f + b + d],
  ].map(([px, py]) => ({ kind: 'move', to: [px!, py!] }) as const)
  return {
    kind: 'picture',
    matrix: [a, b, c, d, e, f],
    width: element.naturalWidth,
    height: element.naturalHeight,
    pixels: onWhite(pixelsOf(element), alpha),
    clips,
    box: boxOf(corners),
  }
}

function pixelsOf(element: HTMLImageElement): Uint8ClampedArray {
  const canvas = document.createElement('canvas')
  canvas.width = element.naturalWidth
  canvas.height = element.naturalHeight
  const context = canvas.getContext('2d')!
  context.drawImage(element, 0, 0)
  return context.getImageData(0, 0, canvas.width, canvas.height).data
}

function onWhite(rgba: Uint8ClampedArray, alpha: number): Uint8Array {
  const pixels = new Uint8Array((rgba.length / 4) * 3)
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    const share = (alpha * rgba[from + 3]!) / 255
    for (let part = 0; part < 3; part++)
      pixels[to + part] = Math.round(share * rgba[from + part]! + (1 - share) * 255)
  }
  return pixels
}

/** A bar of colour along x or y, as a picture of one row or column in the box of what it fills. */
export function gradientPicture(gradient: Element, box: Box, clips: readonly Area[]): Picture {
  const number = (name: string): number => {
    const words = gradient.getAttribute(name) ?? (name === 'x2' ? '1' : '0')
    return words.endsWith('%') ? Number.parseFloat(words) / 100 : Number(words)
  }
  const [x1, y1, x2, y2] = [number('x1'), number('y1'), number('x2'), number('y2')]
  const vertical = x1 === x2
  if (gradient.localName !== 'linearGradient' || vertical === (y1 === y2))
    throw new Error('a figure with such a gradient of colours cannot be written as EPS')
  const stops = [...gradient.querySelectorAll('stop')].map((stop) => {
    const offset = stop.getAttribute('offset') ?? '0'
    return {
      at: offset.endsWith('%') ? Number.parseFloat(offset) / 100 : Number(offset),
      ...colourOf(getComputedStyle(stop).stopColor),
    }
  })
  const [from, to] = vertical ? [y1, y2] : [x1, x2]
  const pixels = new Uint8Array(3 * SHADES)
  for (let i = 0; i < SHADES; i++) {
    const at = ((i + 0.5) / SHADES - from) / (to - from)
    const next = stops.findIndex((stop) => stop.at >= at)
    const after = Math.max(1, next < 0 ? stops.length - 1 : next)
    const [low, high] = [stops[after - 1]!, stops[after]!]
    const share = high.at === low.at ? 1 : Math.min(1, Math.max(0, (at - low.at) / (high.at - low.at)))
    for (let part = 0; part < 3; part++)
      pixels[3 * i + part] = Math.round(255 * ((1 - share) * low.colour[part]! + share * high.colour[part]!))
  }
  return {
    kind: 'picture',
    matrix: [box.right - box.left, 0, 0, box.top - box.bottom, box.left, box.bottom],
    width: vertical ? 1 : SHADES,
    height: vertical ? SHADES : 1,
    pixels,
    clips,
    box,
  }
}
