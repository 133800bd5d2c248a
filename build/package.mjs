#!/usr/bin/env node
/**
 * `npm run package [-- --linux --win --mac …]`: makes the packages that people install, in dist/. Installs electron-builder
 * and the Node that goes along first (build/packaging/), which nobody else needs. electron-builder fetches Electron's
 * program from its own server.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './child.mjs'
import { installIsStale } from './freshness.mjs'
import { writeNotices } from './notices.mjs'
import { setupOrExit } from './setup.mjs'

const packaging = join(root, 'build', 'packaging')

await setupOrExit()
if (installIsStale(packaging)) {
  process.stderr.write(
    'halfpower: installing what makes packages (npm ci in build/packaging; about 280 MB) …\n',
  )
  const { code } = await run('npm', ['ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: packaging,
    show: true,
  })
  if (code !== 0) process.exit(1)
}
writeNotices(join(root, 'dist', 'notices'))
const builder = join(packaging, 'node_modules', 'electron-builder', 'out', 'cli', 'cli.js')
if (!existsSync(builder)) {
  process.stderr.write(
    `electron-builder is not at ${builder}: remove build/packaging/node_modules and start again.\n`,
  )
  process.exit(1)
}
const { code } = await run(
  process.execPath,
  [
    builder,
    '--config',
    join(root, 'build', 'electron-builder.mjs'),
    '--publish',
    'never',
    ...process.argv.slice(2),
  ],
  { show: true },
)
process.exitCode = code
