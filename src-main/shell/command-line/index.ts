#!/usr/bin/env node
/**
 * The command line's entry. It knows where the built job process and the shipped resources lie, seen from
 * out/main/, and nothing else.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { runCommandLine } from './program'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))

// `halfpower … | head` stops listening: nothing is wrong, and there is nobody to say more to.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    throw error
  })

process.exitCode = await runCommandLine(process.argv.slice(2), {
  jobEntry: fileURLToPath(new URL('./job.js', import.meta.url)),
  page: fileURLToPath(new URL('../renderer', import.meta.url)),
  resources: fileURLToPath(new URL('../../resources', import.meta.url)),
  version,
})
