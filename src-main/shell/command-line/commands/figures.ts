/** `halfpower figure …`: figures of several panels for a journal, composed and exported without a window. */
import type { Command } from 'commander'
import { JOURNAL_NAMES, JOURNALS } from '../../../contract/figures/journals'
import { UserError } from '../../../contract/errors'
import { table } from '../../../studies/document/text'
import { print, printJson, say } from '../output'
import { withProject } from '../session'
import { count } from '../../../studies/command/values'
import { addDeleting } from './bin'
import type { FigureContents, Panel } from '../../../contract/figures/figures'
import type { JournalName } from '../../../contract/figures/journals'
import type { CommandContext } from '../context'

interface NewOptions {
  title: string
  panel: string[]
  journal: JournalName
  width?: number
  columns?: number
  caption?: string
  ownLegends?: boolean
  json?: boolean
}

interface ExportOptions {
  journal?: JournalName
  width?: number
  dpi?: number
  outlines?: boolean
  overwrite?: boolean
  json?: boolean
}

const collect = (word: string, before: string[]): string[] => [...before, word]

export function addFigureCommands(program: Command, context: CommandContext): void {
  const group = program.command('figure').description('figures of several panels for a journal')
  group
    .command('views')
    .description('which figures a panel can be, and their options')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const views = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('figure.views', {}),
      )
      if (options.json) printJson({ views })
      else
        print(
          table(
            ['view', 'of', 'options', 'shows'],
            views.map(({ view, kind, needsModel, options: all, words }) => [
              view,
              [
                kind === null ? (needsModel ? '' : 'the project') : `study (${kind})`,
                needsModel ? 'model' : '',
              ]
                .filter((part) => part !== '')
                .join(', '),
              all.map(({ name }) => name).join(', '),
              words,
            ]),
          ),
        )
    })
  group
    .command('new')
    .description('compose a figure; nothing is drawn until it is exported')
    .argument('<dir>', 'the project')
    .requiredOption('--title <words>', 'what the figure shows')
    .option(
      '--panel <view[:study[:model]][,option=value…]>',
      'a panel, e.g. map, hybrid-curves:STUDY:MODEL,unit=cycles/pixel; as often as there are panels',
      collect,
      [],
    )
    .option('--journal <name>', `${JOURNAL_NAMES.join(', ')} (default: plos)`, journalName, 'plos')
    .option('--width <mm>', "width in millimetres (default: the journal's widest)", millimetres)
    .option(
      '--columns <number>',
      'panels side by side (default: 2, or 1 for one panel)',
      count('number of columns', 4),
    )
    .option('--caption <words>', 'a caption instead of the one that is made from the studies')
    .option('--own-legends', 'a legend in each panel instead of one for all')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: NewOptions) => {
      await withProject(context, {}, dir, 'write', async (workbench) => {
        const studies = await workbench.invoke('study.list', {})
        const models = await workbench.invoke('model.list', {})
        const contents: FigureContents = {
          title: options.title,
          journal: options.journal,
          width: options.width ?? null,
          columns: options.columns ?? (options.panel.length > 1 ? 2 : 1),
          panels: options.panel.map((word) => panelOf(word, studies, models)),
          sharedLegend: options.ownLegends !== true,
          alignAxes: true,
          caption: options.caption ?? null,
        }
        const file = await workbench.invoke('figure.save', { contents })
        if (options.json) printJson({ id: file.id })
        else
          print(
            `The figure is "${file.id}": ${file.panels.length} panels for ${JOURNALS[file.journal].title}.`,
          )
      })
    })
  group
    .command('list')
    .description('list the figures of a project')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const figures = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('figure.list', {}),
      )
      if (options.json) printJson({ figures })
      else
        print(
          table(
            ['figure', 'panels', 'journal', 'title'],
            figures.map(({ id, panels, journal, title }) => [
              id,
              String(panels.length),
              JOURNALS[journal].title,
              title,
            ]),
          ),
        )
    })
  group
    .command('show')
    .description('say what a figure is made of, what has changed, and its caption')
    .argument('<dir>', 'the project')
    .argument('<figure>', 'the figure')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, figure: string, options: { json?: boolean }) => {
      const shown = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('figure.show', { figure }),
      )
      const { file, states, caption } = shown
      if (options.json) printJson({ figure: file, panels: states, caption })
      else
        print(
          [
            `${file.title} (${file.id}), for ${JOURNALS[file.journal].title}`,
            table(
              ['panel', 'view', 'of', 'now'],
              file.panels.map(({ view, study, model }, i) => [
                states[i]?.letter ?? '',
                view,
                [study, model].filter((id) => id !== null).join(', ') || 'the project',
                states[i]?.obstacle ??
                  (states[i]?.changed ? 'its results have changed since it was saved' : 'as it was saved'),
              ]),
            ),
            caption,
            ...states.flatMap(({ letter, notes }) => notes.map((note) => `${letter}: ${note}`)),
          ].join('\n'),
        )
    })
  group
    .command('export')
    .description('draw a figure at its size and write it: .svg, .pdf, .eps, .tif, .png, .csv')
    .argument('<dir>', 'the project')
    .argument('<figure>', 'the figure')
    .argument('<files...>', 'names that end in the format, e.g. Fig1.tif Fig1.pdf')
    .option('--journal <name>', `${JOURNAL_NAMES.join(', ')} (default: the figure's)`, journalName)
    .option('--width <mm>', 'width in millimetres', millimetres)
    .option(
      '--dpi <number>',
      "dots per inch of pictures (default: the journal's)",
      count('number of dots per inch', 1200),
    )
    .option('--outlines', 'text as shapes in SVG and PDF (EPS always has it so)')
    .option('--overwrite', 'replace files of these names')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, figure: string, files: string[], { json, ...options }: ExportOptions) => {
      const { files: written, notes } = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('figure.export', { figure, files, ...options }),
      )
      if (json) printJson({ files: written, notes })
      else {
        for (const note of notes) say(`halfpower: ${note}`)
        print(
          table(
            ['file', 'bytes', 'found when it was read back'],
            written.map(({ file, bytes, found }) => [file, String(bytes), found.join('; ')]),
          ),
        )
      }
    })
  addDeleting(group, context, 'figure', 'figure')
}

export function journalName(word: string): JournalName {
  const found = JOURNAL_NAMES.find((name) => name === word.toLowerCase())
  if (!found)
    throw new UserError('usage', `There is no journal "${word}" here: there are ${JOURNAL_NAMES.join(', ')}.`)
  return found
}

export function millimetres(word: string): number {
  const value = Number(word)
  if (!(value > 0 && value <= 1000))
    throw new UserError(
      'usage',
      `The width "${word}" must be a number of millimetres above 0 and at most 1000.`,
    )
  return value
}

/** `view:study:model,option=value`; of studies and models a unique beginning is enough. */
function panelOf(word: string, studies: readonly { id: string }[], models: readonly { id: string }[]): Panel {
  const [of = '', ...settings] = word.split(',')
  const [view = '', first = '', second = ''] = of.split(':')
  const options = Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf('=')
      if (at < 1)
        throw new UserError(
          'usage',
          `The panel "${word}" has "${setting}", which is no option: write name=value.`,
        )
      return [setting.slice(0, at), setting.slice(at + 1)]
    }),
  )
  const study = first === '' ? null : begun('study', first, studies)
  return { view, study, model: second === '' ? null : begun('model', second, models), options, title: '' }
}

function begun(what: string, typed: string, all: readonly { id: string }[]): string {
  const exact = all.find(({ id }) => id === typed)
  const found = exact ? [exact] : all.filter(({ id }) => id.startsWith(typed))
  if (found.length === 1) return found[0]!.id
  throw new UserError(
    'usage',
    found.length === 0
      ? `There is no ${what} "${typed}" in this project: it has ${all.map(({ id }) => id).join(', ') || 'none'}.`
      : `The ${what} "${typed}" can be several: ${found.map(({ id }) => id).join(', ')}. Write one of them in full.`,
  )
}
