/** Reads golden files (test/golden) and compares arrays with them. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { decodeSafetensors } from '../../src-main/checkpoints/safetensors'

export function goldenPath(name: string): string {
  return fileURLToPath(new URL(`../golden/${name}`, import.meta.url))
}

export function goldenJson(name: string): unknown {
  return JSON.parse(readFileSync(goldenPath(name), 'utf8'))
}

export function goldenTensors(name: string) {
  return decodeSafetensors(readFileSync(goldenPath(name))).entries
}

/** Largest absolute difference, divided by the largest absolute value of what is expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let largest = 0
  let apart = 0
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i]!))
    const difference = Math.abs(actual[i]! - expected[i]!)
    if (!(difference <= apart)) apart = difference
  }
  return largest === 0 ? apart : apart / largest
}
