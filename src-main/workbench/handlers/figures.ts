/** The figures of the project: composed, shown, exported. */
import { UserError } from '../../contract/errors'
import { viewInfos } from '../../figures/views/views'
import { drawFigure, seenOf, widthOf } from '../figures/drawn-figure'
import { exportFigure } from '../figures/export-figure'
import { exportPaper } from '../figures/export-paper'
import type { FigureContents, FigureFile } from '../../contract/figures/figures'
import type { Desk, Handlers } from '../desk'

export function figureHandlers(
  desk: Desk,
): Handlers<
  'figure.views' | 'figure.list' | 'figure.show' | 'figure.save' | 'figure.export' | 'paper.export'
> {
  const store = (): Desk['open']['project']['figures'] => desk.open.project.figures
  return {
    'figure.views': () => Promise.resolve(viewInfos()),
    'figure.list': () => store().list(),
    'figure.show': async ({ figure }) => (await drawFigure(desk, await store().find(figure))).shown,
    'figure.save': async ({ figure, contents }) => {
      widthOf(contents)
      const known = figure === undefined ? null : await store().find(figure)
      const seen = await checkedPanels(desk, contents, known)
      const saved = known === null ? await store().add(contents, seen) : { ...known, ...contents, seen }
      if (known !== null) await store().write(saved)
      desk.emit('figures.changed', null)
      return saved
    },
    'figure.export': (input) => exportFigure(desk, input),
    'paper.export': (input) => exportPaper(desk, input),
  }
}

/** A panel that was there before may be one that cannot be drawn any more; a new one may not. */
async function checkedPanels(
  desk: Desk,
  contents: FigureContents,
  known: FigureFile | null,
): Promise<FigureFile['seen']> {
  const drawn = await drawFigure(desk, {
    ...contents,
    format: 'halfpower figure',
    version: 1,
    id: known?.id ?? 'new',
    created: new Date(0).toISOString(),
    seen: known?.seen ?? {},
  })
  const before = new Set((known?.panels ?? []).map((panel) => JSON.stringify(panel)))
  drawn.shown.states.forEach(({ obstacle, letter }, i) => {
    if (obstacle !== null && !before.has(JSON.stringify(contents.panels[i])))
      throw new UserError('usage', `Panel ${letter} cannot be drawn: ${obstacle}`)
  })
  return { ...known?.seen, ...seenOf(drawn) }
}
