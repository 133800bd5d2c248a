/** Heat maps of corruption spectra (methods F.4), from the arrays of their units. */
import { codeOf } from '../../../project/write-refusals'
import { spectrumMaps } from '../../../frequency/spectrum-maps'
import { readCellPower } from '../spectrum-file'
import type { LookMessageOf, LookRequestOf } from '../../../contract/look'
import type { MeanSpectrum } from '../../../frequency/spectrum-maps'

/** `shared`: all maps have one range of colours, as in the paper's appendix; powers are not lifted. */
export async function readCorruptionMaps({
  files,
  scale,
}: LookRequestOf<'corruption maps'>): Promise<LookMessageOf<'corruption maps'>> {
  const spectra = await Promise.all(files.map(readPower))
  // A corruption that changes nothing has no logarithm anywhere.
  const shown = spectra.map((spectrum) => (spectrum?.meanPower.some((power) => power > 0) ? spectrum : null))
  const maps = shown.map((spectrum) => (spectrum ? spectrumMaps([spectrum], 'panel')[0]! : null))
  const known = maps.filter((map) => map !== null)
  const low = Math.min(...known.map(({ range }) => range.low))
  const high = Math.max(...known.map(({ range }) => range.high))
  return {
    message: 'corruption maps',
    maps: maps.map(
      (map) =>
        map && {
          ...map,
          range: scale === 'shared' ? { low, high } : map.range,
          // To six digits: more than any screen shows, and half the text.
          values: map.values.map((value) => (value === null ? null : Number(value.toPrecision(6)))),
        },
    ),
  }
}

/** Null while the spectrum is not computed. */
async function readPower(file: string): Promise<MeanSpectrum | null> {
  try {
    const { height, width, power } = await readCellPower(file)
    return { height, width, meanPower: power }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}
