/** The mean radial power spectrum of a seeded sample of a part. */
import { meanPowerSpectrum } from '../../frequency/power-spectrum'
import { generator } from '../../random/generator'
import type { LookMessageOf, LookRequestOf } from '../../contract/look'
import type { DataSet } from '../../datasets/data-set'

/** Numbers (pixels times channels) that a sample may have: large images get a smaller one. */
const MOST_NUMBERS = 50_000_000

export async function spectrumOf(
  data: DataSet,
  { most, seed }: Pick<LookRequestOf<'spectrum'>, 'most' | 'seed'>,
): Promise<LookMessageOf<'spectrum'>> {
  const affordable = Math.max(1, Math.floor(MOST_NUMBERS / (data.height * data.width * data.channels)))
  const sampled = Math.min(most, affordable, data.count)
  const indices = generator(seed, 'power spectrum').permutation(data.count).slice(0, sampled).sort()
  const { frequencies, power } = await meanPowerSpectrum(data, indices)
  return { message: 'spectrum', frequencies: [...frequencies], power: [...power], sampled }
}
