/**
 * Makes the columns of a tall matrix orthonormal, in double precision: Gram–Schmidt, twice, because once loses
 * orthogonality where columns are nearly alike.
 */

/**
 * In place. A column that depends on those before it becomes zero.
 * @param matrix [rows, columns], row by row
 */
export function orthonormalise(matrix: Float64Array, rows: number, columns: number): void {
  // Column by column in memory: the inner loops then run along it.
  const column = Array.from({ length: columns }, (_, c) =>
    Float64Array.from({ length: rows }, (_, r) => matrix[r * columns + c]!),
  )
  for (let c = 0; c < columns; c++) {
    const current = column[c]!
    const before = length(current)
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < c; other++) subtractProjection(current, column[other]!)
    }
    const left = length(current)
    const scale = left > before * 1e-13 ? 1 / left : 0
    for (let r = 0; r < rows; r++) current[r]! *= scale
  }
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) matrix[r * columns + c] = column[c]![r]!
  }
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  let product = 0
  for (let i = 0; i < vector.length; i++) product += vector[i]! * unit[i]!
  for (let i = 0; i < vector.length; i++) vector[i]! -= product * unit[i]!
}

function length(vector: Float64Array): number {
  let sum = 0
  for (const value of vector) sum += value * value
  return Math.sqrt(sum)
}
