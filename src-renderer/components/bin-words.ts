/** What the window calls the things that can be deleted. */
import type { BinKind } from '../../src-main/contract/bin'

export const BIN_WORDS: Readonly<Record<BinKind, string>> = {
  study: 'the study',
  model: 'the model',
  figure: 'the figure',
  population: 'the population of neurons',
  'data set': 'the data set',
}
