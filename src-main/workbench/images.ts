/**
 * The pictures of the open project by address. Those that were made are kept in memory up to a bound; the
 * rest is drawn by the light job process.
 */
import { UserError } from '../contract/errors'
import { ByteCache } from '../datasets/cache'
import { blockOf } from './attack-views'
import { parseImageAddress } from './image-addresses'
import { partSource } from './part-source'
import { probePicture } from './probe-picture'
import type { Picture } from '../contract/look'
import type { OpenProject } from './desk'
import type { ImageAddress } from './image-addresses'

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

  constructor(
    private readonly open: Pick<OpenProject, 'project' | 'viewer' | 'hybridViews' | 'attackViews'>,
  ) {}

  /** UserError when there is no such picture, in one sentence. */
  async get(path: string): Promise<ImageFile> {
    const known = this.#made.get(path)
    if (known) return { bytes: known, type: 'image/png' }
    let making = this.#beingMade.get(path)
    if (!making) {
      making = this.#make(path).finally(() => this.#beingMade.delete(path))
      this.#beingMade.set(path, making)
    }
    return { bytes: await making, type: 'image/png' }
  }

  async #make(path: string): Promise<Uint8Array> {
    const picture = await this.#picture(parseImageAddress(path))
    const bytes = await this.open.viewer.picture(picture)
    this.#made.set(path, bytes)
    return bytes
  }

  async #picture(address: ImageAddress): Promise<Picture> {
    if (address.kind === 'hybrid') return await this.#hybrid(address)
    if (address.kind === 'perturbed' || address.kind === 'difference') return await this.#perturbed(address)
    if (address.kind !== 'data' && address.kind !== 'blur')
      return await probePicture(this.open.project, address)
    const { source } = await partSource(this.open.project, address.dataSet, address.split ?? 'all')
    const { index } = address
    return address.kind === 'data'
      ? { kind: 'image', images: source, index }
      : { kind: 'blurred', images: source, index, sigma: address.sigma }
  }

  async #perturbed(address: Extract<ImageAddress, { kind: 'perturbed' | 'difference' }>): Promise<Picture> {
    const view = await this.open.attackViews.of(address.study)
    const { index } = address
    const block = blockOf(view, address.model, index)
    const picture = { images: view.source, index, block }
    return address.kind === 'perturbed'
      ? { kind: 'perturbed', ...picture }
      : { kind: 'difference', ...picture, gain: address.gain }
  }

  async #hybrid(address: Extract<ImageAddress, { kind: 'hybrid' }>): Promise<Picture> {
    const { plan, source, pairings } = await this.open.hybridViews.of(address.study)
    const fMix = plan.fMix.values[address.fMixIndex]
    const pairing = pairings.find(({ seed }) => seed === address.seed)
    if (fMix === undefined || !pairing)
      throw new UserError('usage', `The study "${address.study}" has no such hybrid image.`)
    const { position, part } = address
    const picture = { kind: 'hybrid' as const, images: source, fMix, part }
    if (plan.pairing.kind === 'seeded') {
      // Any model will do: the pairs are the same.
      const files = pairing.models.flatMap(({ blocks }) => blocks.slice(0, 1).map(({ file }) => file))
      return { ...picture, pair: { kind: 'stored', files, position } }
    }
    const low = plan.pairing.pairs.low[position]
    const high = plan.pairing.pairs.high[position]
    if (low === undefined || high === undefined)
      throw new UserError('usage', `The study "${address.study}" has no pair ${position}.`)
    return { ...picture, pair: { kind: 'given', low, high } }
  }
}
