/**
 * The pictures of the open project by address. Those that were made are kept in memory up to a bound; the
 * rest is drawn by the light job process.
 */
import { UserError } from '../contract/errors'
import { canonicalJson } from '../contract/json'
import { shown } from '../contract/shown'
import { ByteCache } from '../datasets/cache'
import { WHOLE, partOf, wholeNumber } from '../studies/address-words'
import { partSource } from '../studies/part-source'
import type { PictureFile } from '../contract/images/picture-file'
import type { PictureSpectrum } from '../contract/images/picture-spectrum'
import type { Picture } from '../contract/look'
import type { Project } from '../project/project'
import type { OpenProject } from './desk'

export interface ImageFile {
  bytes: Uint8Array
  /** MIME type. */
  type: string
}

/** Bytes of pictures that are kept. */
const LIMIT = 64 * 1024 ** 2

export class Images {
  readonly #made = new ByteCache<Uint8Array, string>(LIMIT)
  readonly #beingMade = new Map<string, Promise<Uint8Array>>()

  constructor(private readonly open: Omit<OpenProject, 'images'>) {}

  /** UserError when there is no such picture, in one sentence. */
  async get(path: string): Promise<ImageFile> {
    const picture = await pictureOf(this.open, path)
    // What is drawn, not its address: another data set may have got a deleted one's name.
    const key = canonicalJson(picture)
    const known = this.#made.get(key)
    if (known) return { bytes: known, type: 'image/png' }
    let making = this.#beingMade.get(key)
    if (!making) {
      making = this.#make(key, picture).finally(() => this.#beingMade.delete(key))
      this.#beingMade.set(key, making)
    }
    return { bytes: await making, type: 'image/png' }
  }

  async #make(key: string, picture: Picture): Promise<Uint8Array> {
    const bytes = await this.open.viewer.picture(picture)
    this.#made.set(key, bytes)
    return bytes
  }
}

/**
 * From an address to what is drawn.
 *
 * @param path decoded, from `image/` on
 * @throws UserError('usage') when it is not the address of a picture
 */
export async function pictureOf(
  { project, windows }: Pick<OpenProject, 'project' | 'windows'>,
  path: string,
): Promise<Picture> {
  const [root, kind, ...rest] = path.split('/')
  const last = rest.pop()
  if (root === 'image' && kind !== undefined && last?.endsWith('.png')) {
    const words = [...rest, last.slice(0, -'.png'.length)]
    // The table has no prototype: a name such as `constructor` is none of ours.
    const picture =
      kind === 'data'
        ? await dataPicture(project, words)
        : kind === 'blur'
          ? await blurPicture(project, words)
          : await windows.pictures[kind]?.(words)
    if (picture) return picture
  }
  throw new UserError('usage', `There is no picture "${shown(path)}".`)
}

/**
 * The spectrum of a picture.
 *
 * @param address as the contract gives it
 * @throws UserError('usage') when it is not the address of a picture, or of one that says nothing of the spectrum
 */
export async function spectrumOfPicture(
  open: Pick<OpenProject, 'project' | 'windows' | 'viewer'>,
  address: string,
): Promise<PictureSpectrum> {
  const picture = await pictureOf(open, decoded(address))
  if (picture.kind === 'difference')
    throw new UserError(
      'usage',
      'A difference is drawn enlarged and clipped: its spectrum is that of the spectrum study of its perturbations.',
    )
  return (await open.viewer.ask({ request: 'picture spectrum', picture })).spectrum
}

/**
 * Pictures themselves, in the order asked.
 *
 * @param images those of the open project
 * @throws UserError for the first that there is not, also where a data set is gone
 */
export async function pictureFiles(
  images: OpenProject['images'],
  addresses: readonly string[],
): Promise<PictureFile[]> {
  return await Promise.all(
    addresses.map(async (address) => {
      const file = Buffer.from((await images.get(decoded(address))).bytes)
      // The first chunk of every PNG file says its size.
      const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
      return { source: `data:image/png;base64,${file.toString('base64')}`, height, width }
    }),
  )
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address)
  } catch {
    return address
  }
}

/** An image as it is. */
async function dataPicture(
  project: Project,
  [dataSet, part, index, ...more]: string[],
): Promise<Extract<Picture, { kind: 'image' }> | null> {
  const place = partOf(dataSet, part)
  const number = wholeNumber(index)
  if (!place || number === null || more.length > 0) return null
  const { source } = await partSource(project, place.dataSet, place.split ?? WHOLE)
  return { kind: 'image', images: source, index: number }
}

/** An image as a network with a blur sees it. */
async function blurPicture(
  project: Project,
  [dataSet, part, index, sigma, ...more]: string[],
): Promise<Picture | null> {
  if (sigma === undefined || more.length > 0) return null
  const value = sigma === 'none' ? null : Number(sigma)
  // Blurring costs the more the larger σ is: nothing above what a study may ask.
  if (value !== null && !(/^\d+(\.\d+)?(e-\d+)?$/.test(sigma) && value > 0 && value <= 1000)) return null
  const image = await dataPicture(project, [dataSet ?? '', part ?? '', index ?? ''])
  return image && { ...image, kind: 'blurred', sigma: value }
}
