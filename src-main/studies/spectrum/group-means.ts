/** The mean profile of each group of models, and its f_0.5: the thick lines of the paper's figure (methods E). */
import type { Group } from '../../contract/model'
import type { RadialProfile, SpectrumModelResult, SpectrumResult } from '../../contract/kinds/spectrum/study'

/** Of groups with two or more models that have a profile: the mean of the individual profiles. */
export function groupMeans(models: readonly SpectrumModelResult[]): SpectrumResult['groups'] {
  const groups = new Map<Group, SpectrumModelResult[]>()
  for (const model of models) {
    if (model.f_half.value === null) continue
    groups.set(model.group, [...(groups.get(model.group) ?? []), model])
  }
  return [...groups]
    .filter(([, members]) => members.length > 1)
    .map(([group, members]) => {
      const profile = meanProfile(members.map((model) => model.profile))
      return {
        group,
        models: members.length,
        profile,
        fineProfile: meanProfile(members.map((model) => model.fineProfile)),
        f_half: { value: crossing(profile), unit: 'cycles/pixel' as const },
      }
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

/** Where the profile passes one half, linear between thresholds. */
function crossing({ thresholds, proportions }: RadialProfile): number | null {
  const above = proportions.findIndex((share) => share >= 0.5)
  if (above < 0) return null
  if (above === 0) return thresholds[0]!
  const low = proportions[above - 1]!
  const share = (0.5 - low) / (proportions[above]! - low)
  return thresholds[above - 1]! + share * (thresholds[above]! - thresholds[above - 1]!)
}
