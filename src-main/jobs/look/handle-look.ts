/** What the job process answers to questions about looking (contract/look.ts). */
import { readLabels } from './labels'
import { pictureSpectrum } from './picture-spectrum'
import { PictureMaker } from './pictures'
import { spectrumOf } from './spectrum'
import { compare } from '../../studies/comparison/compare'
import { goldilocks } from '../../studies/comparison/goldilocks'
import { KindsLooks } from '../../studies/job-kinds'
import type { LookMessage, LookRequest } from '../../contract/look'
import type { OpenThings } from '../../studies/context'
import type { UseDevice } from '../../studies/job'

/** Pictures are drawn by the processor: the fast device may be busy, or hold no more memory. */
const PICTURE_DEVICE = 'onnxruntime-cpu'

export class LookHandler {
  readonly #kinds: KindsLooks
  readonly #pictures: PictureMaker

  constructor(
    private readonly open: OpenThings,
    private readonly useDevice: UseDevice,
  ) {
    this.#kinds = new KindsLooks({ open, useDevice, usePictureDevice: () => useDevice(PICTURE_DEVICE, 1) })
    this.#pictures = new PictureMaker(open, this.#kinds)
  }

  async answer(request: LookRequest): Promise<LookMessage> {
    switch (request.request) {
      case 'pictures':
        return await this.#pictures.make(request.pictures)
      case 'picture spectrum': {
        const drawn = await this.#pictures.draw(request.picture)
        return { message: 'picture spectrum', spectrum: pictureSpectrum(drawn) }
      }
      case 'labels':
        return readLabels(await this.open.data(request.images), request)
      case 'spectrum':
        await this.useDevice(request.device, request.threads)
        return await spectrumOf(await this.open.data(request.images), request)
      case 'comparison':
        return { message: 'comparison', numbers: await compare(request.part) }
      case 'goldilocks':
        return await goldilocks(request)
      default:
        return await this.#kinds.answer(request)
    }
  }
}
