/** Data and layout of a drawing for Plotly, which writes into what it draws. */
import type { FigureLayout } from '../../src-main/contract/figures/figures'

export type Drawing = FigureLayout['panels'][number]['drawing']

export function parts({ data, layout }: Drawing): [Plotly.Data[], Partial<Plotly.Layout>] {
  return structuredClone([data, layout]) as [Plotly.Data[], Partial<Plotly.Layout>]
}
