/**
 * What is typed after an option, read and checked. Each refusal is one sentence with the value in quotes
 * and what is allowed.
 */
import { UserError } from '../../contract/errors'
import { precisionSchema } from '../../contract/kinds/corruption/options'
import { gridWordSchema } from '../../contract/kinds/hybrid/options'
import { nearest } from '../../project/suggest'
import type { GridAsked } from '../../contract/kinds/hybrid/options'

/** Values between commas. */
function list<T>(text: string, read: (word: string) => T): T[] {
  return text.split(',').map((word) => read(word.trim()))
}

/** `none` or a number of pixels above 0, several between commas. */
export function sigmas(text: string): (number | null)[] {
  return list(text, (word) => {
    if (word === 'none') return null
    const value = decimal(word)
    if (value === null || value <= 0) {
      throw new UserError(
        'usage',
        `The blur σ "${word}" is not allowed: give "none" or a number of pixels above 0, several between commas, e.g. --sigma none,0.5,1.`,
      )
    }
    return value
  })
}

/** Fractions of Nyquist from 0 to 1, several between commas. */
function fractions(text: string): number[] {
  return list(text, (word) => {
    const value = decimal(word)
    if (value === null || value < 0 || value > 1) {
      throw new UserError(
        'usage',
        `The mixing frequency "${word}" is not allowed: give fractions of Nyquist from 0 to 1 between commas, e.g. --f-mix 0,0.1,0.2,1, or "radii".`,
      )
    }
    return value
  })
}

/** A grid of mixing frequencies: fractions of Nyquist, or a word that means one. */
export function mixingGrid(text: string): GridAsked {
  return gridWordSchema.safeParse(text.trim()).data ?? fractions(text)
}

/** Fractions of Nyquist of a filter, from 0 to 1, several between commas. */
export function cutOffs(text: string): number[] {
  return list(text, (word) => {
    const value = decimal(word)
    if (value === null || value < 0 || value > 1) {
      throw new UserError(
        'usage',
        `The cut-off "${word}" is not allowed: give fractions of Nyquist from 0 to 1 between commas, e.g. --cut-offs 0.1,0.2,0.5.`,
      )
    }
    return value
  })
}

/** Some of some words, between commas. */
export function manyOf<const Word extends string>(
  what: string,
  words: readonly Word[],
): (text: string) => Word[] {
  const one = oneOf(what, words)
  return (text) => list(text, one)
}

/** Whole numbers from 0, several between commas. @param what which kind, e.g. `training seed` */
export function seeds(what: string): (text: string) => number[] {
  return (text) => list(text, seed(what))
}

/** Numbers, several between commas: a normaliser's mean or standard deviation. */
export function numbers(what: string): (text: string) => number[] {
  return (text) =>
    list(text, (word) => {
      const value = decimal(word)
      if (value === null) throw new UserError('usage', `The ${what} "${word}" is not a number.`)
      return value
    })
}

/** Numbers above 0, several between commas: a normaliser's standard deviation. */
export function positives(what: string): (text: string) => number[] {
  return (text) => list(text, positive(what))
}

/** A whole number of at least 1. */
export function count(what: string, most = 1_000_000_000): (text: string) => number {
  return (text) => wholeNumber(what, text, 1, most)
}

/** A whole number of at least 0. */
export function countOrNone(what: string, most = 1_000_000_000): (text: string) => number {
  return (text) => wholeNumber(what, text, 0, most)
}

/** Whole numbers of at least 0, several between commas. */
export function places(what: string): (text: string) => number[] {
  return (text) => list(text, (word) => wholeNumber(what, word, 0, 1_000_000_000))
}

/** Whole numbers of at least 1, several between commas. */
export function counts(what: string, most = 1_000_000_000): (text: string) => number[] {
  return (text) => list(text, (word) => wholeNumber(what, word, 1, most))
}

/** A port; 0 for a free one. */
export function portNumber(text: string): number {
  return wholeNumber('port', text, 0, 65_535)
}

/** A number above 0. */
export function positive(what: string): (text: string) => number {
  return (text) => {
    const value = decimal(text)
    if (value === null || value <= 0)
      throw new UserError('usage', `The ${what} "${text}" is not allowed: give a number above 0.`)
    return value
  }
}

/** Half of the width of a cell's interval, in percentage points. */
export function cellPrecision(text: string): number {
  const found = precisionSchema.safeParse(decimal(text)).data
  if (found === undefined)
    throw new UserError(
      'usage',
      `The precision "${text}" is not allowed: give percentage points from 0.1 to 20, e.g. --precision 2.`,
    )
  return found
}

/** One of some words. */
export function oneOf<const Word extends string>(
  what: string,
  words: readonly Word[],
): (text: string) => Word {
  return (text) => {
    const word = words.find((candidate) => candidate === text)
    if (word === undefined)
      throw new UserError(
        'usage',
        `The ${what} "${text}" is not known${nearest(text, words)}: give one of ${words.join(', ')}.`,
      )
    return word
  }
}

/** @param what which kind of seed, e.g. `attack seed` */
export function seed(what: string): (text: string) => number {
  return (text) => wholeNumber(what, text, 0, 4294967295)
}

/** A field of view: above 0 and at most 360 degrees. */
export function degrees(text: string): number {
  const value = decimal(text)
  if (value === null || value <= 0 || value > 360)
    throw new UserError(
      'usage',
      `The field of view "${text}" is not allowed: give the width of the images in degrees of visual angle, above 0 and at most 360, e.g. 67.5.`,
    )
  return value
}

/** The same, or `none`: the word, because commander takes a null for an option without a value. */
export function degreesOrNone(text: string): number | 'none' {
  return text === 'none' ? text : degrees(text)
}

/** A number of at least 0. */
export function notNegative(what: string): (text: string) => number {
  return (text) => {
    const value = decimal(text)
    if (value === null || value < 0)
      throw new UserError('usage', `The ${what} "${text}" is not allowed: give a number, 0 or more.`)
    return value
  }
}

/** A probability above 0 and below 1. */
export function probability(text: string): number {
  const value = decimal(text)
  if (value === null || value <= 0 || value >= 1)
    throw new UserError(
      'usage',
      `The probability "${text}" is not allowed: give a number above 0 and below 1, e.g. 0.5.`,
    )
  return value
}

/** `l2` or `linf`, however it is written. */
export function normName(text: string): 'L2' | 'Linf' {
  const word = text.toLowerCase().replace('∞', 'inf')
  if (word === 'l2') return 'L2'
  if (word === 'linf') return 'Linf'
  throw new UserError('usage', `The norm "${text}" is not known: give l2 or linf.`)
}

function wholeNumber(what: string, text: string, least: number, most: number): number {
  const value = decimal(text)
  if (value === null || !Number.isInteger(value) || value < least || value > most) {
    throw new UserError(
      'usage',
      `The ${what} "${text}" is not allowed: give a whole number from ${least} to ${most}.`,
    )
  }
  return value
}

/** A number as people write it; null for anything else (`Number('')` would be 0). */
function decimal(text: string): number | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? value : null
}

/**
 * An option that must be given. Checked here and not by commander, which would complain of a missing
 * `--sigma` before it says that `--sigmaa` is unknown.
 */
export function required<T>(value: T | undefined, option: string): T {
  if (value === undefined)
    throw new UserError('usage', `The option ${option} is missing: --help lists what the command needs.`)
  return value
}
