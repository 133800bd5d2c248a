/**
 * What the page of corruptions asks. Its pictures:
 *   image/corrupted/DATASET/PART/INDEX/TYPE/SEVERITY/TABLE/SEED.png     made here, before any study
 *   image/corruption/STUDY/INDEX/TYPE/SEVERITY.png                      of a study: made here or official
 */
import { readCorruptionGallery, readCorruptionMaps } from './window/gallery'
import { corruptedPicture, studyPicture } from './window/picture'
import { inspectSet, previewCorruptions } from './window/preview'
import type { KindWindow, WindowDesk } from '../window'

export function corruptionWindow(desk: WindowDesk): KindWindow<'corruption'> {
  return {
    methods: {
      'corruption.inspect': (input) => inspectSet(desk, input),
      'corruption.preview': (input) => previewCorruptions(desk, input),
      'corruption.gallery': (input) => readCorruptionGallery(desk, input),
      'corruption.maps': (input) => readCorruptionMaps(desk, input),
    },
    pictures: {
      corrupted: (words) => corruptedPicture(desk.project, words),
      corruption: (words) => studyPicture(desk.project, words),
    },
  }
}
