/** Class counts and the mean power spectrum of a part; the spectrum is computed once and kept in memory. */
import { expectAnswer } from '../../jobs/job-runner'
import { partSource } from '../../studies/part-source'
import type { LookMessageOf } from '../../contract/look'
import type { PartSource } from '../../contract/part'
import type { CheckedInput } from '../../contract/methods'
import type { DataSetStatistics } from '../../contract/window'
import type { Desk } from '../desk'

/** Images whose spectra are averaged, at most. */
const MOST_IMAGES = 1_000

export class DataSetStatisticsCache {
  /** By content: another project may hold the same images. */
  readonly #spectra = new Map<string, Promise<LookMessageOf<'spectrum'>>>()

  async of(desk: Desk, { dataSet, split }: CheckedInput<'dataSet.statistics'>): Promise<DataSetStatistics> {
    const { file, part, source } = await partSource(desk.open.project, dataSet, split)
    const { frequencies, power, sampled } = await this.#spectrum(desk, source)
    return {
      classes: file.classNames.map((name, i) => ({ name, count: part.perClass[i] ?? 0 })),
      power: { frequencies, power },
      sampled,
    }
  }

  #spectrum(desk: Desk, images: PartSource): Promise<LookMessageOf<'spectrum'>> {
    let spectrum = this.#spectra.get(images.hash)
    if (!spectrum) {
      spectrum = compute(desk, images)
      this.#spectra.set(images.hash, spectrum)
      spectrum.catch(() => this.#spectra.delete(images.hash))
    }
    return spectrum
  }
}

async function compute(desk: Desk, images: PartSource): Promise<LookMessageOf<'spectrum'>> {
  const device = await desk.help.device(undefined)
  // Its own process: a large sample takes seconds, for which pictures need not wait.
  const answer = await desk.ask({
    request: 'spectrum',
    images,
    most: MOST_IMAGES,
    seed: 0,
    device,
    threads: desk.options.threads,
  })
  return expectAnswer(answer, 'spectrum')
}
