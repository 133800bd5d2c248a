/**
 * Runs another program and keeps what it says, for the steps whose output matters only when they fail.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, onStart?: (pid: number) => void }} [options]
 *   `show` also passes the output on to our own stdout and stderr while it comes
 * @returns {Promise<{ code: number, output: string }>} the exit code (1 when a signal ended it or it could not
 *   be started) and stdout and stderr as they came
 */
export function run(command, args, { cwd = root, env = process.env, show = false, onStart } = {}) {
  return new Promise((resolve) => {
    // npm on Windows is a .cmd file, which only a shell can start.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && command === 'npm',
    })
    if (child.pid !== undefined) onStart?.(child.pid)
    const stop = () => child.kill()
    process.on('exit', stop)
    let output = ''
    child.stdout.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
      if (show) process.stdout.write(chunk)
    })
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      output += chunk.toString()
      if (show) process.stderr.write(chunk)
    })
    child.on('error', (error) => {
      process.off('exit', stop)
      resolve({ code: 1, output: `${output}${error.message}\n` })
    })
    child.on('close', (code) => {
      process.off('exit', stop)
      resolve({ code: code ?? 1, output })
    })
  })
}

/**
 * A JavaScript file of an installed package, run by this same Node.
 *
 * @param {string} file path below node_modules
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, show?: boolean, onStart?: (pid: number) => void }} [options]
 */
export function runPackage(file, args, options) {
  return run(process.execPath, [join(root, 'node_modules', file), ...args], options)
}

/**
 * The end of a program's output, indented and without colours, for an error message.
 *
 * @param {string} output
 * @param {number} count of lines
 * @returns {string}
 */
export function lastLines(output, count) {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines
    .slice(-count)
    .map((line) => `    ${line}`)
    .join('\n')
}
