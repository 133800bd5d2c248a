/**
 * A view: a figure of the window as something that can be asked for by name, for a study, with choices. It asks the
 * workbench for what it needs and gives what draws it. The window's Figures page and the command line share them.
 *
 * Invariant: a view holds no numbers; the same results give the same drawing.
 */
import { UserError } from '../../contract/errors'
import type { ViewOption } from '../../contract/figures/figures'
import type { MethodInput, MethodName, MethodOutput } from '../../contract/methods'
import type { ModelFile } from '../../contract/model'
import type { StudyKindName } from '../../contract/plans'
import type { ResultOf } from '../../contract/studies/results'
import type { FrequencyUnit } from '../../contract/units'
import type { Appearance, Figure } from '../figure'

export type Ask = <Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
) => Promise<MethodOutput<Name>>

/** What a panel asks of a view. */
export interface Asked {
  study: string | null
  model: string | null
  options: Readonly<Record<string, string>>
}

export interface Loaded {
  draw: (appearance: Appearance) => Figure
  /** Height over width that suits it. */
  aspect: number
  /** Height in CSS pixels of a window that suits a width in them, where that is no fixed share of it; absent: `aspect` says it. */
  heightAt?: (width: number) => number
  /** Whose numbers are drawn. */
  studies: string[]
  models: string[]
}

export interface View {
  /** What it shows, for lists. */
  words: string
  /** Of one study of this kind; null: of no study. */
  kind: StudyKindName | null
  needsModel: boolean
  options: readonly ViewOption[]
  load(ask: Ask, asked: Asked): Promise<Loaded>
}

export const UNIT_VALUES: readonly FrequencyUnit[] = [
  'fraction of Nyquist',
  'cycles/pixel',
  'cycles/image',
  'cycles/degree',
]

export function unitOption(standard: FrequencyUnit): ViewOption {
  return { name: 'unit', words: 'frequency in', values: [...UNIT_VALUES], standard }
}

export function option(
  name: string,
  words: string,
  values: readonly string[],
  standard?: string,
): ViewOption {
  return { name, words, values: [...values], standard: standard ?? values[0] ?? '' }
}

/** The value of a choice whose values are listed; checked before a view is loaded (`checkedOptions`). */
export function choiceOf<Value extends string>(
  { options }: Pick<Asked, 'options'>,
  name: string,
  values: readonly Value[],
  standard: Value,
): Value {
  return values.find((value) => value === options[name]) ?? standard
}

/** UserError('usage') that says what there is. */
export function checkedOptions(name: string, view: View, { options, study, model }: Asked): void {
  for (const [key, value] of Object.entries(options)) {
    const known = view.options.find((each) => each.name === key)
    if (!known)
      throw new UserError(
        'usage',
        `The view "${name}" has no option "${key}": it has ${view.options.map((each) => each.name).join(', ') || 'none'}.`,
      )
    if (known.values.length > 0 && !known.values.includes(value))
      throw new UserError(
        'usage',
        `The option "${key}" of the view "${name}" cannot be "${value}": it can be ${known.values.join(', ')}.`,
      )
  }
  if (view.kind !== null && study === null)
    throw new UserError('usage', `The view "${name}" is of a study of kind "${view.kind}": name one.`)
  if (view.kind === null && study !== null)
    throw new UserError('usage', `The view "${name}" is of no single study: leave "${study}" out.`)
  if (view.kind === null && view.needsModel && model === null)
    throw new UserError('usage', `The view "${name}" is of a model: name one.`)
  if (!view.needsModel && model !== null)
    throw new UserError('usage', `The view "${name}" is of no single model: leave "${model}" out.`)
}

/** The result of a study of a kind. UserError('usage') when it is another kind's. */
export async function resultOf<Kind extends StudyKindName>(
  ask: Ask,
  study: string,
  kind: Kind,
): Promise<ResultOf<Kind>> {
  const result = await ask('study.result', { study })
  if (result.kind !== kind)
    throw new UserError('usage', `The study "${study}" is of kind "${result.kind}", not "${kind}".`)
  return result as ResultOf<Kind>
}

/** The model of a study that is asked for, or its first. UserError where there is none. */
export function modelOf<Named extends { result: { id: string } }>(
  named: readonly Named[],
  model: string | null,
  study: string,
): Named {
  const found = model === null ? named[0] : named.find(({ result }) => result.id === model)
  if (found) return found
  const ids = named.map(({ result }) => result.id).join(', ')
  throw new UserError(
    'usage',
    model === null || ids === ''
      ? `The study "${study}" has no finished model yet: wait until it has, or resume it.`
      : `The study "${study}" has no result for the model "${model}": it has ${ids}.`,
  )
}

export interface Surroundings {
  models: ModelFile[]
  fieldOfView: number | undefined
}

export async function surroundings(ask: Ask): Promise<Surroundings> {
  const [models, project] = await Promise.all([ask('model.list', {}), ask('project.info', {})])
  return { models, fieldOfView: project?.fieldOfView?.value }
}

export const idsOf = (results: readonly { id: string }[]): string[] => results.map(({ id }) => id)
