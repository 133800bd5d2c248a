/**
 * A network's read-out under a name of its own (`head`, `fc.1`, `classifier`, beside the network or inside it): the
 * one fully connected layer that takes as many values as the network's last layer gives. Names and shapes only.
 */
import type { CheckpointTensor } from '../../checkpoints/checkpoint'
import type { PrefixView } from './prefixes'

export interface ReadOutSearch {
  view: PrefixView
  reasons: string[]
}

/**
 * @param readOut what the kind of network calls its read-out
 * @param networks all views of this kind, this one included
 * @returns the view with the read-out in it where the file has exactly one that can be meant; else as it is
 */
export function withReadOut(
  view: PrefixView,
  readOut: string | undefined,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  networks: readonly PrefixView[],
): ReadOutSearch {
  if (readOut === undefined || view.entries.has(`${readOut}.weight`)) return { view, reasons: [] }
  const own = new Set(view.entries.values())
  const width = Math.max(
    0,
    ...[...own].flatMap((name) => {
      const { shape } = tensors.get(name)!
      return shape.length === 4 ? [shape[0]!] : []
    }),
  )
  const others = networks.filter(({ prefix }) => prefix !== view.prefix && !view.prefix.startsWith(prefix))
  const linear = [...tensors.values()].filter(
    ({ name, shape }) =>
      shape.length === 2 &&
      name.endsWith('.weight') &&
      !own.has(name) &&
      !others.some(({ prefix }) => name.startsWith(prefix)),
  )
  const [weight, more] = linear.filter(({ shape }) => shape[1] === width)
  // A second layer in the same sequence is no read-out of its own: the logits come from that one.
  const sequence = weight?.name.replace(/[^.]*\.weight$/, '') ?? ''
  const continues =
    /\.\d+\.weight$/.test(weight?.name ?? '') &&
    linear.some((other) => other !== weight && other.name.startsWith(sequence))
  if (!weight || more || continues) return { view, reasons: [] }
  const module = weight.name.slice(0, -'.weight'.length)
  const entries = new Map(view.entries).set(`${readOut}.weight`, weight.name)
  const bias = tensors.get(`${module}.bias`)
  if (bias) entries.set(`${readOut}.bias`, bias.name)
  return {
    view: { ...view, entries },
    reasons: [
      `The read-out is "${module}": the only layer that takes the ${width} values of the last section.`,
    ],
  }
}
