/** The little of the packages for SVG paths that is used: lists of `['C', x1, y1, x2, y2, x, y]`. */
declare module 'parse-svg-path' {
  export default function parse(data: string): [string, ...number[]][]
}
declare module 'abs-svg-path' {
  export default function absolute(path: [string, ...number[]][]): [string, ...number[]][]
}
declare module 'normalize-svg-path' {
  /** Of absolute segments; all but moves become cubic curves. */
  export default function normalised(
    path: readonly (readonly [string, ...number[]])[],
  ): [string, ...number[]][]
}
