/** As opentype.js gives it: where to, and the control points before it. */
export interface OutlineCommand {
  type: 'M' | 'L' | 'C' | 'Q' | 'Z'
  x1?: number
  y1?: number
  x2?: number
  y2?: number
  x?: number
  y?: number
}

/**
 * The outline of a sign as data of an SVG path, in thousandths. opentype.js has a function for it, which writes NaN for numbers
 * that lie less than 10⁻⁶ above a whole one; browsers end the shape there.
 */
export function outlineData({ commands }: { commands: readonly OutlineCommand[] }): string {
  return commands
    .map(({ type, x1, y1, x2, y2, x, y }) => {
      const numbers = [x1, y1, x2, y2, x, y].filter((value) => value !== undefined)
      return `${type}${numbers.map((value) => Math.round(value * 1000) / 1000).join(' ')}`
    })
    .join('')
}
