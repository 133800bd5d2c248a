/** Images that `study gallery` lists as a panel of a figure. */
import { figureContentsSchema } from '../../contract/figures/figures'
import { JOURNALS } from '../../contract/figures/journals'
import { letterOf } from '../../figures/print/arrange'
import type { Panel } from '../../contract/figures/figures'
import type { Workbench } from '../../workbench/workbench'

/**
 * Adds them to the figure of this id or title, or to a new one that gets it as its title.
 *
 * @returns the figure's id, and the letter of its panel
 */
export async function addPanel(
  workbench: Workbench,
  figure: string,
  panel: Omit<Panel, 'title'>,
): Promise<{ id: string; panel: string }> {
  const all = await workbench.invoke('figure.list', {})
  const known = all.find(({ id }) => id === figure) ?? all.find(({ title }) => title === figure)
  const added = { ...panel, title: '' }
  const contents = known
    ? { ...figureContentsSchema.parse(known), panels: [...known.panels, added] }
    : figureContentsSchema.parse({
        ...{ title: figure, journal: 'plos', width: null, columns: 1, panels: [added] },
        ...{ sharedLegend: true, alignAxes: true, caption: null },
      })
  const saved = await workbench.invoke('figure.save', { ...(known ? { figure: known.id } : {}), contents })
  const { upper } = JOURNALS[saved.journal].letters
  return { id: saved.id, panel: letterOf(saved.panels.length - 1, upper) }
}
