import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProject, openProject } from '../../src-main/project/project'
import { removeLeftovers, writeAtomically } from '../../src-main/project/write-atomically'

let home: string
let disk: string | null = null

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'halfpower-write-'))
})
afterAll(async () => {
  if (disk !== null) {
    execFileSync('umount', [disk])
    await rm(disk, { recursive: true })
  }
  await rm(home, { recursive: true, force: true })
})

/** A file system of 300 KiB, where this user may mount one. */
const mountable = ((): boolean => {
  const folder = mkdtempSync(join(tmpdir(), 'halfpower-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=300k', 'tmpfs', folder], {
      stdio: 'ignore',
    })
    disk = folder
    return true
  } catch {
    rmdirSync(folder)
    return false
  }
})()

describe('writing', () => {
  it('killed at any moment leaves the old or the new file, whole', async () => {
    const folder = join(home, 'killed')
    await mkdir(folder)
    const script = join(home, 'writer.mjs')
    const library = await build({
      configFile: false,
      logLevel: 'silent',
      ssr: { noExternal: true },
      build: {
        ssr: resolve('src-main/project/write-atomically.ts'),
        outDir: join(home, 'built'),
        rolldownOptions: { output: { entryFileNames: 'write.mjs' } },
      },
    })
    expect(library).toBeDefined()
    await writeFile(
      script,
      `import { writeAtomically } from './built/write.mjs'
       for (let i = 0; ; i++) {
         await writeAtomically(process.argv[2], JSON.stringify({ i, filling: 'x'.repeat(300000), end: i }))
         if (i === 0) process.send('writing')
       }`,
    )
    const path = join(folder, 'file.json')
    for (let kill = 0; kill < 15; kill++) {
      const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
      const gone = new Promise((ended) => child.on('close', ended))
      // A writer that cannot even start must not be waited for.
      expect(await Promise.race([new Promise((ready) => child.once('message', ready)), gone])).toBe('writing')
      await new Promise((wait) => setTimeout(wait, Math.random() * 60))
      child.kill('SIGKILL')
      await gone
      const content = JSON.parse(await readFile(path, 'utf8')) as { i: number; end: number }
      expect(content.end).toBe(content.i)
    }
    expect(await readdir(folder)).toContain('file.json')
    await removeLeftovers(folder)
    expect(await readdir(folder)).toEqual(['file.json'])
  })

  it.skipIf(!mountable)(
    `on a full disk is one sentence, and the project stays valid${mountable ? '' : ' (skipped: no tmpfs can be mounted here)'}`,
    async () => {
      const folder = join(disk!, 'p')
      const project = await createProject(folder, 'Full')
      const path = join(folder, 'project.json')
      const before = await readFile(path, 'utf8')
      await expect(writeAtomically(path, 'x'.repeat(400_000))).rejects.toMatchObject({
        kind: 'storage',
        message: expect.stringMatching(/^The disk is full: ".*project\.json" could not be written/) as string,
      })
      expect(await readFile(path, 'utf8')).toBe(before)
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
      await project.close()
      const again = await openProject(folder, 'write')
      expect(again.info.title).toBe('Full')
      await again.close()
    },
  )
})
