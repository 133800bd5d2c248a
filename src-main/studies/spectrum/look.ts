/** Heat maps of mean spectra, and the mean of some of a model's spectra, from the arrays of spectrum studies. */
import { spectrumMaps } from '../../frequency/spectrum-maps'
import { codeOf } from '../../project/write-refusals'
import { asSpectra, readMeanPower, readSpectra } from './spectra-file'
import { reportHalfPower } from './report'
import { summarise } from './summarise-spectra'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'
import type { SpectrumSubset } from '../../contract/kinds/spectrum/window'
import type { SpectrumMap } from '../../frequency/spectrum-maps'
import type { StoredSpectra } from './spectra-file'

export async function readHeatMaps({
  files,
  scale,
}: LookRequestOf<'heat maps'>): Promise<LookMessageOf<'heat maps'>> {
  const spectra = await Promise.all(
    files.map((file) =>
      readMeanPower(file).catch((error: unknown) => {
        if (codeOf(error) === 'ENOENT') return null
        throw error
      }),
    ),
  )
  const known = spectra.filter(
    (spectrum) => spectrum !== null && spectrum.meanPower.some((power) => power > 0),
  )
  const maps = spectrumMaps(
    known.filter((spectrum) => spectrum !== null),
    scale,
  )
  return {
    message: 'heat maps',
    maps: spectra.map((spectrum) => {
      const place = known.indexOf(spectrum)
      return place < 0 ? null : rounded(maps[place]!)
    }),
  }
}

export async function averageSpectrum(
  request: LookRequestOf<'average spectrum'>,
): Promise<LookMessageOf<'average spectrum'>> {
  const stored = await readSpectra(request.file)
  const chosen = asSpectra(only(stored, rowsOf(stored, request.subset)))
  const { meanPower, ...summary } = summarise(chosen, request.points, request.bootstrap)
  const { height, width } = stored
  const map =
    meanPower && summary.f_half.value !== null
      ? rounded(spectrumMaps([{ height, width, meanPower }], 'panel')[0]!)
      : null
  const f_half = reportHalfPower(summary.f_half, summary.images)
  return { message: 'average spectrum', ...summary, f_half, map }
}

/** The rows for which everything holds that the subset says. */
export function rowsOf(
  { index, label, target, distance }: Pick<StoredSpectra, 'index' | 'label' | 'target' | 'distance'>,
  subset: SpectrumSubset,
): Int32Array {
  const named = subset.indices && new Set(subset.indices)
  return Int32Array.from(index.keys()).filter(
    (row) =>
      (subset.label === undefined || label[row] === subset.label) &&
      (subset.target === undefined || target[row] === subset.target) &&
      (subset.smallest === undefined || distance[row]! >= subset.smallest) &&
      (subset.largest === undefined || distance[row]! <= subset.largest) &&
      (named === undefined || named.has(index[row]!)),
  )
}

function only(stored: StoredSpectra, rows: Int32Array): StoredSpectra {
  const { height, width } = stored
  const plane = height * width
  const power = new Float32Array(rows.length * plane)
  rows.forEach((row, i) => power.set(stored.power.subarray(row * plane, (row + 1) * plane), i * plane))
  return {
    index: rows.map((row) => stored.index[row]!),
    label: rows.map((row) => stored.label[row]!),
    target: rows.map((row) => stored.target[row]!),
    distance: Float64Array.from(rows, (row) => stored.distance[row]!),
    height,
    width,
    power,
  }
}

/** To six digits: more than any screen shows, and half the text. */
function rounded(map: SpectrumMap): SpectrumMap {
  return {
    ...map,
    values: map.values.map((value) => (value === null ? null : Number(value.toPrecision(6)))),
  }
}
