#!/usr/bin/env node
/**
 * Under which licences the packages are that a user runs: all that `npm ci` installs without the development packages,
 * and all that the window's page is bundled from. A licence that is not on the short list fails, with the package's name.
 * What a package.json does not say is said in `SAID_ELSEWHERE`, for one version, by who has read the package's own file.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './child.mjs'

/**
 * @typedef {{ version?: string, license?: string, dev?: boolean, dependencies?: Record<string, string>,
 *   optionalDependencies?: Record<string, string> }} Locked
 * @typedef {{ name: string, version: string, licence: string }} Licensed
 */

/** Permissive: they ask for their text to stay, or for nothing. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
  'Zlib',
])

/** Allowed for these only, each with the reason. */
const ALLOWED_FOR = [
  {
    licence: 'LGPL-3.0-or-later',
    name: /^@img\/sharp-/,
    why: 'libvips, a library of its own that is loaded and can be exchanged',
  },
  {
    licence: 'NIST-Software',
    name: /^h5wasm$/,
    why: 'use, copies and changes are free; asks that its notice stays and NIST is named',
  },
  {
    licence: 'OFL-1.1',
    name: /^@fontsource\/(arimo|noto-sans-math)$/,
    why: 'a font, shown and embedded, not sold by itself',
  },
]

/** @type {Readonly<Record<string, string>>} `NAME@VERSION` → its licence, from the package's file LICENSE */
const SAID_ELSEWHERE = {
  'h5wasm@0.10.3': 'NIST-Software AND BSD-3-Clause',
  'svelte-toolbelt@0.10.7': 'MIT',
  'stack-trace@0.0.9': 'MIT',
}

/** Development packages that the window's page is bundled from. */
export const BUNDLED = [
  '@fontsource/arimo',
  '@fontsource/noto-sans-math',
  'abs-svg-path',
  'bits-ui',
  'normalize-svg-path',
  'opentype.js',
  'parse-svg-path',
  'plotly.js',
  'svelte',
]

/**
 * Whether an SPDX expression can be met: one of what stands beside OR, all of what stands beside AND.
 *
 * @param {string} expression
 * @param {(licence: string) => boolean} isAllowed
 * @returns {boolean} false, too, for what is no such expression
 */
export function isMet(expression, isAllowed) {
  const words = expression.match(/\(|\)|[^\s()]+/g) ?? []
  let at = 0
  /** @returns {boolean} */
  const either = () => {
    let met = both()
    while (words[at] === 'OR') {
      at++
      // Read on in any case.
      met = both() || met
    }
    return met
  }
  /** @returns {boolean} */
  const both = () => {
    let met = one()
    while (words[at] === 'AND') {
      at++
      met = one() && met
    }
    return met
  }
  /** @returns {boolean} */
  const one = () => {
    const word = words[at++]
    if (word !== '(') return word !== undefined && isAllowed(word)
    const met = either()
    return words[at++] === ')' && met
  }
  const met = either()
  return at === words.length && met
}

/**
 * @param {Licensed} one
 * @returns {string | null} a sentence when its licence is not allowed
 */
export function complaintAbout({ name, version, licence }) {
  const said =
    licence === '' || licence.startsWith('SEE LICENSE IN ')
      ? (SAID_ELSEWHERE[`${name}@${version}`] ?? '')
      : licence
  if (said === '')
    return `${name} ${version} does not say its licence in package.json: read it, and note it in build/licences.mjs.`
  const isAllowed = (/** @type {string} */ one) =>
    ALLOWED.has(one) || ALLOWED_FOR.some((rule) => rule.licence === one && rule.name.test(name))
  return isMet(said, isAllowed)
    ? null
    : `${name} ${version} is under "${said}", which build/licences.mjs does not allow: use another package, or allow it there with a reason.`
}

/**
 * What a user runs, by its place in the lock file.
 *
 * @param {Record<string, Locked>} packages of package-lock.json
 * @returns {string[]}
 */
export function shipped(packages) {
  const places = new Set(Object.keys(packages).filter((place) => place !== '' && !packages[place]?.dev))
  const waiting = BUNDLED.map((name) => `node_modules/${name}`)
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { dependencies, optionalDependencies } = packages[place] ?? {}
    places.add(place)
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = resolved(packages, place, name)
      if (found !== null && !places.has(found)) waiting.push(found)
    }
  }
  return [...places].sort()
}

/**
 * Where Node finds a package: beside the one that asks, or further out.
 *
 * @param {Record<string, Locked>} packages
 * @param {string} from
 * @param {string} name
 * @returns {string | null}
 */
function resolved(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const place = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[place] !== undefined) return place
    if (folder === '') return null
  }
}

/**
 * @param {string} checkout
 * @returns {Licensed[]} of what is installed by its own package.json; of other platforms' packages as the lock file says
 */
export function licences(checkout) {
  /** @type {{ packages: Record<string, Locked> }} */
  const { packages } = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
  return shipped(packages).map((place) => {
    const { version = '', license = '' } = packages[place] ?? {}
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    /** @type {{ license?: unknown, licenses?: unknown }} */
    let own
    try {
      own = JSON.parse(readFileSync(join(checkout, place, 'package.json'), 'utf8'))
    } catch {
      return { name, version, licence: license }
    }
    return { name, version, licence: spelled(own.license ?? own.licenses) }
  })
}

/**
 * A package.json's field, in today's form or in one of the older ones (`{ type }`, or a list of such).
 *
 * @param {unknown} field
 * @returns {string} empty when it says nothing
 */
export function spelled(field) {
  if (typeof field === 'string') return field
  const types = [field].flat().map((one) => /** @type {{ type?: unknown } | undefined} */ (one)?.type)
  return types.every((type) => typeof type === 'string') ? types.join(' OR ') : ''
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = licences(root)
  const complaints = all.map(complaintAbout).filter((complaint) => complaint !== null)
  process.stdout.write([...complaints, `${all.length} packages looked at`, ''].join('\n'))
  process.exitCode = complaints.length === 0 ? 0 : 1
}
