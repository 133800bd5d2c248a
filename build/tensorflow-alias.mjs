/**
 * Sends every import of tfjs-core to its ES module sources, for the bundler and for the tests alike:
 * the package's Node entry point is one CommonJS file without the gradients, and a second copy of the
 * module would have a second, empty registry of operators.
 */
import { fileURLToPath } from 'node:url'

const core = fileURLToPath(new URL('../node_modules/@tensorflow/tfjs-core/dist', import.meta.url))

/** @type {{ find: RegExp, replacement: string }[]} */
export const tensorflowAlias = [
  { find: /^@tensorflow\/tfjs-core$/, replacement: `${core}/index.js` },
  { find: /^@tensorflow\/tfjs-core\/dist\/(.*?)(?:\.js)?$/, replacement: `${core}/$1.js` },
]
