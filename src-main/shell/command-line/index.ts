#!/usr/bin/env node
/**
 * The command line's entry. It knows where the built job process and the shipped resources lie, seen from
 * out/main/, and nothing else.
 */
import { fileURLToPath } from 'node:url'
import { runCommandLine } from './program'

process.exitCode = await runCommandLine(process.argv.slice(2), {
  jobEntry: fileURLToPath(new URL('./job.js', import.meta.url)),
  resources: fileURLToPath(new URL('../../resources', import.meta.url)),
})
