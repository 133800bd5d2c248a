/**
 * Makes the pictures of the window as PNG files: images as they are, blurred as a network blurs them, and what each
 * kind of study draws of its images.
 */
import { toErrorData } from '../../contract/errors'
import { blurImage } from '../../networks/front-end/blur-image'
import { readImage, squareSide } from '../../studies/job'
import { encodePng } from './png'
import type { LookMessageOf, Picture } from '../../contract/look'
import type { OpenThings } from '../../studies/context'
import type { Drawn } from '../../studies/job'
import type { KindsLooks } from '../../studies/job-kinds'

export class PictureMaker {
  constructor(
    private readonly open: OpenThings,
    private readonly kinds: KindsLooks,
  ) {}

  /** Every picture that can be made; the others with their reason. */
  async make(pictures: readonly Picture[]): Promise<LookMessageOf<'pictures'>> {
    const made: LookMessageOf<'pictures'>['pictures'] = []
    for (const picture of pictures) {
      try {
        const { pixels, shape } = await this.draw(picture)
        made.push({ png: await encodePng(pixels, shape) })
      } catch (error) {
        made.push({ error: toErrorData(error) })
      }
    }
    return { message: 'pictures', pictures: made }
  }

  /** The numbers of a picture. */
  async draw(picture: Picture): Promise<Drawn> {
    const data = await this.open.data(picture.images)
    switch (picture.kind) {
      case 'image':
        return { pixels: await readImage(data, picture.index), shape: data }
      case 'blurred': {
        const pixels = await readImage(data, picture.index)
        return { pixels: blurImage(pixels, squareSide(data), data.channels, picture.sigma), shape: data }
      }
      default:
        return await this.kinds.draw(picture, data)
    }
  }
}
