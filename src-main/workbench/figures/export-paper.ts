/**
 * Every figure of the paper that a project has data for, the table of its models and the methods of its studies, in one
 * folder. What is missing is named; a figure that cannot be drawn does not keep the others away.
 */
import { join, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { shown } from '../../contract/shown'
import { TABLE_FORMATS } from '../../contract/figures/writing'
import { contentsOf, paperFigures } from '../../figures/print/paper-figures'
import { makeNamedFolder, namesIn, writeAtomically } from '../../project/write-atomically'
import { exportDrawn } from './export-figure'
import type { FigureFile } from '../../contract/figures/figures'
import type { CheckedInput, MethodOutput } from '../../contract/methods'
import type { Desk } from '../desk'

const ENDINGS = { csv: 'csv', latex: 'tex', markdown: 'md' } as const

export async function exportPaper(
  desk: Desk,
  { folder: typed, journal, formats, overwrite }: CheckedInput<'paper.export'>,
): Promise<MethodOutput<'paper.export'>> {
  const folder = resolve(typed)
  if (!overwrite) await assertEmpty(folder)
  await makeNamedFolder(folder, 'the paper')
  const [studies, points] = await Promise.all([desk.invoke('study.list', {}), desk.invoke('map.points', {})])
  const norms = new Map<string, 'L2' | 'Linf'>()
  for (const { id, kind } of studies) {
    if (kind !== 'attack' && kind !== 'spectrum') continue
    const { plan } = await desk.planOf(id)
    if (plan.kind === 'attack') norms.set(id, plan.settings.norm)
    if (plan.kind === 'spectrum') norms.set(id, plan.attack.settings.norm)
  }
  const planned = paperFigures({ studies, points, normOf: (study) => norms.get(study) ?? null })
  const figures: MethodOutput<'paper.export'>['figures'] = []
  for (const each of planned) {
    const missing = [...each.missing]
    let files: MethodOutput<'figure.export'>['files'] = []
    let notes: string[] = []
    if (each.panels.length > 0) {
      const file: FigureFile = {
        ...contentsOf(each, journal),
        format: 'halfpower figure',
        version: 1,
        id: each.name,
        created: new Date().toISOString(),
        seen: {},
      }
      try {
        const exported = await exportDrawn(desk, file, {
          files: formats.map((format) => join(folder, `${each.name}.${format}`)),
          outlines: false,
          // Asked for the whole folder.
          overwrite: true,
          leaveOut: true,
        })
        files = exported.files
        notes = exported.notes
        missing.push(...exported.leftOut.map((sentence) => `${each.name}: ${sentence}`))
      } catch (error) {
        // Without a browser no figure can be drawn, and one sentence says it for all.
        if (!(error instanceof UserError) || error.kind === 'device' || error.kind === 'storage') throw error
        missing.push(`${each.name} could not be drawn: ${error.message}`)
      }
    }
    figures.push({ name: each.name, title: each.title, files, missing, notes })
  }
  const documents = await writeDocuments(desk, folder, studies)
  return { folder, figures, documents }
}

/** Methods and tables have the names that anybody would give them: what is in the folder may be a manuscript. */
async function assertEmpty(folder: string): Promise<void> {
  if ((await namesIn(folder)).length > 0)
    throw new UserError(
      'usage',
      `The folder "${shown(folder)}" is not empty, and nothing in it was replaced: name a new one, or add --overwrite.`,
    )
}

async function writeDocuments(
  desk: Desk,
  folder: string,
  studies: readonly { id: string; units: { done: number } }[],
): Promise<string[]> {
  const written: string[] = []
  const write = async (name: string, text: string): Promise<void> => {
    const path = join(folder, name)
    await writeAtomically(path, text)
    written.push(path)
  }
  for (const format of TABLE_FORMATS) {
    const { table } = await desk.invoke('models.table', { format })
    await write(`models.${ENDINGS[format]}`, format === 'csv' ? `\uFEFF${table}` : table)
  }
  const library = new Set<string>()
  const paragraphs: string[] = []
  for (const { id } of studies.filter(({ units }) => units.done > 0)) {
    const { text, bibtex } = await desk.invoke('study.methodsText', { study: id })
    paragraphs.push(text)
    for (const entry of bibtex.split(/\n\n(?=@)/)) library.add(entry.trim())
  }
  if (paragraphs.length > 0) {
    await write('methods.txt', paragraphs.join('\n'))
    await write('methods.bib', `${[...library].join('\n\n')}\n`)
  }
  return written
}
