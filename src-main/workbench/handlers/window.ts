/** What a window asks about the program, the files of this machine, and studies that are not made yet. */
import { UserError } from '../../contract/errors'
import { quoted } from '../../project/quoted'
import { commandLineOf } from '../studies/command-line-of'
import { findExample } from '../demo/example'
import { listFiles } from '../files'
import { importWords } from '../models/import-command-line'
import { forgetProject, recentProjects } from '../recent-projects'
import type { Desk, Handlers } from '../desk'

export function windowHandlers(
  desk: Desk,
): Handlers<
  | 'app.info'
  | 'app.forget'
  | 'app.shows'
  | 'files.list'
  | 'files.chooseFolder'
  | 'files.chooseFile'
  | 'commandLine.of'
  | 'commandLine.ofImport'
> {
  const { host } = desk.options
  // A host that has the system's dialogs answers these itself.
  const noDialogs = (): Promise<never> =>
    Promise.reject(
      new UserError('usage', 'This window cannot show the file dialogs of the system: choose from the list.'),
    )
  return {
    'app.info': async () => ({
      version: host?.version ?? '',
      host: host?.name ?? 'command line',
      nativeDialogs: host?.nativeDialogs ?? false,
      recent: await recentProjects(),
      example: await findExample(host),
    }),
    'app.forget': async ({ folder }) => {
      await forgetProject(folder)
      return null
    },
    'app.shows': async ({ part }) => {
      host?.onShows?.(part)
      return null
    },
    'files.list': ({ folder }) => listFiles(folder),
    'files.chooseFolder': noDialogs,
    'files.chooseFile': noDialogs,
    'commandLine.of': async ({ request, then }) => ({
      commandLine: await commandLineOf(desk, request, then),
    }),
    'commandLine.ofImport': async (input) => ({
      commandLine: importWords(desk.open.project.folder, input)
        .map((word) => quoted(word))
        .join(' '),
    }),
  }
}
