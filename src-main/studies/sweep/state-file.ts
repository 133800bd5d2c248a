/**
 * A training run at an epoch border as bytes: weights, momentum and the best epoch's weights in one
 * safetensors file under prefixes. The history is not in it; it is in the result's JSON.
 */
import { decodeSafetensors, encodeSafetensors } from '../../checkpoints/safetensors'
import { SHARES } from '../../training/neural-term'
import { trainDataSchema } from '../../contract/kinds/sweep/units'
import type { TrainData } from '../../contract/kinds/sweep/units'
import type { StateDictionary } from '../../checkpoints/state-dictionary'
import type { BesideState } from '../../training/beside-parameters'
import type { TrainingState } from '../../training/train'

const PREFIXES = { model: 'model.', momentum: 'momentum.', best: 'best.', beside: 'shares.' } as const
/** Behind the name of what is trained besides the network: its momentum. */
const MOMENTUM = 'momentum'

export function encodeState(state: TrainingState): Uint8Array {
  const entries: StateDictionary = new Map()
  const add = (prefix: string, part: StateDictionary): void => {
    for (const [name, entry] of part) entries.set(prefix + name, entry)
  }
  add(PREFIXES.model, state.model)
  add(PREFIXES.momentum, state.momentum)
  if (state.best) add(PREFIXES.best, state.best.state)
  if (state.beside) add(PREFIXES.beside, besideEntries(state.beside))
  return encodeSafetensors(entries)
}

/** What is trained besides the network as entries. */
function besideEntries({ values, momentum }: BesideState): StateDictionary {
  return new Map([...values, ...[...momentum].map(([name, entry]) => [momentumName(name), entry] as const)])
}

/** Of the shares of a neural term the plain word, as it was when there was nothing else. */
function momentumName(name: string): string {
  return name === SHARES ? MOMENTUM : `${name}.${MOMENTUM}`
}

/** Null where there is nothing of it. */
function besideState(entries: StateDictionary): BesideState | null {
  const isMomentum = (name: string): boolean => name === MOMENTUM || name.endsWith(`.${MOMENTUM}`)
  const values = new Map([...entries].filter(([name]) => !isMomentum(name)))
  if (values.size === 0) return null
  const momentum: StateDictionary = new Map()
  for (const name of values.keys()) {
    const entry = entries.get(momentumName(name))
    if (entry) momentum.set(name, entry)
  }
  return { values, momentum }
}

/** What of a state goes into the JSON: everything but weights and what hangs on time. */
export function dataOf(state: TrainingState): TrainData {
  return {
    epochs: state.history.map(({ seconds: _seconds, supply: _supply, ...epoch }) => epoch),
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
  const beside = besideState(part(PREFIXES.beside))
  return {
    ...(beside ? { beside } : {}),
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
