#!/usr/bin/env node
/**
 * The `halfpower` command from a checkout: makes it ready, then becomes the command line. It runs in this
 * same process, so that its exit code, its signals and its terminal need no passing on.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './child.mjs'
import { setupOrExit } from './setup.mjs'

await setupOrExit()

// `npm run` moves to the checkout before it starts us; paths that the user typed are relative to where
// they were typed.
const typedIn = process.env['INIT_CWD']
if (typedIn !== undefined && resolve(process.cwd()) === resolve(root) && existsSync(typedIn))
  process.chdir(typedIn)

const commandLine = join(root, 'out', 'main', 'command-line.js')
process.argv[1] = commandLine
await import(pathToFileURL(commandLine).href)
