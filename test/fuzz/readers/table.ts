/** Everything that reads what others wrote, and the modules that need no trial of their own. */
import { populationReaders } from './populations'
import { dataSetReaders } from './data-sets'
import { projectReaders } from './projects'
import { storedReaders } from './stored'
import { weightReaders } from './weights'
import { wordReaders } from './words'
import type { FuzzedReader } from './reader'

export const readers: readonly FuzzedReader[] = [
  ...weightReaders,
  ...dataSetReaders,
  ...populationReaders,
  ...projectReaders,
  ...storedReaders,
  ...wordReaders,
]

/** Modules that use the door for reading and read nothing that others wrote, with the reason. */
export const NOT_TRIED: Readonly<Record<string, string>> = {
  'project/write-atomically.ts': 'the door for writing: reads back what it writes',
  'project/own-file.ts':
    'a file of ours at a held place, for the door for writing; nothing is made of what it holds',
  'project/named-file.ts': 'compares bytes with those that are to be written; nothing is made of them',
  'project/write-refusals.ts': 'takes the words for what lies at a path from there',
  'shell/command-line/licence-text.ts': 'a text that the user names; nothing is made of it',
  'shell/browser/last-open.ts': "this user's own list of what was open",
  'shell/electron/memory.ts': "this user's own settings of the window",
  'project/project-archive.ts':
    'a zip, whose members the reader of zips gives; made hostile in test/project/portable.test.ts',
  'shell/press/press.ts': "this installation's page",
}
