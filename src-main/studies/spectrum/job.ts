/** What a study of the spectra of perturbations does in the job process. */
import { averageSpectrum, readHeatMaps } from './look'
import { runSpectrum } from './run'
import type { KindJob } from '../job'

export const spectrumJob: KindJob<'spectrum'> = {
  units: { spectrum: runSpectrum },
  looks: () => ({
    answers: { 'heat maps': readHeatMaps, 'average spectrum': averageSpectrum },
    pictures: {},
  }),
}
