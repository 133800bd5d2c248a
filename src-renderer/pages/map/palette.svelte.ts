/**
 * Which colours the groups have in figures: the paper's, or those of Okabe and Ito, which are told apart
 * with every common colour blindness. The choice is kept by this browser or Electron profile.
 */
import type { PaletteName } from '../../../src-main/figures/palette'

const KEY = 'halfpower palette'

class PaletteState {
  current = $state<PaletteName>(localStorage.getItem(KEY) === 'okabe-ito' ? 'okabe-ito' : 'paper')

  choose = (palette: PaletteName): void => {
    this.current = palette
    localStorage.setItem(KEY, palette)
  }
}

export const palette = new PaletteState()
