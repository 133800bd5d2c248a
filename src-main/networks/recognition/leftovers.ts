/**
 * What the entries of a file are that a network does not use: known companions, other heads and other networks
 * are left aside; what may stand in the way of the image (an entry inside the network's own modules, or one
 * that filters images) is unexpected, because without it the logits would be others. Names and shapes only.
 */
import type { CheckpointTensor } from '../../checkpoints/checkpoint'
import type { Family } from './families/family'
import { listOf } from './match'
import { ancestors } from './prefixes'
import type { PrefixView } from './prefixes'

export interface Leftovers {
  unexpected: string[]
  leftAside: string[]
  /** Of `leftAside`: what the images or the logits may pass, which nothing in the file denies. */
  inTheWay: string[]
  reasons: string[]
}

export interface LeftoverQuestion {
  family: Family
  view: PrefixView
  /** All prefixes under which the file holds networks, this one included. */
  networks: readonly PrefixView[]
  /** Names that the network, its normaliser or its front end use. */
  used: ReadonlySet<string>
  /** Canonical names that the network has. */
  needed: readonly string[]
  tensors: readonly CheckpointTensor[]
}

/**
 * Fields that programs leave in modules and that compute nothing: counters, those of running averages (ema-pytorch, LitEma),
 * and MoCo's memory of keys.
 */
const IDLE_FIELDS =
  /(?:^|\.)(?:num_batches_tracked|n_averaged|total_ops|total_params|step|epoch|initted|num_updates|decay|queue|queue_ptr)$/

export function sortLeftovers(question: LeftoverQuestion): Leftovers {
  const { family, view, networks, used, needed, tensors } = question
  const modules = new Set(needed.map((name) => moduleKind(family.own(name))))
  const elsewhere = new Set(
    networks.filter((other) => other.prefix !== view.prefix).flatMap((other) => [...other.entries.values()]),
  )
  const wrappers = new Set(ancestors(view.prefix))
  const known = new Map<string, string[]>()
  const result: Leftovers = { unexpected: [], leftAside: [], inTheWay: [], reasons: [] }
  const others: string[] = []
  const dense = new Set(
    [...used].flatMap((name) => {
      const entry = name.slice(view.prefix.length)
      return name.startsWith(view.prefix) && entry.includes('.') ? [entry.replaceAll('.', '')] : []
    }),
  )
  const averaged: string[] = []
  for (const { name, shape } of tensors) {
    if (used.has(name)) continue
    const inside = name.startsWith(view.prefix)
    const own = name.slice(view.prefix.length)
    const companion = inside ? family.aside?.(own) : null
    if (companion) known.set(companion, [...(known.get(companion) ?? []), name])
    else if (IDLE_FIELDS.test(name)) result.leftAside.push(name)
    else if (elsewhere.has(name)) others.push(name)
    else if (dense.has(name.slice(name.lastIndexOf('.') + 1))) averaged.push(name)
    else if (inside && modules.has(moduleKind(own))) result.unexpected.push(name)
    else if (filtersImages(shape) && wrappers.has(parent(name))) result.unexpected.push(name)
    else others.push(name)
  }
  for (const [what, names] of known) {
    result.leftAside.push(...names)
    result.reasons.push(`Left aside: ${listOf(names)}, ${what}.`)
  }
  if (averaged.length > 0) {
    result.leftAside.push(...averaged)
    result.reasons.push(
      `Left aside: ${listOf(averaged)}, which are called as this network's entries without their dots, as a running average (EMA) of its weights is kept (LitEma). If the average is meant, copy it into the model with the program that made the file (copy_to), save the model's state_dict and import that.`,
    )
  }
  const own = others.filter((name) => !elsewhere.has(name))
  result.leftAside.push(...others)
  if (own.length > 0) {
    result.inTheWay = own
    result.reasons.push(
      `The file has ${listOf(own)} besides, which this network does not have; if the images or the logits pass through them, the model is another one.`,
    )
  }
  return result
}

/** `layer4.0.conv1.weight` → `layer`: a fourth section beside three is no other head. */
function moduleKind(name: string): string {
  return name.split('.')[0]!.replace(/\d+$/, '')
}

/** A convolution over one or three channels; behind the first layer there are more. */
function filtersImages(shape: readonly number[]): boolean {
  return shape.length === 4 && (shape[1] === 1 || shape[1] === 3) && shape[2]! > 1
}

/** The wrapper that a module of one level belongs to: `module.frontend.weight` → `module.`. */
function parent(name: string): string {
  const module = name.slice(0, name.lastIndexOf('.'))
  return module.slice(0, module.lastIndexOf('.') + 1)
}
