/**
 * A stored figure brought to life: each panel's view is loaded from the results of its study, laid out for the journal, and
 * compared with what it was when the figure was last saved.
 */
import { JOURNALS, allowsWidth, widestOf, widthWords } from '../../contract/figures/journals'
import { UserError, toErrorData } from '../../contract/errors'
import { canonicalJson } from '../../contract/json'
import { arrange, generatedCaption, letterOf } from '../../figures/print/arrange'
import { loadView } from '../../figures/views/views'
import { sha256 } from '../../project/keys'
import type {
  FigureContents,
  FigureFile,
  Panel,
  PanelState,
  ShownFigure,
} from '../../contract/figures/figures'
import type { ErrorData } from '../../contract/errors'
import type { Figure } from '../../figures/figure'
import type { Loaded } from '../../figures/views/view'
import type { Desk } from '../desk'

export interface LoadedPanel {
  panel: Panel
  letter: string
  loaded: Loaded | null
  obstacle: ErrorData | null
}

/** The same settings are the same panel, wherever it stands. */
export function panelKey({ view, study, model, options }: Panel): string {
  return sha256(canonicalJson({ view, study, model, options }))
}

/** Of what is drawn: the numbers and the words about them. */
export function dataHash({ csv, caption }: Pick<Figure, 'csv' | 'caption'>): string {
  return sha256(`${caption}\n${csv}`)
}

/** Every panel; one that cannot be drawn says why. */
export async function loadPanels(desk: Desk, contents: FigureContents): Promise<LoadedPanel[]> {
  const { upper } = JOURNALS[contents.journal].letters
  return await Promise.all(
    contents.panels.map(async (panel, i) => {
      const letter = letterOf(i, upper)
      try {
        return { panel, letter, loaded: await loadView(desk.invoke, panel.view, panel), obstacle: null }
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        return { panel, letter, loaded: null, obstacle: toErrorData(error) }
      }
    }),
  )
}

export function widthOf({ journal, width }: Pick<FigureContents, 'journal' | 'width'>): number {
  const rules = JOURNALS[journal]
  const mm = width ?? widestOf(rules)
  if (!allowsWidth(rules, mm))
    throw new UserError(
      'usage',
      `A figure for ${rules.title} cannot be ${mm} mm wide: it is ${widthWords(rules)}.`,
    )
  return mm
}

export interface Drawn {
  shown: ShownFigure
  /** Of the panels that can be drawn, in their order. */
  panels: { letter: string; panel: Panel; loaded: Loaded; figure: Figure }[]
  notes: string[]
}

/** UserError('usage') for a width that the journal has not. */
export async function drawFigure(desk: Desk, file: FigureFile): Promise<Drawn> {
  const width = widthOf(file)
  const all = await loadPanels(desk, file)
  const drawable = all.flatMap((each) => (each.loaded === null ? [] : [{ ...each, loaded: each.loaded }]))
  const rules = JOURNALS[file.journal]
  if (drawable.length === 0) {
    const generated = `${file.title}.`
    return {
      shown: {
        file,
        layout: null,
        states: all.map((each) => stateOf(each, null, file)),
        caption: file.caption ?? generated,
        generatedCaption: generated,
        maximumHeight: rules.maximumHeight,
      },
      panels: [],
      notes: [],
    }
  }
  const panels = drawable.map(({ panel, loaded }) => ({ title: panel.title, loaded }))
  const plainly = panels.map(({ title, loaded }) => ({ title, figure: loaded.draw({ theme: 'light' }) }))
  const generated = generatedCaption(file.title, rules.letters.upper, plainly)
  const caption = file.caption ?? generated
  const arranged = arrange(file, width, panels, caption)
  const figures = new Map(drawable.map(({ letter }, i) => [letter, arranged.figures[i]!]))
  return {
    shown: {
      file,
      layout: arranged.layout,
      states: all.map((each) => stateOf(each, figures.get(each.letter) ?? null, file)),
      caption,
      generatedCaption: generated,
      maximumHeight: rules.maximumHeight,
    },
    panels: drawable.map(({ letter, panel, loaded }) => ({
      letter,
      panel,
      loaded,
      figure: figures.get(letter)!,
    })),
    notes: arranged.notes,
  }
}

function stateOf(
  { panel, letter, obstacle }: LoadedPanel,
  figure: Figure | null,
  { seen }: FigureFile,
): PanelState {
  const data = figure === null ? null : dataHash(figure)
  const before = seen[panelKey(panel)]
  return {
    letter,
    data,
    changed: before !== undefined && data !== null && before !== data,
    obstacle: obstacle?.message ?? null,
    remedy: obstacle?.remedy ?? null,
    notes: figure?.notes ?? [],
  }
}

/** What each panel's data are now, to be stored with the figure. */
export function seenOf({ panels }: Drawn): FigureFile['seen'] {
  return Object.fromEntries(panels.map(({ panel, figure }) => [panelKey(panel), dataHash(figure)]))
}
