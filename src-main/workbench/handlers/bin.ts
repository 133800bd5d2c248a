/** Deleting things of the project, restoring them, and emptying the bin. */
import { UserError } from '../../contract/errors'
import { assertWritable } from '../../project/place'
import { emptyBin } from '../bin/empty'
import { lookAt } from '../bin/look'
import type { BinEntry, BinEntryFile, BinKind } from '../../contract/bin'
import type { EventName } from '../../contract/events'
import type { Desk, Handlers } from '../desk'

const CHANGED = {
  study: 'studies.changed',
  model: 'models.changed',
  figure: 'figures.changed',
  population: 'populations.changed',
  'data set': 'dataSets.changed',
} as const satisfies Record<BinKind, EventName>

export function binHandlers(
  desk: Desk,
): Handlers<'bin.look' | 'bin.put' | 'bin.list' | 'bin.restore' | 'bin.empty'> {
  const told = (kind: BinKind): void => {
    desk.emit(CHANGED[kind], null)
    desk.emit('bin.changed', null)
  }
  return {
    'bin.look': ({ kind, thing }) => lookAt(desk.open.project, kind, thing),
    'bin.put': ({ kind, thing }) => putIntoBin(desk, kind, thing).finally(() => told(kind)),
    'bin.list': async () => {
      const { bin } = desk.open.project
      return await Promise.all((await bin.list()).map((entry) => shownEntry(desk, entry)))
    },
    'bin.restore': async (input) => {
      const { project } = desk.open
      assertWritable(project)
      const entry =
        'entry' in input ? await project.bin.find(input.entry) : await latestOf(desk, input.kind, input.thing)
      const shown = await shownEntry(desk, entry)
      await project.bin.restore(entry).finally(() => told(entry.kind))
      return { ...shown, obstacle: null }
    },
    'bin.empty': async ({ entry }) => {
      const { project } = desk.open
      assertWritable(project)
      const entries = entry === undefined ? await project.bin.list() : [await project.bin.find(entry)]
      return await emptyBin(project, entries).finally(() => desk.emit('bin.changed', null))
    },
  }
}

/** @throws UserError('usage') for a study that runs or waits, or what such a study needs */
export async function putIntoBin(desk: Desk, kind: BinKind, name: string): Promise<BinEntry> {
  const { project } = desk.open
  assertWritable(project)
  const look = await lookAt(project, kind, name)
  if (look.obstacle !== null) throw new UserError('usage', look.obstacle)
  return await shownEntry(desk, await project.bin.put(look))
}

async function shownEntry(desk: Desk, entry: BinEntryFile): Promise<BinEntry> {
  const { bin } = desk.open.project
  const { id, kind, thing, title, deleted } = entry
  return {
    id,
    kind,
    thing,
    title,
    deleted,
    bytes: await bin.bytes(entry),
    obstacle: await bin.obstacle(entry),
  }
}

/** By id or title, as it was named before. */
async function latestOf(desk: Desk, kind: BinKind, name: string): Promise<BinEntryFile> {
  const ofKind = (await desk.open.project.bin.list()).filter((entry) => entry.kind === kind)
  const found =
    ofKind.find(({ thing, title }) => thing === name || title === name) ??
    ofKind.find(({ thing }) => thing.startsWith(name))
  if (found) return found
  const there = ofKind.map(({ thing }) => thing).join(', ')
  throw new UserError(
    'usage',
    `There is no deleted ${kind} "${name}" in the bin: ${there === '' ? `it holds no ${kind}` : `it holds ${there}`}.`,
  )
}
