/**
 * The archive of TensorFlow's C library with CUDA that its publisher offers: fetched, or taken from a file that the
 * user has fetched, and used only when its hash is the known one.
 */
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from './child.mjs'

export const ARCHIVE = 'libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz'
/** As Bazel builds of others pin it; the publisher gives none. */
export const ARCHIVE_SHA256 = '20c46f761d5905f592c4eac0812e8e50d9cb439f9440a9391912cf4c02ed8be8'
const HOST = 'https://storage.googleapis.com/'

/**
 * @param {NodeJS.ProcessEnv} environment TFJS_NODE_CDN_STORAGE names a mirror
 * @returns {string}
 */
export function archiveUrl(environment) {
  const host = environment['TFJS_NODE_CDN_STORAGE'] ?? HOST
  return `${host.replace(/\/?$/, '/')}tensorflow/libtensorflow/${ARCHIVE}`
}

/**
 * Unpacks the archive to `target`, whole or not at all.
 *
 * @param {{ file: string | null, target: string, url?: string, sha256?: string }} wish `file`: one that is here already
 * @returns {Promise<string | null>} why it could not be done, in a sentence
 */
export async function unpackArchive({
  file,
  target,
  url = archiveUrl(process.env),
  sha256 = ARCHIVE_SHA256,
}) {
  mkdirSync(join(target, '..'), { recursive: true })
  const folder = mkdtempSync(`${target}-`)
  try {
    const archive = file ?? join(folder, ARCHIVE)
    if (file === null) {
      const failure = await download(url, archive)
      if (failure !== null) return failure
    }
    const found = await hashOf(archive)
    if (found !== sha256) {
      const what = file === null ? `What ${url} answered` : `The file ${basename(archive)}`
      return `${what} is not TensorFlow's archive as it is known (SHA-256 ${found} instead of ${sha256}): nothing was installed.`
    }
    const unpacked = join(folder, 'unpacked')
    mkdirSync(unpacked)
    const { code, output } = await run('tar', ['-xzf', archive, '-C', unpacked])
    if (code !== 0) return `The archive could not be unpacked (${output.trim().split('\n').at(-1) ?? ''}).`
    rmSync(target, { recursive: true, force: true })
    renameSync(unpacked, target)
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * @param {string} url
 * @param {string} file
 * @returns {Promise<string | null>}
 */
async function download(url, file) {
  const otherwise = `fetch it with a browser where there is a way to it, and run "npm run gpu:install -- --archive FILE", or set TFJS_NODE_CDN_STORAGE to a mirror`
  try {
    const response = await fetch(url)
    if (!response.ok || response.body === null)
      return `The TensorFlow library could not be fetched, because ${url} answered ${response.status}: ${otherwise}.`
    await pipeline(Readable.fromWeb(response.body), createWriteStream(file))
    return null
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const said = cause instanceof Error ? cause.message : String(cause)
    return `The TensorFlow library could not be fetched from ${url} (${said}): ${otherwise}.`
  }
}

/**
 * @param {string} file
 * @returns {Promise<string>} SHA-256, in hexadecimal
 */
export async function hashOf(file) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
