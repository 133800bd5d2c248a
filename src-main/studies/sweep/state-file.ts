/**
 * A training run at an epoch border as bytes: weights, momentum and the best epoch's weights in one
 * safetensors file under prefixes. The history is not in it; it is in the result's JSON.
 */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { trainDataSchema } from './data'
import type { TrainData } from './data'
import type { StateDictionary } from '../../networks/network'
import type { SharesState } from '../../training/neural-term'
import type { TrainingState } from '../../training/train'

const PREFIXES = { model: 'model.', momentum: 'momentum.', best: 'best.', shares: 'shares.' } as const

export function encodeState(state: TrainingState): Uint8Array {
  const entries: StateDictionary = new Map()
  const add = (prefix: string, part: StateDictionary): void => {
    for (const [name, entry] of part) entries.set(prefix + name, entry)
  }
  add(PREFIXES.model, state.model)
  add(PREFIXES.momentum, state.momentum)
  if (state.best) add(PREFIXES.best, state.best.state)
  if (state.shares) add(PREFIXES.shares, sharesEntries(state.shares))
  return encodeSafetensors(entries)
}

/** The shares of a neural term as entries. */
function sharesEntries({ logits, momentum }: SharesState): StateDictionary {
  return new Map([
    ['logits', logits],
    ['momentum', momentum],
  ])
}

/** What of a state goes into the JSON: everything but weights and seconds. */
export function dataOf(state: TrainingState): TrainData {
  return {
    epochs: state.history.map(({ seconds: _seconds, ...epoch }) => epoch),
    best: state.best ? { epoch: state.best.epoch, loss: state.best.loss } : null,
  }
}

/** The state that the two halves describe; `data` is the result's, unchecked. */
export function decodeState(bytes: Uint8Array, data: unknown): TrainingState {
  const { epochs, best } = trainDataSchema.parse(data)
  const { entries } = decodeSafetensors(bytes)
  const part = (prefix: string): StateDictionary =>
    new Map(
      [...entries].flatMap(([name, entry]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), entry]] : [],
      ),
    )
  const [logits, own] = ['logits', 'momentum'].map((name) => part(PREFIXES.shares).get(name))
  return {
    ...(logits && own ? { shares: { logits, momentum: own } } : {}),
    epoch: epochs.length,
    model: part(PREFIXES.model),
    momentum: part(PREFIXES.momentum),
    history: epochs.map((epoch) => ({
      ...epoch,
      validationLoss: epoch.validationLoss ?? NaN,
      validationAccuracy: epoch.validationAccuracy ?? NaN,
      seconds: 0,
    })),
    best: best ? { ...best, state: part(PREFIXES.best) } : null,
  }
}
