/** A figure as Encapsulated PostScript. */
import { mountedOutlines } from '../outlines'
import { postScript } from './document'
import { itemsOf } from './svg-items'

/** Error in a few words for what PostScript cannot show. */
export async function epsOf(svg: SVGSVGElement): Promise<string> {
  const { width, height } = svg.viewBox.baseVal
  const title = svg.querySelector(':scope > title')?.textContent ?? ''
  return await mountedOutlines(svg, async (copy) =>
    postScript(await itemsOf(copy), { title, width: 0.75 * width, height: 0.75 * height }),
  )
}
