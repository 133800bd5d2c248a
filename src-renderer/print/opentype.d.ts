/** The little of opentype.js that is used. */
declare module 'opentype.js' {
  export interface Path {
    commands: {
      type: 'M' | 'L' | 'C' | 'Q' | 'Z'
      x1?: number
      y1?: number
      x2?: number
      y2?: number
      x?: number
      y?: number
    }[]
  }
  export interface Glyph {
    index: number
    advanceWidth: number
    getPath(x: number, y: number, size: number): Path
  }
  export interface Font {
    unitsPerEm: number
    ascender: number
    descender: number
    charToGlyph(sign: string): Glyph
    charToGlyphIndex(sign: string): number
    toArrayBuffer(): ArrayBuffer
    glyphs: { get(index: number): Glyph }
  }
  export const Font: new (options: {
    familyName: string
    styleName: string
    unitsPerEm: number
    ascender: number
    descender: number
    glyphs: Glyph[]
  }) => Font
  export function parse(bytes: ArrayBuffer): Font
}
