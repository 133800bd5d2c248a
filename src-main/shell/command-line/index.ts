#!/usr/bin/env node
/**
 * The command line's entry. It knows where the built job process and the shipped resources lie, seen from
 * out/main/, and nothing else.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { watchOutput } from './output-streams'
import { runCommandLine } from './program'

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))

watchOutput()

process.exitCode = await runCommandLine(process.argv.slice(2), {
  entry: fileURLToPath(new URL('./command-line.js', import.meta.url)),
  jobEntry: fileURLToPath(new URL('./job.js', import.meta.url)),
  page: fileURLToPath(new URL('../renderer', import.meta.url)),
  resources: fileURLToPath(new URL('../../resources', import.meta.url)),
  version,
})
