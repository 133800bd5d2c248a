/**
 * The addresses of pictures, relative to the host, and reading them: the one place that knows their form.
 *   image/data/DATASET/PART/INDEX.png
 *   image/blur/DATASET/PART/INDEX/SIGMA.png         SIGMA in pixels, or none
 *   image/hybrid/STUDY/SEED/POSITION/FMIXINDEX/hybrid.png, low.png, high.png     SEED a number, or listed
 *   image/perturbed/STUDY/MODEL/INDEX.png
 *   image/difference/STUDY/MODEL/INDEX/GAIN.png     GAIN a number above 0
 * and those of probe-addresses.ts.
 * PART is the name of a part, or all where the data set has one part without a name.
 */
import { UserError } from '../contract/errors'
import { shown } from '../contract/shown'
import { WHOLE, wholeNumber } from './address-words'
import { PROBE_READERS, probeParts } from './probe-addresses'
import type { ProbeAddress } from './probe-addresses'

export type HybridPart = 'hybrid' | 'low' | 'high'

export type ImageAddress =
  | { kind: 'data'; dataSet: string; split: string | null; index: number }
  | { kind: 'blur'; dataSet: string; split: string | null; index: number; sigma: number | null }
  | {
      kind: 'hybrid'
      study: string
      seed: number | null
      position: number
      fMixIndex: number
      part: HybridPart
    }
  | { kind: 'perturbed'; study: string; model: string; index: number }
  | { kind: 'difference'; study: string; model: string; index: number; gain: number }
  | ProbeAddress

export function imageAddress(address: ImageAddress): string {
  return `image/${partsOf(address).map(encodeURIComponent).join('/')}.png`
}

function partsOf(address: ImageAddress): (string | number)[] {
  switch (address.kind) {
    case 'data':
      return ['data', address.dataSet, address.split ?? WHOLE, address.index]
    case 'blur':
      return ['blur', address.dataSet, address.split ?? WHOLE, address.index, address.sigma ?? 'none']
    case 'hybrid':
      return [
        'hybrid',
        address.study,
        address.seed ?? 'listed',
        address.position,
        address.fMixIndex,
        address.part,
      ]
    case 'perturbed':
      return ['perturbed', address.study, address.model, address.index]
    case 'difference':
      return ['difference', address.study, address.model, address.index, address.gain]
    case 'corrupted':
    case 'corruption':
    case 'filtered':
    case 'fourier':
      return probeParts(address)
    default:
      throw address satisfies never
  }
}

/** @param path decoded, from `image/` on. UserError('usage') when it is not the address of a picture. */
export function parseImageAddress(path: string): ImageAddress {
  const [root, kind, ...rest] = path.split('/')
  const last = rest.pop()
  if (root === 'image' && last?.endsWith('.png')) {
    const parts = [...rest, last.slice(0, -'.png'.length)]
    // A name such as `constructor` is none of ours.
    const known = kind !== undefined && Object.hasOwn(READERS, kind)
    const address = known ? READERS[kind as ImageAddress['kind']]?.(parts) : null
    if (address) return address
  }
  throw new UserError('usage', `There is no picture "${shown(path)}".`)
}

const READERS: Readonly<Partial<Record<ImageAddress['kind'], (parts: string[]) => ImageAddress | null>>> = {
  data,
  blur,
  hybrid,
  perturbed,
  difference,
  ...PROBE_READERS,
}

function data([dataSet, part, index, ...more]: string[]): ImageAddress | null {
  const number = wholeNumber(index)
  if (!dataSet || !part || number === null || more.length > 0) return null
  return { kind: 'data', dataSet, split: part === WHOLE ? null : part, index: number }
}

function blur([dataSet, part, index, sigma, ...more]: string[]): ImageAddress | null {
  const image = data([dataSet, part, index].map((word) => word ?? ''))
  if (image?.kind !== 'data' || sigma === undefined || more.length > 0) return null
  const value = sigma === 'none' ? null : Number(sigma)
  // Blurring costs the more the larger σ is: nothing above what a study may ask.
  if (value !== null && !(/^\d+(\.\d+)?(e-\d+)?$/.test(sigma) && value > 0 && value <= 1000)) return null
  return { ...image, kind: 'blur', sigma: value }
}

function hybrid([study, pairing, position, fMixIndex, part, ...more]: string[]): ImageAddress | null {
  const seed = pairing === 'listed' ? null : wholeNumber(pairing)
  const [place, frequency] = [wholeNumber(position), wholeNumber(fMixIndex)]
  const known = part === 'hybrid' || part === 'low' || part === 'high'
  if (!study || !known || place === null || frequency === null || more.length > 0) return null
  if (seed === null && pairing !== 'listed') return null
  return { kind: 'hybrid', study, seed, position: place, fMixIndex: frequency, part }
}

function perturbed([study, model, index, ...more]: string[]): ImageAddress | null {
  const number = wholeNumber(index)
  if (!study || !model || number === null || more.length > 0) return null
  return { kind: 'perturbed', study, model, index: number }
}

function difference([study, model, index, gain, ...more]: string[]): ImageAddress | null {
  const image = perturbed([study, model, index].map((word) => word ?? ''))
  if (image?.kind !== 'perturbed' || gain === undefined || more.length > 0) return null
  if (!/^\d+(\.\d+)?(e[+-]?\d+)?$/.test(gain) || !(Number(gain) > 0 && Number(gain) <= 1e6)) return null
  return { ...image, kind: 'difference', gain: Number(gain) }
}
