/**
 * What the page of hybrid images asks. Its pictures:
 *   image/hybrid/STUDY/SEED/POSITION/FMIXINDEX/hybrid.png, low.png, high.png     SEED a number, or listed
 */
import { factsOf } from '../facts'
import { studyOf } from '../window'
import { readGallery } from './window/gallery'
import { readPairsOf } from './window/pairs'
import { hybridPicture } from './window/picture'
import { HybridViews } from './window/views'
import type { KindWindow, WindowDesk } from '../window'

export function hybridWindow(desk: WindowDesk): KindWindow<'hybrid'> {
  const views = new HybridViews(desk.project)
  return {
    methods: {
      'hybrid.gallery': (input) => readGallery(desk, views, input),
      async 'study.pairs'({ study }) {
        const { plan } = await studyOf(desk.project, study, 'hybrid', 'pairs: only hybrid studies have')
        return await readPairsOf(plan, await factsOf(desk.project, plan))
      },
    },
    pictures: { hybrid: (words) => hybridPicture(views, words) },
    forget: () => views.forget(),
  }
}
