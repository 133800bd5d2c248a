/** Which of a file's responses in time and tables of trials were meant (timed-tables.ts); what is open is refused with the options that answer it. */
import { UserError } from '../../contract/errors'
import { printable } from '../../checkpoints/printable'
import { arrayAt, timedResponses, trialTables } from './timed-tables'
import { arrayNamed, arrayWords } from './array-named'
import type { ArrayFile, NumberArray } from '../arrays/array-file'
import type { TimedResponses, TrialTable } from './timed-tables'
import type { Window } from './trial-windows'

interface Asked {
  responses: string | null
  axes: readonly string[] | null
  trials: string | null
  window: Window | null
}

const isNamed = (name: string, asked: string): boolean => name === asked || name === `/${asked}`

/** Columns of a table of trials that can say which image each shows. */
export function columnWords({ columns }: TrialTable): string {
  const able = [...columns].filter(
    ([name, { shape }]) => shape.length === 1 && !/^(start|stop)_time$/.test(name),
  )
  return able.length === 0
    ? 'it has no other column of numbers'
    : able
        .slice(0, 12)
        .map(([name]) => `'${printable(name)}'`)
        .join(', ')
}

function responsesWords(all: readonly TimedResponses[]): string {
  return all
    .slice(0, 10)
    .map(
      ({ name, kind, neurons }) =>
        `'${printable(name)}' (${neurons} ${kind === 'spikes' ? 'units' : 'regions'})`,
    )
    .join(', ')
}

/** @throws UserError where one of the three is not said or not there */
export function chooseTimes(
  file: ArrayFile,
  name: string,
  { responses, axes, trials, window }: Asked,
): { table: TrialTable; responses: TimedResponses; window: Window } {
  const tables = trialTables(file)
  const all = timedResponses(file)
  if (tables.length === 0 || all.length === 0)
    throw new UserError(
      'input',
      `${name} has ${tables.length === 0 ? 'no table of trials (start_time, or an IndexSeries)' : 'no responses in time (units with spike_times, or a series with timestamps)'}, so --trials and --window mean nothing for it.`,
    )
  const listed = tables
    .slice(0, 12)
    .map(({ name: own, trials: count }) => `'${printable(own)}' (${count} trials)`)
    .join(', ')
  if (trials === null)
    throw new UserError(
      'usage',
      `--window is measured from the beginning of trials: say with --trials which (${listed}).`,
    )
  if (window === null)
    throw new UserError(
      'usage',
      `Say with --window FROM,TO in which milliseconds after the beginning of each trial responses are measured, e.g. 50,250: the file does not say what is right for these neurons.`,
    )
  const [from, to] = window
  if (!(from < to))
    throw new UserError(
      'usage',
      `--window ${from},${to} ends before it begins: give two different times in milliseconds, the earlier first.`,
    )
  if (axes !== null)
    throw new UserError('usage', `--axes means nothing with --trials: responses are measured trial by trial.`)
  const table = tables.find(({ name: own }) => isNamed(own, trials))
  if (!table)
    throw new UserError('usage', `${name} has no table of trials '${printable(trials)}': it has ${listed}.`)
  if (responses === null && all.length > 1)
    throw new UserError(
      'usage',
      `${name} holds ${responsesWords(all)}: say which are the responses with --responses.`,
    )
  const found =
    responses === null
      ? all[0]
      : all.find(
          (each) =>
            isNamed(each.name, responses) || (each.kind === 'samples' && isNamed(each.data.name, responses)),
        )
  if (!found)
    throw new UserError(
      'usage',
      `${name} has no responses in time '${printable(responses!)}': it has ${responsesWords(all)}.`,
    )
  return { table, responses: found, window }
}

/** Responses that are times cannot be read as a table. */
export function refuseTimes(file: ArrayFile, name: string, { responses }: Asked): void {
  if (responses === null) return
  const found = timedResponses(file).find(
    (each) =>
      isNamed(each.name, responses) || (each.kind === 'spikes' && isNamed(each.times.name, responses)),
  )
  if (!found) return
  const tables = trialTables(file).map(({ name: own }) => `'${printable(own)}'`)
  throw new UserError(
    'usage',
    `'${printable(responses)}' in ${name} holds ${found.kind === 'spikes' ? `spike times of ${found.neurons} units` : `samples in time of ${found.neurons} regions`}: say with --trials which table has the trials${tables.length > 0 ? ` (${tables.slice(0, 12).join(', ')})` : ''}, and with --window FROM,TO in which milliseconds after their beginning responses are measured.`,
  )
}

/** The array that says which image each trial shows: a column of the table, or any array. */
export function indexNamed(
  file: ArrayFile,
  asked: string,
  name: string,
  table: TrialTable | null,
): NumberArray {
  const column = table?.columns.get(asked)
  const index = column ?? arrayAt(file, asked) ?? arrayAt(file, `/${asked}`)
  const paths = [asked, `/${asked}`, ...(table === null ? [] : [`${table.name}/${asked}`])]
  if (!index && paths.some((path) => file.notNumbers?.has(path)))
    throw new UserError(
      'input',
      `'${printable(asked)}' in ${name} holds text or references, and which image a trial shows is read from numbers: add a column with the number of each image, counted from 0 or 1.`,
    )
  if (!index && table !== null)
    throw new UserError(
      'usage',
      `'${printable(table.name)}' in ${name} has no column '${printable(asked)}': it has ${columnWords(table)}.`,
    )
  const found = index ?? arrayNamed(file, asked, name, '--image-index', 'the image of each trial')
  // MATLAB's lists have a second axis of 1.
  if (Math.max(...found.shape) !== found.shape.reduce((product, side) => product * side, 1))
    throw new UserError(
      'input',
      `${arrayWords(found)} in ${name} does not have one number for each trial: it is another array.`,
    )
  if (table !== null && found.shape[0] !== table.trials)
    throw new UserError(
      'input',
      `${arrayWords(found)} in ${name} has ${found.shape[0]} numbers, and '${printable(table.name)}' has ${table.trials} trials: it is of other trials.`,
    )
  return found
}
