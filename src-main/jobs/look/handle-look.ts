/** What the job process answers to questions about looking (contract/look.ts). */
import { measureAttackSpeed } from './attack-speed'
import { CorruptionAnswers } from './corruption-answers'
import { readCorruptionMaps } from './corruption-maps'
import { readGallery } from './gallery'
import { readLabels } from './labels'
import { PictureMaker } from './pictures'
import { averageSpectrum, readHeatMaps } from './spectra'
import { spectrumOf } from './spectrum'
import { measureSpeed } from './speed'
import { StoredAnswers } from './stored-answers'
import { chooseTargets } from '../choose-targets'
import { measureFourierSpeed } from '../fourier-speed'
import { inspectCorruptionSet } from '../inspect-corruption-set'
import { readPairs } from '../read-pairs'
import { compare } from '../../studies/comparison/compare'
import type { LookMessage, LookRequest } from '../../contract/look'
import type { OpenThings } from '../../studies/context'

/** Hybrids are drawn by the processor: the fast device may be busy, or hold no more memory. */
const PICTURE_DEVICE = 'onnxruntime-cpu'

/** Makes a device usable in this process. */
export type UseDevice = (device: string, threads: number | null) => Promise<void>

export class LookHandler {
  readonly #stored = new StoredAnswers()
  readonly #corruptionAnswers = new CorruptionAnswers()
  readonly #pictures: PictureMaker

  constructor(
    private readonly open: OpenThings,
    private readonly useDevice: UseDevice,
  ) {
    this.#pictures = new PictureMaker(open, this.#stored, () => useDevice(PICTURE_DEVICE, 1))
  }

  async answer(request: LookRequest): Promise<LookMessage> {
    switch (request.request) {
      case 'pictures':
        return await this.#pictures.make(request.pictures)
      case 'labels':
        return readLabels(await this.open.data(request.images), request)
      case 'gallery':
        return await readGallery(request, this.#stored)
      case 'spectrum':
        await this.useDevice(request.device, request.threads)
        return await spectrumOf(await this.open.data(request.images), request)
      case 'speed':
        await this.useDevice(request.device, request.threads)
        return await measureSpeed(request, await this.open.data(request.images))
      case 'heat maps':
        return await readHeatMaps(request)
      case 'average spectrum':
        return await averageSpectrum(request)
      case 'corruption answers':
        return await this.#corruptionAnswers.read(request)
      case 'corruption maps':
        return await readCorruptionMaps(request)
      case 'comparison':
        return { message: 'comparison', numbers: await compare(request.part) }
      case 'read pairs':
        return { message: 'pairs', pairs: await readPairs(request.specification, request.file) }
      case 'choose targets':
        return { message: 'targets', images: await chooseTargets(request) }
      case 'inspect corruption set':
        return { message: 'corruption set', found: await inspectCorruptionSet(request) }
      case 'fourier speed':
        await this.useDevice(request.device, request.threads)
        return await measureFourierSpeed(request, this.open)
      case 'attack speed':
        await this.useDevice(request.device, request.threads)
        return await measureAttackSpeed(
          request,
          await this.open.data(request.images),
          await this.open.model(request.model),
        )
      default:
        throw request satisfies never
    }
  }
}
