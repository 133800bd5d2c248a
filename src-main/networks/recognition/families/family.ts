/**
 * What the recogniser knows of one kind of network: how files name its entries, and what the shapes of those
 * entries say about its configuration. The entries that the network then must have come from the network
 * itself (state-fields.ts), so a family can only propose; whether a file fits is decided in match.ts.
 */
import type { StoredNetworkConfiguration } from '../../../contract/model'

/** What entries under canonical names look like; only shapes, no values. */
export type Shapes = ReadonlyMap<string, readonly number[]>

/** The part of a configuration that names and shapes determine. */
export type Structure = Omit<
  StoredNetworkConfiguration,
  'size' | 'mean' | 'std' | 'sigma' | 'channels' | 'components' | 'expandsGray'
> & {
  /** What the first convolution takes; whether gray images are repeated to reach it is decided elsewhere. */
  inputs: number
}

export interface Proposal {
  structure: Structure
  /** Why, one sentence each. */
  reasons: string[]
  /** Input size that the shapes imply, in pixels. */
  size?: number
}

export interface Family {
  /** How names of this kind are known to the field, e.g. `torchvision's names of a ResNet`. */
  readonly names: string
  /** Canonical name of the last layer, where files may call it otherwise (read-out.ts). */
  readonly readOut?: string
  /** Canonical name of an entry, the prefix taken off; null for what no network of this kind has. */
  canonical(name: string): string | null
  /** How a file of this kind names a canonical entry: for the sentences about what is missing. */
  own(canonical: string): string
  /** The nearest configurations, the best first; [] where nothing can be said. */
  propose(shapes: Shapes): Proposal[]
  /**
   * Entries that such files hold beside the network and that it never uses, by the name without prefix, with
   * what they are; null for everything else.
   */
  aside?(name: string): string | null
}

/** Size of one axis of an entry, or what is usual where the file lacks the entry. */
export function axis(shapes: Shapes, name: string, index: number, usual: number): number {
  return shapes.get(name)?.[index] ?? usual
}

/** How many different whole numbers stand in the first group of `pattern` over all names. */
export function countDistinct(shapes: Shapes, pattern: RegExp): number {
  const found = new Set<string>()
  for (const name of shapes.keys()) {
    const match = pattern.exec(name)
    if (match) found.add(match[1]!)
  }
  return found.size
}

export function has(shapes: Shapes, pattern: RegExp): boolean {
  for (const name of shapes.keys()) if (pattern.test(name)) return true
  return false
}
