/**
 * Ticks at round numbers, where Plotly's own would not be: on logarithmic axes that span less than a decade
 * or two, and on second axes, which show the same places in another unit.
 *
 * Invariant: whatever the ends are, there are few ticks and they are found in a bounded number of steps. An end at 0
 * has no logarithm, and one far from the other leaves no step that still changes a float64.
 */

/** Round numbers from low to high, both included, at most about `most` of them; none where an end is no number. */
export function roundTicks(low: number, high: number, most = 6): number[] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return []
  if (!(high > low)) return [low]
  const rough = (high - low) / most
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * decade).find((each) => each >= rough * (1 - 1e-9))
  // So narrow that a float64 has no round numbers between, or so wide that their distance is no float64.
  if (step === undefined || !(step > 0)) return [low]
  const first = Math.ceil(low / step - 1e-9)
  const count = Math.floor(high / step + 1e-9) - first + 1
  if (!Number.isSafeInteger(first) || !(count <= most + 2)) return [low]
  return Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12)))
}

/** More than so many are thinned to the decades, and those to every second, third …. */
const MOST = 10

/**
 * Ticks of a logarithmic axis: 1, 2 and 5 of every decade; only the decades where these are too many. None where an
 * end has no logarithm.
 * @param inSteps of 1/255, as powers of 2 (the paper's 1, 2, 4, 8, 16/255)
 */
export function logarithmicTicks(low: number, high: number, inSteps = false): number[] {
  if (!(low > 0) || !(high >= low) || !Number.isFinite(high)) return []
  if (inSteps) {
    const powers = wholes(Math.ceil(Math.log2(low * 255)), Math.floor(Math.log2(high * 255)))
    return thinned(powers.map((power) => 2 ** power / 255).filter((value) => value > 0))
  }
  const decades = wholes(Math.floor(Math.log10(low)), Math.ceil(Math.log10(high)))
  const at = (digits: readonly number[]): number[] =>
    decades
      .flatMap((decade) => digits.map((digit) => Number(`${digit}e${decade}`)))
      .filter((value) => value >= low && value <= high)
  const fine = at([1, 2, 5])
  return fine.length > MOST ? thinned(at([1])) : fine
}

/** A float64 has 2 100 powers of two, hence never more than that. */
function wholes(from: number, to: number): number[] {
  if (!Number.isFinite(from) || !Number.isFinite(to)) return []
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
}

function thinned(ticks: readonly number[]): number[] {
  const every = Math.ceil(ticks.length / MOST)
  return ticks.filter((_, i) => i % every === 0)
}
