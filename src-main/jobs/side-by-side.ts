/**
 * How many units of a study are computed side by side, and with how many threads each. Threads are part of what decides the
 * last bits of a result, so they follow from the plan and the computer alone, never from a timing or from what else is
 * running; how many are computed at a time decides no bits, so it may follow from the memory that is free.
 *
 * Measured (docs/budget.md): processes with fewer threads compute more together than one with all of them, because a
 * convolution's threads wait for one another. So as many as can be: one for each core, as long as there are as many units
 * that do not wait for one another, and memory for them.
 */
import { levelsOf, chainsOf } from './cluster/stages'
import { unitMemory } from '../studies/estimate/memory'
import type { Unit } from '../studies/study'

/** What was asked for; null: nothing, so it is chosen. */
export interface Wanted {
  threads: number | null
  jobs: number | null
}

export interface Computer {
  cores: number
  /** Bytes that this computer, or its container, has. */
  memory: number
}

/** The part of the memory that jobs may fill together. */
const OF_MEMORY = 0.8

/** How many units can be computed at a time, at most: chains of which none waits for another. */
export function widthOf(units: readonly Unit[]): number {
  return Math.max(1, ...levelsOf(chainsOf(units, Infinity)).map((chains) => chains.length))
}

/** Threads of each unit of a study of which nothing is computed yet. */
export function threadsFor(
  { threads, jobs }: Wanted,
  units: readonly Unit[],
  device: string,
  computer: Computer,
): number {
  if (threads !== null) return threads
  const places = jobs ?? chosenPlaces(units, device, computer.cores, computer.memory)
  return Math.max(1, Math.floor(computer.cores / places))
}

/**
 * @param threads of each unit, as the study's results have them
 * @param free bytes that nobody uses now
 */
export function jobsFor(
  { jobs }: Wanted,
  threads: number,
  units: readonly Unit[],
  device: string,
  { cores }: Computer,
  free: number,
): number {
  return jobs ?? chosenPlaces(units, device, Math.floor(cores / threads), free)
}

/** A card is one, and computes one thing at a time best. */
function chosenPlaces(units: readonly Unit[], device: string, most: number, memory: number): number {
  if (!device.endsWith('-cpu') || most < 2) return 1
  const fit = Math.floor((OF_MEMORY * memory) / Math.max(...units.map(unitMemory)))
  return Math.max(1, Math.min(most, widthOf(units), fit))
}
