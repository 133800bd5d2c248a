/**
 * The mean profile of each group of models, and its f_0.5: the thick lines of the paper's figure (methods E).
 *
 * A mean over networks would weigh a σ by how often it was trained. Here every setting (σ, components, noise, neurons)
 * counts once, as the mean of its training seeds; and only within one architecture, because a mean over architectures is
 * of no network.
 */
import { halfPower } from '../../frequency/half-power'
import type { Group } from '../../contract/model'
import type { RadialProfile, SpectrumModelResult, SpectrumResult } from '../../contract/kinds/spectrum/study'

/** What a network is an example of: it counts in the mean of its setting, and that in the mean of its group. */
export interface Setting {
  architecture: string
  setting: string
}

/**
 * Of groups with two or more models that have a profile, all of one architecture.
 * @param settingOf by the model's id
 */
export function groupMeans(
  models: readonly SpectrumModelResult[],
  settingOf: (model: string) => Setting,
): SpectrumResult['groups'] {
  const groups = new Map<Group, SpectrumModelResult[]>()
  for (const model of models) {
    if (model.f_half.value === null) continue
    groups.set(model.group, [...(groups.get(model.group) ?? []), model])
  }
  return [...groups].flatMap(([group, members]) => {
    if (members.length < 2 || new Set(members.map(({ id }) => settingOf(id).architecture)).size > 1) return []
    const settings = new Map<string, SpectrumModelResult[]>()
    for (const model of members) {
      const { setting } = settingOf(model.id)
      settings.set(setting, [...(settings.get(setting) ?? []), model])
    }
    const meanOf = (which: 'profile' | 'fineProfile'): RadialProfile =>
      meanProfile([...settings.values()].map((each) => meanProfile(each.map((model) => model[which]))))
    const profile = meanOf('profile')
    return [
      {
        ...{ group, models: members.length, settings: settings.size },
        ...{ profile, fineProfile: meanOf('fineProfile') },
        f_half: { value: halfPower(profile), unit: 'cycles/pixel' as const },
      },
    ]
  })
}

function meanProfile(profiles: readonly RadialProfile[]): RadialProfile {
  const first = profiles[0]!
  return {
    thresholds: first.thresholds,
    unit: 'cycles/pixel',
    proportions: first.proportions.map(
      (_, i) => profiles.reduce((sum, { proportions }) => sum + proportions[i]!, 0) / profiles.length,
    ),
  }
}
