/** `halfpower attack`. */
import { UserError } from '../../contract/errors'
import { writeNamed } from '../../project/named-file'
import { startOptions } from '../../contract/kinds/attack/options'
import { commonRows, modelRows, modelsOf, rowOf } from '../command/rows'
import { attackTable } from './document'
import { SETTINGS_INSTEAD, attackSettingsOf, attackSettingsRows, attackSettingsSaid } from './settings'
import type { StudyCommand } from '../command/command'
import type { ModelOptions } from '../command/rows'
import type { AttackSettingsOptions } from './settings'

interface AttackOptions extends ModelOptions, AttackSettingsOptions {
  targetsOut?: string | undefined
  startFrom?: string | undefined
  signedMaximum?: boolean | undefined
  title?: string | undefined
}

export const attackCommand: StudyCommand<'attack', AttackOptions> = {
  name: 'attack',
  description: 'look for the smallest perturbation of each image that makes models see the target class',
  step: 'Perturbations',
  rows: {
    ...modelRows,
    ...attackSettingsRows,
    startFrom: rowOf(startOptions.startFrom),
    targetsOut: {
      flags: '--targets-out <file>',
      help: 'write the images and targets that were used as CSV image,target',
    },
    signedMaximum: {
      flags: '--signed-maximum',
      help: "also show L∞ sizes as the paper's figures have them: the largest signed entry",
    },
    title: commonRows.title,
  },
  instead: SETTINGS_INSTEAD,
  request: ({ model, title, targetsOut, startFrom, ...said }) => {
    const models = modelsOf(model)
    if (targetsOut !== undefined && said.untargeted)
      throw new UserError(
        'usage',
        'Untargeted perturbations have no targets to write: leave out --targets-out.',
      )
    return { kind: 'attack', title, models, startFrom, ...attackSettingsOf(said) }
  },
  said: ({ models, title, startFrom, ...settings }) => ({
    ...attackSettingsSaid(settings),
    model: models,
    startFrom,
    title,
  }),
  async after(ask, { id }, { targetsOut }) {
    if (targetsOut === undefined) return
    const { csv } = await ask('attack.targets', { study: id })
    await writeNamed(targetsOut, csv)
  },
  text: (result, { signedMaximum }) => attackTable(result, signedMaximum ?? false),
}
