/**
 * The page that draws figures for print, in a browser without a window: what drives it (shell/press/) calls
 * `window.halfpowerPress`. It knows no project and asks nobody anything.
 */
import '@fontsource/arimo/latin-400.css'
import '@fontsource/arimo/latin-700.css'
import '@fontsource/arimo/latin-400-italic.css'
import '@fontsource/arimo/greek-400.css'
import '@fontsource/arimo/greek-700.css'
import '@fontsource/arimo/greek-400-italic.css'
import '@fontsource/noto-sans-math/latin-400.css'
import { plotly } from '../components/plot/plotly-bundle'
import { composed } from './compose'
import { withFinePictures } from './fine-pictures'
import { withFonts } from './fonts'
import { outlined } from './outlines'
import { epsOf } from './postscript/eps'
import { loadedFaces } from './faces'
import type { FigureLayout } from '../../src-main/contract/figures/figures'

export interface ComposedFacts {
  /** CSS pixels. */
  width: number
  height: number
  /** Words that stand in the figure, as they read. */
  labels: string[]
  /** Signs that no font of ours has. */
  missing: string[]
}

let current: SVGSVGElement | null = null

const press = {
  /** Lays a figure out and draws it. */
  async compose(layout: FigureLayout): Promise<ComposedFacts> {
    const missing = await loadedFaces(layout)
    const { svg, labels } = await composed(plotly, layout, document)
    current = svg
    const box = svg.viewBox.baseVal
    return { width: box.width, height: box.height, labels, missing }
  },
  /** The document as text, with its fonts inside or its text as shapes. */
  async svg(outlines: boolean): Promise<string> {
    const fine = await withFinePictures(drawn())
    return outlines ? await outlined(fine) : await withFonts(fine)
  },
  /** The drawing as Encapsulated PostScript. */
  async eps(): Promise<string> {
    return await epsOf(drawn())
  },
  /** Puts the drawing alone on the page, for a PDF or a picture of it. */
  async show(outlines: boolean): Promise<null> {
    const fine = await withFinePictures(drawn())
    const text = outlines ? await outlined(fine) : new XMLSerializer().serializeToString(fine)
    const copy = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement
    const { width, height } = drawn().viewBox.baseVal
    const style = document.createElement('style')
    style.textContent = `@page { size: ${width}px ${height}px; margin: 0 } html, body { margin: 0; padding: 0; background: white } svg { display: block }`
    document.head.querySelectorAll('style[data-page]').forEach((old) => old.remove())
    style.dataset['page'] = ''
    document.head.append(style)
    copy.setAttribute('width', `${width}px`)
    copy.setAttribute('height', `${height}px`)
    document.body.replaceChildren(document.importNode(copy, true))
    await document.fonts.ready
    return null
  },
}

function drawn(): SVGSVGElement {
  if (current === null) throw new Error('nothing was composed')
  return current
}

export type Press = typeof press

declare global {
  interface Window {
    halfpowerPress?: Press
  }
}

window.halfpowerPress = press
