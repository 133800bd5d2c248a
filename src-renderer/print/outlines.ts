/** A figure with its text as shapes: each sign's outline where the browser has put the sign. */
import { outlineData } from './outline-data'
import { signsOf } from './text-runs'

const SVG = 'http://www.w3.org/2000/svg'

export async function outlined(svg: SVGSVGElement): Promise<string> {
  return await mountedOutlines(svg, (copy) => new XMLSerializer().serializeToString(copy))
}

/** What `read` makes of a copy with outlines while the browser has it laid out. */
export async function mountedOutlines<T>(
  svg: SVGSVGElement,
  read: (copy: SVGSVGElement) => T | Promise<T>,
): Promise<T> {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const place = document.createElement('div')
  place.style.cssText = 'position: absolute; left: -10000px; top: 0'
  place.append(copy)
  document.body.append(place)
  try {
    for (const text of [...copy.querySelectorAll('text')]) await outlineOf(text)
    return await read(copy)
  } finally {
    place.remove()
  }
}

async function outlineOf(text: SVGTextElement): Promise<void> {
  if (getComputedStyle(text).display === 'none' || getComputedStyle(text).visibility === 'hidden') {
    text.remove()
    return
  }
  const group = document.createElementNS(SVG, 'g')
  const transform = text.getAttribute('transform')
  if (transform !== null) group.setAttribute('transform', transform)
  const { opacity } = getComputedStyle(text)
  if (opacity !== '1') group.setAttribute('opacity', opacity)
  group.setAttribute('aria-label', text.textContent.trim())
  for (const { sign, x, y, rotation, size, fill, opacity: clear, font } of await signsOf(text, 'refuse')) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', outlineData(font.charToGlyph(sign).getPath(x, y, size)))
    path.setAttribute('fill', fill)
    if (clear !== '1') path.setAttribute('fill-opacity', clear)
    if (rotation !== 0) path.setAttribute('transform', `rotate(${rotation} ${x} ${y})`)
    group.append(path)
  }
  text.replaceWith(group)
}
