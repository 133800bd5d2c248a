/**
 * What the command palette can do and how it is found by what somebody types. Pure.
 */
import { KIND_PAGES, STUDY_PAGES, resultsOf } from './kinds'
import { NAVIGATION, titleOf } from './navigation'
import { link } from './routes'
import type { ModelFile } from '../../src-main/contract/model'
import type { StudyInfo } from '../../src-main/contract/studies'

export interface Command {
  /** Tells it from every other. */
  id: string
  group: 'Do' | 'Pages' | 'Studies' | 'Models'
  title: string
  /** Said beside it, and looked through, too. */
  more: string
  /** The address that it goes to, or what it does. */
  to: string | (() => void)
}

/** Of a thousand models nobody reads more. */
export const MOST_SHOWN = 40

/** @param studies the newest first */
export function commandsOf(
  studies: readonly StudyInfo[],
  models: readonly ModelFile[],
  actions: readonly Command[],
): Command[] {
  return [
    ...actions,
    ...STUDY_PAGES.filter(({ page }) => page !== 'models').map(({ page, title }): Command => ({
      ...{ id: `new ${page}`, group: 'Do', title: `New study: ${title}`, more: '' },
      to: link(page, null, { new: 'all' }),
    })),
    { id: 'sweep', group: 'Do', title: titleOf('sweep'), more: 'train', to: link('sweep') },
    ...[...NAVIGATION.map(({ page }) => page), 'bin' as const, 'start' as const].map((page): Command => ({
      ...{ id: `page ${page}`, group: 'Pages', title: titleOf(page), more: '' },
      to: link(page),
    })),
    ...studies.map((study): Command => {
      const results = resultsOf(study)
      return {
        ...{ id: `study ${study.id}`, group: 'Studies', title: study.title },
        more: `${KIND_PAGES[study.kind].words}, ${study.state}, ${study.asked}`,
        to: results?.id == null ? link('queue', study.id) : link(results.page, results.id),
      }
    }),
    ...models.map((model): Command => ({
      ...{ id: `model ${model.id}`, group: 'Models', title: model.name, more: model.group },
      to: link('models', model.id),
    })),
  ]
}

/**
 * Commands in which every typed word is found, those with it in their title before those with it beside it, at the
 * beginning of a word before within one; else as they come.
 */
export function found(commands: readonly Command[], typed: string): Command[] {
  const words = plain(typed)
    .split(/\s+/)
    .filter((word) => word !== '')
  const scored = commands.flatMap((command) => {
    const scores = words.map((word) => scoreOf(command, word))
    return scores.includes(0) ? [] : [{ command, score: scores.reduce((sum, score) => sum + score, 0) }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ command }) => command)
}

function scoreOf({ title, more }: Command, word: string): number {
  const [inTitle, beside] = [plain(title), plain(more)]
  if (inTitle.startsWith(word)) return 4
  if (` ${inTitle}`.includes(` ${word}`)) return 3
  if (inTitle.includes(word)) return 2
  return beside.includes(word) ? 1 : 0
}

/** `sigma` finds σ. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll('σ', 'sigma').replaceAll('ε', 'epsilon')
}
