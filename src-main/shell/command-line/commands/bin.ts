/** `halfpower bin list|empty`, and `delete` and `restore` of each group of commands: what is deleted goes into the bin. */
import type { Command } from 'commander'
import { quotedWord } from '../../../project/quoted'
import { table } from '../../../studies/document/text'
import { print, printJson, say } from '../output'
import { withProject } from '../session'
import type { BinKind } from '../../../contract/bin'
import type { CommandContext } from '../context'

interface JsonOption {
  json?: boolean
}

export function addBinCommands(program: Command, context: CommandContext): void {
  const group = program.command('bin').description('what was deleted and can be restored')
  group
    .command('list')
    .description('list what is in the bin, the newest first')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: JsonOption) => {
      const entries = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('bin.list', {}),
      )
      if (options.json) printJson({ entries })
      else if (entries.length === 0) print('The bin is empty.')
      else
        print(
          table(
            ['kind', 'id', 'title', 'deleted', 'MB'],
            entries.map(({ kind, thing, title, deleted, bytes }) => [
              ...[kind, thing, title, deleted],
              (bytes / 1e6).toFixed(1),
            ]),
          ),
        )
    })
  group
    .command('empty')
    .description('remove what is in the bin for good, with the results that no other study has')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: JsonOption) => {
      const emptied = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('bin.empty', {}),
      )
      for (const notice of emptied.notices) say(`halfpower: ${notice}`)
      if (options.json)
        printJson({ removed: emptied.removed, bytes: emptied.bytes, notices: emptied.notices })
      else
        print(
          emptied.removed === 0
            ? 'The bin was empty.'
            : `Removed ${emptied.removed} ${emptied.removed === 1 ? 'thing' : 'things'} for good: ${(emptied.bytes / 1e6).toFixed(1)} MB are free.`,
        )
    })
}

/** @param word how the group of commands is called: `study`, `dataset`, `neural` */
export function addDeleting(group: Command, context: CommandContext, kind: BinKind, word: string): void {
  group
    .command('delete')
    .description(`move a ${kind} into the bin of the project; says what uses it`)
    .argument('<dir>', 'the project')
    .argument(`<${kind.replace(' ', '')}>`, `the ${kind}`)
    .option('--json', 'print one JSON document')
    .action(async (dir: string, thing: string, options: JsonOption) => {
      const { look, entry } = await withProject(context, {}, dir, 'write', async (workbench) => {
        const found = await workbench.invoke('bin.look', { kind, thing })
        // Named before it is done: whoever stops here has changed nothing.
        if (!options.json)
          for (const sentence of [
            ...found.dependents.map((each) => `${each.kind} "${each.title}" (${each.thing}) uses it.`),
            ...found.sentences,
          ])
            say(`halfpower: ${sentence}`)
        return { look: found, entry: await workbench.invoke('bin.put', { kind, thing: found.thing }) }
      })
      if (options.json) printJson({ deleted: entry, dependents: look.dependents, sentences: look.sentences })
      else
        print(
          `Deleted "${entry.title}". Undo with: halfpower ${word} restore ${quotedWord(dir)} ${entry.thing}`,
        )
    })
  group
    .command('restore')
    .description(`take a ${kind} out of the bin again`)
    .argument('<dir>', 'the project')
    .argument(`<${kind.replace(' ', '')}>`, `the ${kind}, as it was called`)
    .option('--json', 'print one JSON document')
    .action(async (dir: string, thing: string, options: JsonOption) => {
      const entry = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('bin.restore', { kind, thing }),
      )
      if (options.json) printJson({ restored: entry })
      else print(`Restored "${entry.title}".`)
    })
}
