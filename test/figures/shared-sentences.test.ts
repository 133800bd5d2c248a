import { expect, it } from 'vitest'
import { notShown, sharedSentences } from '../../src-main/figures/shared-sentences'
import { notesOnce } from '../../src-main/shell/command-line/commands/paper'

it('says once of several models what differs in its numbers only, and from where to where those go', () => {
  const few = (count: string): string => `The interval is of ${count} effective images: fewer than 30.`
  expect(
    sharedSentences([
      { name: 'a', sentence: few('29.4') },
      { name: 'b', sentence: few('9.8') },
      { name: 'c', sentence: 'It has no f_0.5.' },
      { name: 'd', sentence: few('18') },
    ]),
  ).toEqual([
    'a, b and d: The interval is of 9.8 to 29.4 effective images: fewer than 30.',
    'c: It has no f_0.5.',
  ])
})

it('keeps apart what differs in more than a number, or in one with a sign', () => {
  const said = ['Below −0.3.', 'Below −0.5.', 'Of f_0.5 nothing.', 'Of f_rev nothing.'].map((sentence) => ({
    name: 'a',
    sentence,
  }))
  expect(sharedSentences(said)).toHaveLength(4)
})

it('keeps numbers together that belong together', () => {
  const signs = (at: string): string => `p_low − p_high changes its sign at f_mix = ${at} of Nyquist.`
  expect(
    sharedSentences([
      { name: 'a', sentence: signs('0.1 and 0.5') },
      { name: 'b', sentence: signs('0.2 and 0.7') },
      { name: 'c', sentence: signs('0.1 and 0.5') },
    ]),
  ).toEqual([`a and c: ${signs('0.1 and 0.5')}`, `b: ${signs('0.2 and 0.7')}`])
})

it('separates names that have commas of their own by semicolons', () => {
  const said = ['σ = 1, training seed 0', 'σ = 1, training seed 1', 'σ = 2'].map((name) => ({
    name,
    sentence: 'Few images.',
  }))
  expect(sharedSentences(said)).toEqual([
    'σ = 1, training seed 0; σ = 1, training seed 1; and σ = 2: Few images.',
  ])
})

it('names the reason once for models that are not shown', () => {
  expect(
    notShown([
      { name: 'a', sentence: 'p_other never reaches 0.5.' },
      { name: 'b', sentence: 'p_other never reaches 0.5.' },
    ]),
  ).toEqual(['a and b are not shown: p_other never reaches 0.5.'])
})

it('prints a note of the paper once, behind every panel that it is of', () => {
  expect(
    notesOnce([
      { name: 'Fig3', notes: ['D: Few images.'] },
      { name: 'Fig4', notes: ['A: Few images.', 'B: Few images.', 'A: Another.', 'A font is missing.'] },
    ]),
  ).toEqual(['Fig3 D; Fig4 A, B: Few images.', 'Fig4 A: Another.', 'Fig4: A font is missing.'])
})
