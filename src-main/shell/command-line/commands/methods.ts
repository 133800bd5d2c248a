/** `halfpower methods`: how every number is made, the page that the window calls Methods, in a terminal. */
import type { Command } from 'commander'
import page from '../../../../docs/methods.md?raw'
import { methodsSections, namedSections } from '../../../contract/methods-text/sections'
import { print, printJson } from '../output'
import { table } from '../../../studies/document/text'

export function addMethodsCommand(program: Command): void {
  program
    .command('methods')
    .description(
      'how every number is made: formula, unit, constants and source; without a section, the list of them',
    )
    .argument('[sections...]', 'what to print: C.5, or C for all of C')
    .option('--json', 'print one JSON document')
    .action((names: string[], options: { json?: boolean }) => {
      const sections = names.length === 0 ? methodsSections(page) : namedSections(page, names)
      if (options.json) printJson({ sections })
      else if (names.length > 0) print(sections.map(({ text }) => text).join('\n\n'))
      else
        print(
          table(
            ['section', 'what'],
            sections.map(({ section, title }) => [section, title]),
          ),
        )
    })
}
