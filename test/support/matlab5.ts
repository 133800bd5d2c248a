/** Writes MATLAB files of level 5, whole ones and such as MATLAB never would, after MathWorks' "MAT-File Format". */

/** A tag and its content. @param isPacked packed elements are not padded */
export function element(type: number, content: Uint8Array, isPacked = false): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(content.length, 4)
  const padding = isPacked ? 0 : (8 - (content.length % 8)) % 8
  return Buffer.concat([head, content, Buffer.alloc(padding)])
}

export const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer)

/** A numeric array of uint8. */
export function matrix(name: string, shape: readonly number[], values: Uint8Array): Buffer {
  return element(
    14,
    Buffer.concat([
      element(6, words(9, 0)),
      element(5, words(...shape)),
      element(1, Buffer.from(name, 'latin1')),
      element(2, values),
    ]),
  )
}

/** A cell array of one row. */
export function cellArray(name: string, cells: readonly Buffer[]): Buffer {
  return element(
    14,
    Buffer.concat([
      element(6, words(1, 0)),
      element(5, words(1, cells.length)),
      element(1, Buffer.from(name, 'latin1')),
      ...cells,
    ]),
  )
}

export function matlab(...elements: (Buffer | Buffer[])[]): Buffer {
  const head = Buffer.alloc(128, ' ')
  head.write('MATLAB 5.0 MAT-file', 0, 'latin1')
  head.writeUInt16LE(0x0100, 124)
  head.write('IM', 126, 'latin1')
  return Buffer.concat([head, ...elements.flat()])
}
