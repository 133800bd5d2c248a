/** `halfpower attack` and `halfpower spectrum`: minimal perturbations of models, and where in the spectrum they lie. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { UserError } from '../../../contract/errors'
import { writeAtomically } from '../../../project/write-atomically'
import { addAttackOptions, attackSettingsOf } from '../attack-options'
import { attackDocument, attackTable } from '../../../studies/attack/document'
import { spectrumDocument, spectrumTable } from '../../../studies/spectrum/document'
import { print, printJson } from '../output'
import { exitCodeOf, expectKind, resumeWith, runStudy, withProject } from '../session'
import { count, required } from '../values'
import type { AttackOptions } from '../attack-options'
import type { CommandContext } from '../program'

interface Common extends AttackOptions {
  model?: string[]
  title?: string
  threads?: number
  json?: boolean
}

interface AttackCommandOptions extends Common {
  targetsOut?: string
  signedMaximum?: boolean
}

interface SpectrumCommandOptions extends Common {
  attack?: string
  points?: number
}

export function addAttackCommands(program: Command, context: CommandContext): void {
  addAttackCommand(program, context)
  addSpectrumCommand(program, context)
}

function addAttackCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('attack')
    .description('look for the smallest perturbation of each image that makes models see the target class')
    .argument('<dir>', 'the project')
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all')
  addAttackOptions(command)
    .option('--targets-out <file>', 'write the images and targets that were used as CSV image,target')
    .option(
      '--signed-maximum',
      "also show L∞ sizes as the paper's figures have them: the largest signed entry",
    )
    .option('--title <title>', 'title of the study')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: AttackCommandOptions) => {
      const models = required(options.model, '--model <models...>')
      const dataSet = required(options.dataset, '--dataset <dataset>')
      const norm = required(options.norm, '--norm l2|linf')
      if (options.targetsOut !== undefined && options.untargeted)
        throw new UserError(
          'usage',
          'Untargeted perturbations have no targets to write: leave out --targets-out.',
        )
      const settings = attackSettingsOf(options, dataSet, norm)
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = { kind: 'attack' as const, title: options.title, models: words(models), ...settings }
        const info = await runStudy(workbench, request, 'Perturbations', resumeWith(dir))
        context.finish(exitCodeOf(info))
        if (options.targetsOut !== undefined) {
          const { csv } = await workbench.invoke('attack.targets', { study: info.id })
          await writeAtomically(resolve(options.targetsOut), csv)
        }
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'attack')
        if (options.json) printJson({ ...attackDocument(result), state: info.state })
        else print(attackTable(result, options.signedMaximum ?? false))
      })
    })
}

function addSpectrumCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('spectrum')
    .description(
      'take the spectrum of minimal perturbations: mean power, radial profile, half-power frequency f_0.5',
    )
    .argument('<dir>', 'the project')
    .option('--model <models...>', 'models: ids, names, beginnings of ids, or all')
    .option(
      '--attack <study>',
      'the attack study whose perturbations they are (the newest that has the models); without one, say --dataset and --norm as for attack',
    )
  addAttackOptions(command)
    .option(
      '--points <number>',
      "thresholds of the finer profile, beside the paper's 25 (100)",
      count('number of points', 1000),
    )
    .option('--title <title>', 'title of the study')
    .option('--threads <number>', 'threads to compute with', count('number of threads', 1024))
    .option('--json', 'print one JSON document')
    .action(async (dir: string, options: SpectrumCommandOptions) => {
      const models = required(options.model, '--model <models...>')
      const settings = settingsOf(options)
      await withProject(context, options, dir, 'write', async (workbench) => {
        const request = {
          kind: 'spectrum' as const,
          title: options.title,
          models: words(models),
          attack: options.attack,
          settings,
          points: options.points,
        }
        const info = await runStudy(workbench, request, 'Spectra', resumeWith(dir))
        context.finish(exitCodeOf(info))
        const result = expectKind(await workbench.invoke('study.result', { study: info.id }), 'spectrum')
        if (options.json) printJson({ ...spectrumDocument(result), state: info.state })
        else print(spectrumTable(result))
      })
    })
}

/** The attack that is asked for in words; undefined where a stored one is meant. */
function settingsOf(options: SpectrumCommandOptions): ReturnType<typeof attackSettingsOf> | undefined {
  const {
    model: _model,
    title: _title,
    threads: _threads,
    json: _json,
    attack,
    points: _points,
    ...rest
  } = options
  if (Object.keys(rest).length === 0) return undefined
  if (attack !== undefined)
    throw new UserError(
      'usage',
      'Give either --attack, or the settings of an attack such as --dataset and --norm.',
    )
  const dataSet = required(options.dataset, '--dataset <dataset>')
  return attackSettingsOf(options, dataSet, required(options.norm, '--norm l2|linf'))
}

function words(models: readonly string[]): string[] {
  return models.flatMap((word) => word.split(',')).filter((word) => word !== '')
}
