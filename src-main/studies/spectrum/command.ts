/** `halfpower spectrum`. */
import { UserError } from '../../contract/errors'
import { spectrumRequestSchema } from '../../contract/kinds/spectrum/study'
import { attackSettingsOf, attackSettingsRows, attackSettingsSaid } from '../attack/settings'
import { commonRows, modelRows, modelsOf } from '../command/rows'
import { count } from '../command/values'
import { usualOf } from '../command/words'
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
    attack: {
      flags: '--attack <study>',
      help: 'the attack study whose perturbations they are (the newest that has the models); without one, say --dataset and --norm as for attack',
    },
    ...attackSettingsRows,
    points: {
      flags: '--points <number>',
      help: "thresholds of the finer profile, beside the paper's 25",
      read: count('number of points', 1000),
      usual: usualOf(spectrumRequestSchema.shape.points),
    },
    title: commonRows.title,
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
