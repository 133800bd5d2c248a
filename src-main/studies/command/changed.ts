/** The options of a command for a request, with some of them changed. Pure. */
import type { KindName } from '../../contract/kinds/kinds'
import type { RequestOf } from '../../contract/plans'
import type { OptionRow, StudyCommand } from './command'

/**
 * @param request what was asked
 * @param typed what is to be another; it takes the place of what it excludes, and undefined or false takes back only itself
 */
export function changedOptions<Kind extends KindName>(
  command: StudyCommand<Kind>,
  request: RequestOf<Kind>,
  typed: object,
): object {
  const rows = command.rows as Readonly<Record<string, OptionRow>>
  const instead = (command.instead ?? {}) as Readonly<Record<string, readonly string[] | undefined>>
  const said = Object.entries(typed).filter(([, value]) => value !== undefined && value !== false)
  const replaced = new Set(said.flatMap(([name]) => instead[name] ?? []))
  const kept = Object.entries(command.said(request)).filter(
    ([name, value]) =>
      // What is usual was not said, so that it excludes nothing.
      name in rows && !replaced.has(name) && JSON.stringify(value) !== JSON.stringify(rows[name]!.usual),
  )
  return { ...Object.fromEntries(kept), ...typed }
}
