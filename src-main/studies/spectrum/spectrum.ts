/**
 * Where in the spectrum do the minimal perturbations of models lie (methods E)? See expand.ts for its units.
 */
import { spectrumWindow } from './window'
import { spectrumDocument, spectrumTable } from './document'
import { spectrumCommand } from './command'
import { planSpectrum } from './plan'
import { attackedImages } from '../attack/attack'
import { attackInWords, startInWords } from '../attack/words'
import { workHashes } from '../attack/expand'
import { spectrumDataSchema } from '../../contract/kinds/spectrum/units'
import { expandSpectrum, spectrumModels } from './expand'
import { reportHalfPower } from './report'
import { canonicalJson } from '../../contract/json'
import { groupMeans } from './group-means'
import { spectrumAgain } from './again'
import type { SpectrumResult } from '../../contract/kinds/spectrum/study'
import type { Setting } from './group-means'
import type { ModelFile } from '../../contract/model'
import type { StudyKind } from '../study'

export const spectrum: StudyKind<'spectrum'> = {
  kind: 'spectrum',
  window: spectrumWindow,
  plan: planSpectrum,
  again: spectrumAgain,
  command: spectrumCommand,
  document: spectrumDocument,
  text: spectrumTable,
  expand: expandSpectrum,
  publications: () => [],
  async summarise(study, plan, facts, look): Promise<SpectrumResult> {
    const { attack } = plan
    const side = facts.dataSets.get(plan.data.dataSet)!.file
    const models: SpectrumResult['models'] = []
    const missing: string[] = []
    for (const units of spectrumModels(plan, facts)) {
      const result = await look.result(units.spectrum.key)
      if (!result) {
        missing.push(units.model)
        continue
      }
      const { height: _height, width: _width, ...data } = spectrumDataSchema.parse(result.data)
      const { group } = facts.models.get(units.model)!
      const f_half = reportHalfPower(data.f_half, data.images)
      models.push({ id: units.model, group, ...data, f_half })
    }
    return {
      kind: 'spectrum',
      study,
      norm: attack.settings.norm,
      caption: `${attackInWords(attack.settings)}${startInWords(attack)}`,
      origin: attack.images.origin,
      which: attackedImages(attack, facts),
      ...workHashes(attack),
      height: side.height,
      width: side.width,
      models,
      groups: groupMeans(models, (id) => settingOf(facts.models.get(id)!)),
      missing,
    }
  },
}

/** Everything but the normaliser and the training seed: of one architecture, whatever stands before it and drew it. */
function settingOf({ configuration, provenance }: ModelFile): Setting {
  const { sigma, components, noise, mean: _mean, std: _std, ...architecture } = configuration
  const neural = provenance.kind === 'trained' ? provenance.neural : undefined
  return {
    architecture: canonicalJson(architecture),
    setting: canonicalJson({
      sigma,
      components: components ?? null,
      noise: noise ?? null,
      neural: neural ?? null,
    }),
  }
}
