/**
 * Whether figures show the line of mouse V1 on their frequency axes. One choice for all figures, kept by this browser or
 * Electron profile.
 */
const KEY = 'halfpower mouse V1'

class MouseV1State {
  shown = $state(localStorage.getItem(KEY) === 'shown')

  show = (shown: boolean): void => {
    this.shown = shown
    localStorage.setItem(KEY, shown ? 'shown' : 'hidden')
  }
}

export const mouseV1 = new MouseV1State()
