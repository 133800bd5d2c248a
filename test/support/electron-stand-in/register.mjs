/** `node --import` this, and `electron` is the stand-in. */
import { register } from 'node:module'

const electron = new URL('./electron.mjs', import.meta.url).href
register(
  `data:text/javascript,${encodeURIComponent(
    `export const resolve = (name, context, next) => name === 'electron' ? { url: ${JSON.stringify(electron)}, shortCircuit: true } : next(name, context)`,
  )}`,
)
