/**
 * Under which settings a study measured: everything of its plan but which models, how its images were asked for, and
 * what changes no number or no more than rounding. Numbers of two studies may be averaged where these are the same.
 */
import { canonicalJson } from '../../contract/json'
import { sha256 } from '../../project/keys'
import { imagesKey } from '../../studies/study'
import type { MeasuringPlan } from '../../contract/plans'

export function measuringConditions(plan: MeasuringPlan): string {
  return sha256(canonicalJson(settingsOf(plan))).slice(0, 16)
}

function settingsOf(plan: MeasuringPlan): unknown {
  const { models: _models, device: _device, data, ...rest } = plan
  const images = imagesKey(data)
  switch (rest.kind) {
    case 'attack':
      return { ...rest, data: images, settings: { ...rest.settings, batchSize: undefined } }
    case 'spectrum':
      // The points are of a finer profile, beside the 25 that f_0.5 is read off.
      return { kind: rest.kind, attack: settingsOf(rest.attack), bootstrap: rest.bootstrap }
    case 'corruption': {
      const {
        baseline: _baseline,
        keepImages: _kept,
        spectra: _spectra,
        batchSize: _batch,
        source,
        ...settings
      } = rest
      if (source.kind === 'generated') return { ...settings, source, data: images }
      // What is said of the files; older plans of the same numbers do not have it.
      const { numbered: _numbered, falling: _falling, ...read } = source
      return { ...settings, source: read, data: images }
    }
    default:
      return { ...rest, data: images, batchSize: undefined }
  }
}
