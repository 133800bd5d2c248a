/**
 * What a package says of what others made: a list of components (SBOM, CycloneDX 1.6) from the lock file, and the texts
 * of their licences from the installed packages. Without a time and without a random number: the same lock file gives the
 * same bytes.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './child.mjs'
import { licences, shipped } from './licences.mjs'

/** Files of a package that are its licence, or a notice that has to go along. */
const TEXTS = /^(licen[cs]e|copying|notice|third.?party)/i

/**
 * @typedef {{ version?: string, integrity?: string, license?: string, dev?: boolean }} Locked
 */

/**
 * @param {string} checkout
 * @returns {object} CycloneDX 1.6
 */
export function components(checkout) {
  /** @type {{ version: string, packages: Record<string, Locked> }} */
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
  const said = licences(checkout)
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        name: 'halfpower',
        version: lock.version,
        licenses: [{ license: { id: 'MIT' } }],
      },
    },
    components: shipped(lock.packages).map((place, index) => {
      const { integrity = '' } = lock.packages[place] ?? {}
      const { name = '', version = '', licence = '' } = said[index] ?? {}
      const [group, own] = name.startsWith('@') ? name.split('/') : [undefined, name]
      const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`
      return {
        type: 'library',
        'bom-ref': `${purl}#${place}`,
        ...(group === undefined ? {} : { group }),
        name: own,
        version,
        purl,
        ...(licence === '' ? {} : { licenses: [{ expression: licence }] }),
        ...(integrity.startsWith('sha512-')
          ? {
              hashes: [
                { alg: 'SHA-512', content: Buffer.from(integrity.slice(7), 'base64').toString('hex') },
              ],
            }
          : {}),
      }
    }),
  }
}

/**
 * @param {string} checkout
 * @returns {{ text: string, without: string[] }} all texts, and the packages in whose folder there is none
 */
export function licenceTexts(checkout) {
  /** @type {{ packages: Record<string, Locked> }} */
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
  const said = licences(checkout)
  /** @type {string[]} */
  const parts = []
  /** @type {string[]} */
  const without = []
  for (const [index, place] of shipped(lock.packages).entries()) {
    const { name = '', version = '', licence = '' } = said[index] ?? {}
    const folder = join(checkout, place)
    const files = names(folder)?.filter((file) => TEXTS.test(file))
    // Packages of other systems are not installed, and do not go along.
    if (files === undefined) continue
    if (files.length === 0) without.push(`${name}@${version}`)
    const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
    parts.push([`${name} ${version} (${licence})`, ...texts].join('\n\n'))
  }
  return { text: `${parts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`, without }
}

/**
 * Files of a folder; undefined where it is none.
 *
 * @param {string} folder
 * @returns {string[] | undefined}
 */
function names(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .sort()
  } catch {
    return undefined
  }
}

/**
 * Writes both, and our own notices, into a folder that goes into the package.
 *
 * @param {string} folder
 */
export function writeNotices(folder) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(components(root), null, 2)}\n`)
  writeFileSync(join(folder, 'licences-of-packages.txt'), licenceTexts(root).text)
  for (const name of ['LICENSE', 'THIRD-PARTY-NOTICES.md'])
    writeFileSync(join(folder, name), readFileSync(join(root, name)))
  const node = join(root, 'build', 'packaging', 'node_modules')
  for (const name of entriesOf(node).filter((one) => /^node-(bin-)?(linux|win|darwin)-/.test(one)))
    writeFileSync(join(folder, `${name}-LICENSE`), readFileSync(join(node, name, 'LICENSE')))
}

/**
 * @param {string} folder
 * @returns {string[]} what is in it; nothing where it is not there
 */
function entriesOf(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
