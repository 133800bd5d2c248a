/**
 * Light or dark: the system's choice until the user makes one, which this browser or Electron profile keeps.
 * A figure that has colours of its own asks `theme.current`.
 */
export type Theme = 'light' | 'dark'

const KEY = 'halfpower theme'

class ThemeState {
  #system = $state<Theme>('light')
  #chosen = $state<Theme | null>(null)
  readonly current = $derived(this.#chosen ?? this.#system)

  constructor() {
    const dark = window.matchMedia('(prefers-color-scheme: dark)')
    this.#system = dark.matches ? 'dark' : 'light'
    dark.addEventListener('change', ({ matches }) => {
      this.#system = matches ? 'dark' : 'light'
      this.#apply()
    })
    const kept = localStorage.getItem(KEY)
    this.#chosen = kept === 'light' || kept === 'dark' ? kept : null
    this.#apply()
  }

  toggle = (): void => {
    this.#chosen = this.current === 'light' ? 'dark' : 'light'
    localStorage.setItem(KEY, this.#chosen)
    this.#apply()
  }

  #apply(): void {
    document.documentElement.dataset['theme'] = this.current
  }
}

export const theme = new ThemeState()
