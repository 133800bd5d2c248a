/**
 * The way to the workbench inside Electron: what the preload puts on `window.halfpower`.
 */
import { events as eventMap } from '../../src-main/contract/events'
import type { Answer, Connect } from './transport'

export interface Bridge {
  invoke: (method: string, input: unknown) => Promise<Answer>
  on: (event: string, listener: (payload: unknown) => void) => () => void
  /** Where a dropped file or folder lies on this machine. */
  pathOf: (file: File) => string
}

declare global {
  interface Window {
    halfpower?: Bridge
  }
}

export function connectBridge(bridge: Bridge): Connect {
  return ({ onEvent }) => {
    for (const name of Object.keys(eventMap)) bridge.on(name, (payload) => onEvent(name, payload))
    return { ask: (method, input) => bridge.invoke(method, input), state: () => 'open' }
  }
}
