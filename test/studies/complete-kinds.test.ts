/** Whoever adds a kind of study is told here what is still missing of it. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KINDS, KIND_NAMES } from '../../src-main/contract/kinds/kinds'
import { buildProgram } from '../../src-main/shell/command-line/program'
import { JOB_KINDS } from '../../src-main/studies/job-kinds'
import { STUDY_KINDS } from '../../src-main/studies/kinds'
import { KIND_PAGES, componentPath } from '../../src-renderer/app/kinds'
import { ROOT } from '../support/root'
import type { KindContract } from '../../src-main/contract/kinds/kind'
import type { KindName } from '../../src-main/contract/kinds/kinds'
import type { KindWindow, WindowDesk } from '../../src-main/studies/window'
import type { LookProcess } from '../../src-main/studies/job'

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const README = read('README.md')
const COMMANDS = read('docs/command-line.md')
const WINDOW = read('docs/window.md')
const ARCHITECTURE = read('ARCHITECTURE.md')
const program = buildProgram({
  entry: '',
  jobEntry: '',
  resources: '',
  page: '',
  version: '0',
  finish: () => undefined,
})

/** The literal that tells the members of a union apart. */
function namesOf(schemas: KindContract['tasks'], field: 'kind' | 'request' | 'message'): string[] {
  return schemas.map((schema) => {
    const { shape } = schema as unknown as { shape: Record<string, { value: string }> }
    return shape[field]!.value
  })
}

const names = (table: object): string[] => Object.keys(table).toSorted()

describe.each(KIND_NAMES)('the kind of study "%s"', (kind: KindName) => {
  const contract: KindContract = KINDS[kind]
  const study = STUDY_KINDS[kind]

  it('has one name everywhere', () => {
    expect(contract.kind).toBe(kind)
    expect(study.kind).toBe(kind)
    for (const field of ['request', 'plan', 'result'] as const)
      expect(namesOf([contract[field]], 'kind'), field).toEqual([kind])
  })

  it('computes every unit, answers every question and draws every picture of its contract', () => {
    const job = JOB_KINDS[kind]
    // What is made for a process only keeps what it is given, until it is asked.
    const { answers, pictures } = job.looks({} as LookProcess)
    expect(names(job.units)).toEqual(namesOf(contract.tasks, 'kind').toSorted())
    expect(names(contract.units)).toEqual(names(job.units))
    expect(names(answers)).toEqual(namesOf(contract.requests, 'request').toSorted())
    expect(namesOf(contract.messages, 'message').toSorted()).toEqual(names(answers))
    expect(names(pictures)).toEqual(namesOf(contract.pictures, 'kind').toSorted())
  })

  it('answers every method of its contract', () => {
    const window = study.window?.({} as WindowDesk) as KindWindow<'hybrid'> | undefined
    expect(names(window?.methods ?? {})).toEqual(names(contract.methods ?? {}))
    // Whatever can be drawn has an address.
    expect(names(window?.pictures ?? {}).length > 0).toBe(contract.pictures.length > 0)
  })

  it('has a command, which reads what its table says, and README names it', () => {
    const { command } = study
    if (!command) {
      expect(study.commands, 'neither a command nor words of others').toBeDefined()
      return
    }
    const made = program.commands.find((each) => each.name() === command.name)
    const known = made?.options.map((option) => option.attributeName())
    expect(known).toEqual([...Object.keys(command.rows), 'estimate', 'later', 'threads', 'jobs', 'json'])
    for (const page of [README, COMMANDS]) expect(page).toMatch(new RegExp(`halfpower ${command.name}\\b`))
  })

  it('has words and, if any, a page in the window with its component', () => {
    const { words, page, title } = KIND_PAGES[kind]
    expect(words).not.toBe('')
    if (page === null) return
    expect(title).not.toBe('')
    expect(existsSync(join(ROOT, 'src-renderer', componentPath(page))), componentPath(page)).toBe(true)
    for (const page of [README, WINDOW]) expect(page).toContain(`**${title}**`)
  })

  it('makes a request of its plan again', () => {
    // That it is the request of the same plan is tried in again.test.ts, by a study of every kind.
    expect(study.again).toBeTypeOf('function')
    const own = study.command?.rows ?? {}
    for (const name of Object.entries(study.command?.instead ?? {}).flat(2))
      expect(own, String(name)).toHaveProperty(String(name))
  })

  it('has its units in ARCHITECTURE.md', () => {
    expect(ARCHITECTURE).toMatch(new RegExp(`^\\| ${kind} \\|`, 'm'))
  })
})
