/** What `study again` changes of a stored study: the options of its own command, and `--no-NAME` for each of them. */
import { Command, Option } from 'commander'
import { addRows } from './measuring'
import type { KindName } from '../../../contract/kinds/kinds'
import type { OptionRow, StudyCommand } from '../../../studies/command/command'

/**
 * What is typed for a change, as the command of the kind reads it, and nothing that is not typed.
 * @returns undefined for what is taken back: as if it had not been said
 */
export function typedChanges(
  outer: Command,
  own: StudyCommand<KindName>,
  changes: readonly string[],
): object {
  const rows = own.rows as Readonly<Record<string, OptionRow>>
  const inner = new Command(own.name).copyInheritedSettings(outer).allowExcessArguments(false)
  addRows(inner, rows)
  for (const { flags, formerly } of Object.values(rows)) {
    const names = [/^--\S+/.exec(flags)![0], ...(formerly === undefined ? [] : [formerly])]
    inner.addOption(new Option(names.map(opposite).join(', ')).hideHelp())
  }
  inner.parse([...changes], { from: 'user' })
  const values: Readonly<Record<string, unknown>> = inner.opts()
  return Object.fromEntries(
    Object.entries(rows)
      .filter(([name]) => inner.getOptionValueSource(name) === 'cli')
      .map(([name, { flags }]) => [
        name,
        values[name] === false && flags.includes('<') ? undefined : values[name],
      ]),
  )
}

const opposite = (flag: string): string =>
  flag.startsWith('--no-') ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`
