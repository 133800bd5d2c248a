/**
 * f_rev on a figure over f_mix: a line with its interval, or one dotted line for each crossing where there are
 * several; and the sentence that says why there is no single number.
 */
import type { Annotation, Shape } from 'plotly.js'
import type { FrequencyUnit, Viewing } from '../contract/units'
import type { Reversal } from '../contract/kinds/hybrid/study'
import { inUnit } from './axes'
import { formatInterval } from '../statistics/number-with-interval'
import { reversalSentence } from './reversal-words'
import type { Theme } from './palette'
import { INK, TICK_SIZE } from './style'

export interface ReversalMarks {
  shapes: Partial<Shape>[]
  annotations: Partial<Annotation>[]
  notes: string[]
}

/** Lines over the full height of the plot. */
export function reversalMarks(
  reversal: Reversal,
  unit: FrequencyUnit,
  viewing: Viewing,
  theme: Theme,
): ReversalMarks {
  const at = (value: number): number => inUnit(value, unit, viewing)
  const notes = reversal.sentence === null ? [] : [reversal.sentence]
  if (reversal.value === null) {
    return {
      shapes: reversal.crossings.map((value) => line(at(value), theme, 'dot')),
      annotations: [],
      notes,
    }
  }
  const { low, high } = reversal
  const interval = {
    value: at(reversal.value),
    low: low === null ? null : at(low),
    high: high === null ? null : at(high),
  }
  const shapes = [line(interval.value, theme, 'dash')]
  if (interval.low !== null && interval.high !== null)
    shapes.unshift(band(interval.low, interval.high, theme))
  const remark = reversalSentence({ ...reversal, sentence: null })
  if (remark !== null) notes.push(remark)
  return {
    shapes,
    annotations: [
      {
        text: `<i>f</i><sub>rev</sub> ${formatInterval(interval)}`,
        x: interval.value,
        xref: 'x',
        y: 1,
        yref: 'paper',
        yanchor: 'bottom',
        showarrow: false,
        font: { size: TICK_SIZE, color: INK[theme].text },
      },
    ],
    notes,
  }
}

function line(at: number, theme: Theme, dash: 'dash' | 'dot'): Partial<Shape> {
  return {
    type: 'line',
    x0: at,
    x1: at,
    y0: 0,
    y1: 1,
    yref: 'paper',
    line: { color: INK[theme].quiet, width: 1.5, dash },
    layer: 'below',
  }
}

function band(low: number, high: number, theme: Theme): Partial<Shape> {
  return {
    type: 'rect',
    x0: low,
    x1: high,
    y0: 0,
    y1: 1,
    yref: 'paper',
    fillcolor: INK[theme].wash,
    line: { width: 0 },
    layer: 'below',
  }
}
