/** `halfpower spectrum`. */
import { UserError } from '../../contract/errors'
import { spectrumOptions } from '../../contract/kinds/spectrum/options'
import {
  SETTINGS_INSTEAD,
  attackSettingsOf,
  attackSettingsRows,
  attackSettingsSaid,
} from '../attack/settings'
import { commonRows, modelRows, modelsOf, rowOf } from '../command/rows'
import { count } from '../command/values'
import type { AttackSettingsOptions } from '../attack/settings'
import type { StudyCommand } from '../command/command'
import type { ModelOptions } from '../command/rows'

interface SpectrumOptions extends ModelOptions, AttackSettingsOptions {
  attack?: string | undefined
  points?: number | undefined
  title?: string | undefined
}

export const spectrumCommand: StudyCommand<'spectrum', SpectrumOptions> = {
  name: 'spectrum',
  description:
    'take the spectrum of minimal perturbations: mean power, radial profile, half-power frequency f_0.5',
  step: 'Spectra',
  rows: {
    ...modelRows,
    attack: rowOf(spectrumOptions.attack),
    ...attackSettingsRows,
    points: rowOf(spectrumOptions.points, count('number of points', 1000)),
    title: commonRows.title,
  },
  instead: {
    ...SETTINGS_INSTEAD,
    attack: Object.keys(attackSettingsRows) as (keyof AttackSettingsOptions)[],
  },
  request: ({ model, attack, points, title, ...said }) => {
    const models = modelsOf(model)
    // The attack that is asked for in words; nothing of it where a stored one is meant.
    const isSaid = Object.keys(attackSettingsRows).some(
      (name) => said[name as keyof AttackSettingsOptions] !== undefined,
    )
    if (isSaid && attack !== undefined)
      throw new UserError(
        'usage',
        'Give either --attack, or the settings of an attack such as --dataset and --norm.',
      )
    const settings = isSaid ? attackSettingsOf(said) : undefined
    return { kind: 'spectrum', title, models, attack, settings, points }
  },
  said: ({ models, attack, settings, points, title }) => ({
    ...(settings ? attackSettingsSaid(settings) : {}),
    ...{ model: models, attack, points, title },
  }),
}
