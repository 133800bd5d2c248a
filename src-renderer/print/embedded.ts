/**
 * A figure of the window as an SVG that is the same everywhere: its fonts inside, and its caption with the sentences beside
 * it in `<desc>`, so that they travel with it. A chunk of its own.
 */
import '@fontsource/arimo/latin-400-italic.css'
import '@fontsource/arimo/greek-400-italic.css'
import '@fontsource/noto-sans-math/latin-400.css'
import { withFonts } from './fonts'
import type { Figure } from '../../src-main/figures/figure'

const SVG = 'http://www.w3.org/2000/svg'

export async function embedded(svg: string, { caption, notes }: Figure): Promise<string> {
  const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement
  if (!(root instanceof SVGSVGElement)) throw new Error('Plotly gave no picture.')
  const desc = document.createElementNS(SVG, 'desc')
  desc.textContent = [caption, ...notes].join(' ')
  root.prepend(desc)
  return await withFonts(document.importNode(root, true))
}
