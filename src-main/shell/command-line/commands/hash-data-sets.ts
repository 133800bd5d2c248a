/** `halfpower dataset hash`, and what lists say of how far the content of a data set is known. */
import type { Command } from 'commander'
import { changedWords, isSample, sampleWords } from '../../../contract/images/contents'
import { EXIT_CODES } from '../../../contract/exit-codes'
import { print, printJson } from '../output'
import { ProgressLine } from '../progress-line'
import { withProject } from '../session'
import type { HashedPart } from '../../../contract/images/contents'
import type { DataSetInfo } from '../../../contract/data-set'
import type { Workbench } from '../../../workbench/workbench'
import type { CommandContext } from '../context'

export const CONTENT_CELLS = { whole: 'all hashed', sample: 'a sample', changed: 'changed' } as const

/** What has to be said below a list. */
export function contentLines(info: DataSetInfo): string[] {
  return info.parts.flatMap((part) => {
    const changed = changedWords(info, part)
    if (changed !== null) return [`\n${changed}`]
    const which = part.split === null ? '' : ` (${part.split})`
    return isSample(info, part) ? [`\n"${info.id}"${which} is known by ${sampleWords(part)}.`] : []
  })
}

export function addHashCommand(group: Command, context: CommandContext): void {
  group
    .command('hash')
    .description(
      'hash every file of folders of images and compare them with what they were; Ctrl-C stops it, and what is done is remembered',
    )
    .argument('<dir>', 'the project')
    .argument('[dataset]', 'the data set (absent: all)')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, dataSet: string | undefined, options: { json?: boolean }) => {
      const parts = await withProject(context, {}, dir, 'write', (workbench) => hashFiles(workbench, dataSet))
      if (options.json) printJson({ parts })
      else if (parts.length === 0)
        print('Nothing to hash: data sets in array files are hashed whole when they are added.')
      else for (const part of parts) print(words(part))
      if (parts.some(({ changed }) => changed !== null)) context.finish(EXIT_CODES.failed)
    })
}

function words({ dataSet, split, hash, files, bytes, read, seconds, changed }: HashedPart): string {
  const which = split === null ? '' : ` (${split})`
  const speed =
    read.files === 0
      ? 'none of them read again'
      : read.files < files
        ? `${read.files} of them read, the others are as they were; ${seconds.toFixed(1)} s`
        : `read in ${seconds.toFixed(1)} s: ${Math.round(files / seconds)} files/s, ${(bytes / 1e6 / seconds).toFixed(1)} MB/s`
  return `"${dataSet}"${which}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, SHA-256 ${hash} (${speed}).${changed === null ? '' : `\n${changed}`}`
}

async function hashFiles(workbench: Workbench, dataSet: string | undefined): Promise<HashedPart[]> {
  const line = new ProgressLine('hash')
  const began = performance.now()
  const stop = (): void => void workbench.invoke('dataSet.stopHashing', {})
  const end = workbench.on('dataSet.hashing', (now) => {
    if (!now) return
    const rate = (1000 * now.done) / (performance.now() - began)
    line.show({
      study: now.dataSet,
      fraction: now.done / now.files,
      units: { total: now.files, done: now.done, failed: 0 },
      label: `"${now.dataSet}"${now.split === null ? '' : ` (${now.split})`}, ${now.files} files`,
      imagesPerSecond: rate,
      // The first moments tell nothing.
      secondsLeft: performance.now() - began > 3000 ? (now.files - now.done) / rate : null,
    })
  })
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  try {
    return await workbench.invoke('dataSet.hash', dataSet === undefined ? {} : { dataSet })
  } finally {
    process.off('SIGINT', stop)
    process.off('SIGTERM', stop)
    line.clear()
    end()
  }
}
