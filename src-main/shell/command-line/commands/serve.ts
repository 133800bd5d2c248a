/** `halfpower serve`: the window, in a browser of this machine. */
import type { Command } from 'commander'
import { LastOpen } from '../../browser/last-open'
import { serve } from '../../browser/serve'
import { makeWorkbench } from '../session'
import { JOBS_HELP } from '../../../studies/command/rows'
import { count, portNumber } from '../../../studies/command/values'
import type { CommandContext } from '../context'

export function addServeCommand(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('show the window in a browser on this machine (or through an SSH tunnel) until Ctrl-C')
    .argument('[dir]', 'the project to open; with --window and none named, the one that was open last')
    .option('--port <number>', 'port of 127.0.0.1 to listen on (default: a free one)', portNumber)
    .option('--window', 'open a window, and end a while after the last one is closed and nothing runs')
    .option('--read-only', 'write nothing: projects are opened for reading, and nothing is made or exported')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--jobs <number>', JOBS_HELP, count('number of jobs', 1024))
    .action(
      async (
        dir: string | undefined,
        options: { port?: number; window?: boolean; readOnly?: boolean; threads?: number; jobs?: number },
      ) => {
        const lastOpen = new LastOpen()
        context.finish(
          await serve({
            workbench: makeWorkbench(context, options, {
              name: 'browser',
              nativeDialogs: false,
              version: context.version,
              resources: context.resources,
              onShows: (part) => {
                if (!options.readOnly) lastOpen.shows(part)
              },
            }),
            page: context.page,
            project: dir ?? null,
            port: options.port ?? 0,
            headless: options.window !== true,
            lastOpen: options.readOnly ? null : lastOpen,
          }),
        )
      },
    )
}
