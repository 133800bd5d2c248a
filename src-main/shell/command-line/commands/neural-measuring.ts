/** What the commands that measure a population have in common. */
import { neuralDocument, neuralTable } from '../../../studies/neural/document'
import { JOBS_HELP } from '../../../studies/command/rows'
import { count } from '../../../studies/command/values'
import { print, printJson } from '../output'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import type { Command } from 'commander'
import type { NeuralResult } from '../../../contract/kinds/neural/study'
import type { StudyRequestInput } from '../../../contract/plans'
import type { Workbench } from '../../../workbench/workbench'
import type { CommandContext } from '../context'

export interface CommonOptions {
  batch?: number
  title?: string
  device?: string
  threads?: number
  jobs?: number
  json?: boolean
}

type Question = Extract<StudyRequestInput, { kind: 'neural' }>['question']

export function neuralCommand(command: Command, description: string): Command {
  return command
    .description(description)
    .argument('<dir>', 'the project')
    .argument('<population>', 'the population: its id, name or the beginning of its id')
    .option('--batch <images>', 'images per step (64)', count('batch size', 4096))
    .option('--title <title>', 'title of the study')
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--jobs <number>', JOBS_HELP, count('number of jobs', 1024))
    .option('--json', 'print one JSON document')
}

const STEPS: Readonly<Record<Question['kind'], string>> = {
  tuning: 'Gratings',
  manifold: 'Manifold',
  similarity: 'Similarity',
  maximal: 'Maximal images',
}

/** @param after what else is done with the result while the project is open */
export async function measure(
  context: CommandContext,
  dir: string,
  options: CommonOptions,
  request: Extract<StudyRequestInput, { kind: 'neural' }>,
  after?: (workbench: Workbench, result: NeuralResult) => Promise<void>,
): Promise<void> {
  await withProject(context, options, dir, 'write', async (workbench) => {
    const info = await runStudy(workbench, request, STEPS[request.question.kind], resumeWith(dir))
    context.finish(exitCodeOf(info))
    const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'neural')
    await after?.(workbench, result)
    if (options.json) printJson({ ...neuralDocument(result), state: info.state })
    else print(neuralTable(result))
  })
}
