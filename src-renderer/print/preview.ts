/** A figure as it will be printed, for the page Figures: the same drawing as in the files. A chunk of its own. */
import '@fontsource/arimo/latin-400-italic.css'
import '@fontsource/arimo/greek-400-italic.css'
import '@fontsource/noto-sans-math/latin-400.css'
import { plotly } from '../components/plot/plotly-bundle'
import { composed } from './compose'
import { loadedFaces } from './faces'
import type { FigureLayout } from '../../src-main/contract/figures/figures'

/** @returns the drawing, whose size in millimetres is its size on paper, and the signs that no font of ours has */
export async function preview(layout: FigureLayout): Promise<{ svg: SVGSVGElement; missing: string[] }> {
  const missing = await loadedFaces(layout)
  return { svg: (await composed(plotly, layout, document)).svg, missing }
}
