/** `halfpower model list|test|export`; import is in model-import.ts. */
import type { Command } from 'commander'
import { architectureWords } from '../../../contract/architectures'
import { groupSchema } from '../../../contract/model'
import { intervalLine, intervalWords } from '../../../contract/interval-words'
import { USUAL_IMAGES } from '../../../contract/kinds/evaluation/study'
import { CHOSE_EPOCH, choseEpoch } from '../../../contract/model'
import { shortHash } from '../../../figures/short-hash'
import { JOBS_HELP, imageRows, imagesOf, partRows } from '../../../studies/command/rows'
import { accuracyWords, imagesLines, table } from '../../../studies/document/text'
import { print, printJson } from '../output'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, oneOf, required } from '../../../studies/command/values'
import { addDeleting } from './bin'
import { addRows } from './measuring'
import { addModelImportCommands } from './model-import'
import type { Group } from '../../../contract/model'
import type { ImageOptions, PartOptions } from '../../../studies/command/rows'
import type { CommandContext } from '../context'

interface TestOptions extends ImageOptions, PartOptions {
  batch?: number
  device?: string
  threads?: number
  jobs?: number
  json?: boolean
}

interface DescribeOptions {
  name?: string
  group?: Group
  note?: string
  json?: boolean
}

export function addModelCommands(program: Command, context: CommandContext): void {
  const group = program.command('model').description('models of a project')
  group
    .command('list')
    .description('list the models')
    .argument('<dir>', 'the project')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: { json?: boolean }) => {
      const all = await withProject(context, {}, dir, 'read', (workbench) =>
        workbench.invoke('model.list', {}),
      )
      if (options.json) {
        printJson({
          models: all.map((model) => ({
            id: model.id,
            name: model.name,
            group: model.group,
            architecture: model.configuration.architecture,
            sigma: model.configuration.sigma,
            parameters: model.parameters,
            weights: model.weights,
            accuracy: model.accuracy,
          })),
        })
        return
      }
      const rows = all.map((model) => [
        model.id,
        model.group,
        architectureWords(model.configuration),
        `${model.configuration.sigma ?? 'none'}`,
        `${model.parameters}`,
        shortHash(model.weights),
        model.accuracy
          ? `${accuracyWords(model.accuracy)}${choseEpoch(model.accuracy) ? ` (${CHOSE_EPOCH})` : ''}`
          : '–',
      ])
      print(
        table(
          ['model', 'group', 'architecture', 'σ (pixels)', 'parameters', 'weights', 'clean accuracy [95 %]'],
          rows,
        ),
      )
      if (all.some(({ accuracy }) => accuracy)) print(intervalLine(intervalWords('accuracy')))
    })
  const test = group
    .command('test')
    .description('measure the clean accuracy of a model')
    .argument('<dir>', 'the project')
    .argument('<model>', 'the model: id, name, or the beginning of its id')
  addRows(test, { ...partRows, ...imageRows(USUAL_IMAGES) })
    .option('--batch <images>', 'images per step', count('batch size', 65_536))
    .option('--device <name>', 'compute device (the best of this machine)')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--jobs <number>', JOBS_HELP, count('number of jobs', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, model: string, options: TestOptions) => {
      const dataSet = required(options.dataset, '--dataset <dataset>')
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'evaluation' as const,
          models: [model],
          dataSet,
          split: options.split,
          ...imagesOf(options),
          batchSize: options.batch,
          device: options.device,
        }
        const info = await runStudy(workbench, request, 'Testing', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'evaluation')
        const found = result.models[0]
        if (!found) return
        const { value, low, high, count: images, overPasses } = found.accuracy
        const { which } = result
        if (options.json)
          printJson({
            accuracy: value,
            images,
            low,
            high,
            model: found.id,
            study: info.id,
            which,
            overPasses,
            interval: intervalWords('accuracy'),
          })
        else
          print(
            `${found.id}: ${accuracyWords(found.accuracy)} of ${images} images (95 % interval ${intervalWords('accuracy')})${imagesLines(which)}`,
          )
      })
    })
  addModelImportCommands(group, context)
  group
    .command('describe')
    .description('change what a model is called and its group, or write a note about it')
    .argument('<dir>', 'the project')
    .argument('<model>', 'the model')
    .option('--name <name>', 'what it is called')
    .option(
      '--group <group>',
      `one of ${groupSchema.options.join(', ')}`,
      oneOf('group', groupSchema.options),
    )
    .option('--note <text>', 'plain text, which reaches the methods text; empty: none')
    .option('--json', 'print one JSON document')
    .action(async (dir: string, model: string, { json, ...said }: DescribeOptions) => {
      const file = await withProject(context, {}, dir, 'write', (workbench) =>
        workbench.invoke('model.describe', { model, ...said }),
      )
      const { id, name, group: its, note } = file
      if (json) printJson({ id, name, group: its, note: note ?? null })
      else print(`${id}: ${name} (${its})${note === undefined ? '' : `\n${note}`}`)
    })
  addDeleting(group, context, 'model', 'model')
  group
    .command('export')
    .description('write a model to a file for another program, and how to load it beside it')
    .argument('<dir>', 'the project')
    .argument('<model>', 'the model')
    .argument('<file>', 'ends in .onnx (ONNX Runtime) or .safetensors (PyTorch)')
    .option('--overwrite', 'replace a file of this name')
    .option('--json', 'print one JSON document')
    .action(
      async (dir: string, model: string, file: string, options: { overwrite?: boolean; json?: boolean }) => {
        const { overwrite } = options
        const written = await withProject(context, {}, dir, 'read', (workbench) =>
          workbench.invoke('model.export', { model, file, overwrite }),
        )
        if (options.json) printJson(written)
        else print(`Wrote ${written.file}; how to load it stands in ${written.readme}.`)
      },
    )
}
