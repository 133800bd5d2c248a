/** What the wizard of a sweep asks before there is one. */
import { estimateSweep } from './window/estimate'
import { previewSweep } from './window/preview'
import type { KindWindow, WindowDesk } from '../window'

export function sweepWindow(desk: WindowDesk): KindWindow<'sweep'> {
  return {
    methods: {
      'sweep.preview': (input) => previewSweep(desk.project, input),
      'sweep.estimate': ({ request, then }) => estimateSweep(desk, request, then),
    },
    pictures: {},
  }
}
