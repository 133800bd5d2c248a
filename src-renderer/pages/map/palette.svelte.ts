/**
 * Which colours the groups have in figures: the paper's, or those of Okabe and Ito, which are told apart
 * with every common colour blindness. The choice is kept by this browser or Electron profile.
 */
import { theme } from '../../app/theme.svelte'
import type { Appearance } from '../../../src-main/figures/figure'
import type { PaletteName } from '../../../src-main/figures/palette'

const KEY = 'halfpower palette'

class PaletteState {
  current = $state<PaletteName>(localStorage.getItem(KEY) === 'okabe-ito' ? 'okabe-ito' : 'paper')
  /** How figures look now. */
  readonly appearance = $derived<Appearance>({ theme: theme.current, palette: this.current })

  choose = (palette: PaletteName): void => {
    this.current = palette
    localStorage.setItem(KEY, palette)
  }
}

export const palette = new PaletteState()
