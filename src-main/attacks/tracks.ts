/**
 * Where searches from other places have come to, mostly from images of the data set, apart from the best of all
 * searches: such a search may go on although another one is closer for the moment. Each track begins elsewhere.
 */
import type { Attack, Track } from './attack'

export class Tracks {
  private readonly kept = new Map<number, Float32Array>()
  private readonly distances = new Map<number, Float64Array>()
  private readonly length: number

  /** @param clean images of all rows */
  constructor(
    private readonly clean: Float32Array,
    private readonly count: number,
  ) {
    this.length = clean.length / count
  }

  /** All rows; the clean image where the track has none. */
  images(track: number): Float32Array {
    let images = this.kept.get(track)
    if (!images) this.kept.set(track, (images = this.clean.slice()))
    return images
  }

  private sizes(track: number): Float64Array {
    let sizes = this.distances.get(track)
    if (!sizes) this.distances.set(track, (sizes = new Float64Array(this.count).fill(Infinity)))
    return sizes
  }

  has(track: number, row: number): boolean {
    return this.sizes(track)[row]! < Infinity
  }

  /** Keeps a verified image that is closer than what the track has. */
  keep(track: number, row: number, image: Float32Array, distance: number): void {
    const sizes = this.sizes(track)
    if (!(distance < sizes[row]!)) return
    sizes[row] = distance
    this.images(track).set(image, row * this.length)
  }

  /**
   * Whether a track is worth going on with: where it has come to, or what the one before it (or `after`) has come to
   * when it begins, is at most `within` times as far away as the best.
   */
  isNear({ number, begins, after = number - 1, within }: Track, row: number, best: number): boolean {
    const known = begins ? after : number
    return known === 0 || this.isWithin({ number: known, within }, row, best)
  }

  isWithin({ number, within }: Pick<Track, 'number' | 'within'>, row: number, best: number): boolean {
    return this.has(number, row) && this.sizes(number)[row]! <= within * best
  }
}

/**
 * The attack on a track: from where it has come to, not from the best.
 * @param attack begins a track at an image of the data set if it needs a start, else at the clean image
 * @param from where the track has begun, as a result says it
 */
export function onTrack(attack: Attack, track: Track, from = 'from the data set'): Attack {
  const { number, within, after } = track
  return {
    ...attack,
    name: `${attack.name} ${from}`,
    // Settings are stored as JSON, which has no infinity.
    settings: {
      ...attack.settings,
      track: number,
      ...(after === undefined ? {} : { after }),
      ...(within === Infinity ? {} : { within }),
    },
    refines: false,
    track,
  }
}

/** The attack on those images alone for which a track has come to at most `within` times the best. */
export function whereNear(attack: Attack, number: number, within: number): Attack {
  return { ...attack, settings: { ...attack.settings, near: number, within }, near: { number, within } }
}
