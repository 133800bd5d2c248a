/** What draws a figure for print: a browser, which a way in provides. The workbench knows no browser. */
import type { FigureLayout } from '../../contract/figures/figures'

export type PressWish =
  | { kind: 'svg'; outlines: boolean }
  | { kind: 'pdf'; outlines: boolean }
  /** Always with text as shapes. */
  | { kind: 'eps' }
  /** A picture as PNG of exactly these pixels. */
  | { kind: 'picture'; dpi: number }

export interface Printed {
  /** CSS pixels of the whole figure. */
  width: number
  height: number
  /** Words that stand in it. */
  labels: string[]
  /** Signs that no font of ours has, which each reader's machine draws as it can. */
  missing: string[]
  /** In the order of the wishes. */
  files: Uint8Array[]
}

export interface Press {
  /** UserError('device') in one sentence where there is no browser. */
  print(layout: FigureLayout, wishes: readonly PressWish[]): Promise<Printed>
}
