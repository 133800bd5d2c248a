/**
 * Going on from the weights of another network of the same layers (methods B.4): which of its entries are taken over,
 * and what becomes of the last layer, whose rows are the classes. Not here: what is drawn for entries that are not
 * taken over (initialisation.ts).
 */
import { graphOf } from './graph-of'
import { layersOf } from './sections'
import { stateFields } from './state-fields'
import type { ReadOutChange } from '../contract/kinds/sweep/start-from'
import type { StateDictionary, StateEntry } from '../checkpoints/state-dictionary'
import type { NetworkConfiguration } from './network'

/** Names of the entries of the last layer with weights: row i of each belongs to class i. */
export function readOutEntries(configuration: NetworkConfiguration): string[] {
  const last = graphOf(configuration).nodes.findLast(
    (node) => node.kind === 'linear' || node.kind === 'convolution',
  )
  if (last?.kind !== 'linear' && last?.kind !== 'convolution')
    throw new Error('A network without a layer with weights makes no logits.')
  const prefix = `${last.name}.`
  return stateFields(configuration).flatMap(({ name }) => (name.startsWith(prefix) ? [name] : []))
}

/** An entry that both networks have, but in two shapes. */
export interface Misfit {
  name: string
  has: number[]
  needs: number[]
}

/** Entries, but for those of the last layer where it is new, that a network cannot take over from `source`. */
export function misfits(
  configuration: NetworkConfiguration,
  source: NetworkConfiguration,
  newReadOut: boolean,
): Misfit[] {
  const replaced = new Set(newReadOut ? readOutEntries(configuration) : [])
  const shapes = new Map(stateFields(source).map(({ name, shape }) => [name, shape]))
  return stateFields(configuration).flatMap(({ name, shape, role }) => {
    const has = shapes.get(name)
    if (role === 'constant' || replaced.has(name) || has === undefined) return []
    return has.join() === shape.join() ? [] : [{ name, has, needs: shape }]
  })
}

/**
 * The entries that a network goes on from: parameters, running statistics and counters of `state`, without its front end.
 * @param state of the other network, which `misfits` has found to fit
 */
export function entriesToStartFrom(
  configuration: NetworkConfiguration,
  state: StateDictionary,
  readOut: ReadOutChange,
): StateDictionary {
  const last = new Set(readOutEntries(configuration))
  const entries: StateDictionary = new Map()
  for (const { name, role } of stateFields(configuration)) {
    const entry = state.get(name)
    if (!entry || role === 'constant' || role === 'given') continue
    if (!last.has(name) || readOut.kind === 'kept') entries.set(name, entry)
    else if (readOut.kind === 'reordered') entries.set(name, rows(entry, readOut.order))
  }
  return entries
}

/** Some rows of an entry, in this order. */
function rows({ shape, dtype, data }: StateEntry, order: readonly number[]): StateEntry {
  const length = data.length / shape[0]!
  const picked = data.slice(0, order.length * length)
  for (const [to, from] of order.entries())
    picked.set(data.subarray(from * length, (from + 1) * length), to * length)
  return { shape: [order.length, ...shape.slice(1)], dtype, data: picked }
}

/**
 * Names of the parameters of a section and of everything that is computed before it.
 * @param until name of a section (sections.ts); @throws UserError('usage') when there is none of that name
 */
export function parametersUntil(configuration: NetworkConfiguration, until: string): Set<string> {
  const graph = graphOf(configuration)
  const [layer] = layersOf(graph, [until])
  const place = graph.nodes.findIndex(({ id }) => id === layer!.node)
  const prefixes = graph.nodes
    .slice(0, place + 1)
    .flatMap((node) => ('name' in node ? [`${node.name}.`] : []))
  return new Set(
    stateFields(configuration).flatMap(({ name, role }) =>
      role === 'parameter' && prefixes.some((prefix) => name.startsWith(prefix)) ? [name] : [],
    ),
  )
}
