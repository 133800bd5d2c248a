/**
 * Ticks at round numbers, where Plotly's own would not be: on logarithmic axes that span less than a decade
 * or two, and on second axes, which show the same places in another unit.
 */

/** Round numbers from low to high, both included, at most `most` of them. */
export function roundTicks(low: number, high: number, most = 6): number[] {
  if (!(high > low)) return [low]
  const rough = (high - low) / most
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * decade).find((each) => each >= rough * (1 - 1e-9))!
  const ticks: number[] = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)))
  return ticks
}

/** More than so many are thinned to the decades. */
const MOST = 10

/**
 * Ticks of a logarithmic axis: 1, 2 and 5 of every decade; only the decades where these are too many.
 * @param inSteps of 1/255, as powers of 2 (the paper's 1, 2, 4, 8, 16/255)
 */
export function logarithmicTicks(low: number, high: number, inSteps = false): number[] {
  if (inSteps) {
    const ticks: number[] = []
    for (let power = Math.ceil(Math.log2(low * 255)); 2 ** power <= high * 255; power++)
      ticks.push(2 ** power / 255)
    return ticks
  }
  const from = Math.floor(Math.log10(low))
  const to = Math.ceil(Math.log10(high))
  const at = (digits: readonly number[]): number[] =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i)
      .flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)))
      .filter((value) => value >= low && value <= high)
  const fine = at([1, 2, 5])
  return fine.length > MOST ? at([1]) : fine
}
