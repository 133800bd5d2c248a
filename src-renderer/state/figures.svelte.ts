/** The figures of the open project, and the one that "Add to figure" adds to: the last that was looked at. */
import { invoke, on } from './api'
import { Resource } from './resource.svelte'
import type { FigureContents, FigureFile, Panel } from '../../src-main/contract/figures/figures'

class FiguresState extends Resource<FigureFile[]> {
  /** Null: the next panel begins a new figure. */
  current = $state<string | null>(null)

  constructor() {
    super(() => invoke('figure.list', {}))
  }

  listen(): void {
    on('figures.changed', () => void this.load())
    on('project.changed', () => {
      this.clear()
      this.current = null
    })
  }

  async add(panel: Panel): Promise<FigureFile> {
    const all = await invoke('figure.list', {})
    const known = all.find(({ id }) => id === this.current) ?? null
    const file = await invoke('figure.save', {
      ...(known === null ? {} : { figure: known.id }),
      contents:
        known === null
          ? newFigure(all.length + 1, [panel])
          : contentsOf(known, { panels: [...known.panels, panel] }),
    })
    this.current = file.id
    return file
  }
}

export function newFigure(number: number, panels: Panel[]): FigureContents {
  return {
    title: `Figure ${number}`,
    journal: 'plos',
    width: null,
    columns: 2,
    panels,
    sharedLegend: true,
    alignAxes: true,
    caption: null,
  }
}

/** What of a stored figure a user chooses, with changes. */
export function contentsOf(file: FigureFile, changes: Partial<FigureContents> = {}): FigureContents {
  const { title, journal, width, columns, panels, sharedLegend, alignAxes, caption } = file
  return { title, journal, width, columns, panels, sharedLegend, alignAxes, caption, ...changes }
}

export const figures = new FiguresState()
