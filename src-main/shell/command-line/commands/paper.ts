/** `halfpower paper`, `halfpower methods-text`, `halfpower models-table`: what goes into a manuscript. */
import type { Command } from 'commander'
import { JOURNAL_NAMES } from '../../../contract/figures/journals'
import { UserError } from '../../../contract/errors'
import { TABLE_FORMATS } from '../../../contract/figures/writing'
import { writeNamed } from '../../../project/named-file'
import { print, printJson, say } from '../output'
import { withProject } from '../session'
import { journalName } from './figures'
import type { JournalName } from '../../../contract/figures/journals'
import type { CommandContext } from '../context'

type PictureFormat = 'svg' | 'pdf' | 'eps' | 'tif' | 'png'
type Format = (typeof TABLE_FORMATS)[number]
const PICTURES: readonly PictureFormat[] = ['svg', 'pdf', 'eps', 'tif', 'png']

export function addPaperCommands(program: Command, context: CommandContext): void {
  program
    .command('paper')
    .description(
      'draw every figure of the paper that the project has data for, with the models table and the methods',
    )
    .argument('<dir>', 'the project')
    .requiredOption('--out <folder>', 'folder to write into')
    .option('--journal <name>', `${JOURNAL_NAMES.join(', ')} (default: plos)`, journalName, 'plos')
    .option('--formats <list>', 'of svg, pdf, eps, tif, png (default: pdf,tif)', pictureFormats, [
      'pdf',
      'tif',
    ])
    .option('--overwrite', 'replace what is in the folder')
    .option('--json', 'print one JSON document')
    .action(
      async (
        dir: string,
        options: {
          out: string
          journal: JournalName
          formats: PictureFormat[]
          overwrite?: boolean
          json?: boolean
        },
      ) => {
        const { out: folder, journal, formats, overwrite, json } = options
        const found = await withProject(context, {}, dir, 'read', (workbench) =>
          workbench.invoke('paper.export', { folder, journal, formats, overwrite }),
        )
        if (json) {
          printJson(found)
          return
        }
        for (const { name, title, files, missing } of found.figures) {
          if (files.length > 0) print(`${name}: ${title} (${files.length} files)`)
          for (const sentence of missing) say(sentence)
        }
        for (const note of notesOnce(found.figures)) say(note)
        for (const document of found.documents) print(document)
      },
    )
  program
    .command('methods-text')
    .description(
      'a methods paragraph of a study with what another laboratory needs to repeat it, and what it cites',
    )
    .argument('<dir>', 'the project')
    .argument('<study>', 'the study')
    .option('--bibtex <file>', 'also write what it cites as BibTeX')
    .option('--overwrite', 'replace a file of this name')
    .option('--json', 'print one JSON document')
    .action(
      async (
        dir: string,
        study: string,
        options: { bibtex?: string; overwrite?: boolean; json?: boolean },
      ) => {
        const { text, bibtex } = await withProject(context, {}, dir, 'read', (workbench) =>
          workbench.invoke('study.methodsText', { study }),
        )
        if (options.bibtex !== undefined) await writeNamed(options.bibtex, bibtex, options.overwrite ?? false)
        if (options.json) printJson({ text, bibtex })
        else print(options.bibtex === undefined ? `${text}\n${bibtex.trimEnd()}` : text.trimEnd())
      },
    )
  program
    .command('models-table')
    .description('the models with their numbers and intervals, as CSV, LaTeX (booktabs) or Markdown')
    .argument('<dir>', 'the project')
    .option('--format <name>', TABLE_FORMATS.join(', '), tableFormat, 'markdown')
    .option('--out <file>', 'write it to a file instead')
    .option('--overwrite', 'replace a file of this name')
    .action(async (dir: string, options: { format: Format; out?: string; overwrite?: boolean }) => {
      const { table } = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('models.table', { format: options.format }),
      )
      if (options.out === undefined) process.stdout.write(table)
      else {
        const text = options.format === 'csv' ? `\uFEFF${table}` : table
        await writeNamed(options.out, text, options.overwrite ?? false)
      }
    })
}

/** Each note once, behind all panels that it is of: most panels of a paper show the same models and have the same notes. */
export function notesOnce(figures: readonly { name: string; notes: readonly string[] }[]): string[] {
  const said = new Map<string, Map<string, string[]>>()
  for (const { name, notes } of figures)
    for (const note of notes) {
      const [, letter = '', words = note] = /^([A-Z]{1,2}): (.*)$/s.exec(note) ?? []
      const of = said.get(words) ?? new Map<string, string[]>()
      said.set(words, of.set(name, [...(of.get(name) ?? []), letter]))
    }
  return [...said].map(([words, of]) => {
    const places = [...of].map(
      ([name, letters]) => `${name} ${letters.filter((each) => each !== '').join(', ')}`,
    )
    return `${places.map((place) => place.trimEnd()).join('; ')}: ${words}`
  })
}

function tableFormat(word: string): Format {
  const found = TABLE_FORMATS.find((name) => name === word)
  if (!found)
    throw new UserError('usage', `There is no format "${word}": there are ${TABLE_FORMATS.join(', ')}.`)
  return found
}

function pictureFormats(word: string): PictureFormat[] {
  return word.split(',').map((each) => {
    const found = PICTURES.find((name) => name === each.trim())
    if (!found)
      throw new UserError('usage', `"${each}" is no format of figures: there are ${PICTURES.join(', ')}.`)
    return found
  })
}
