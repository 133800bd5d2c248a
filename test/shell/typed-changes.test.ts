/** What is typed behind `study again`: what is another, what is taken back, and nothing else. */
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { studyRequestSchema } from '../../src-main/contract/plans'
import { typedChanges } from '../../src-main/shell/command-line/commands/typed-changes'
import { changedOptions } from '../../src-main/studies/command/changed'
import { STUDY_KINDS } from '../../src-main/studies/kinds'
import type { KindName } from '../../src-main/contract/kinds/kinds'
import type { StudyRequestInput } from '../../src-main/contract/plans'
import type { OptionRow, StudyCommand } from '../../src-main/studies/command/command'

const commandOf = (kind: KindName): StudyCommand<KindName> =>
  STUDY_KINDS[kind].command as unknown as StudyCommand<KindName>

/** The request that a stored one becomes, as the workbench reads it. */
function again(request: StudyRequestInput, ...words: string[]): Record<string, unknown> {
  const own = commandOf(request.kind)
  const asked = studyRequestSchema.parse(request)
  return studyRequestSchema.parse(
    own.request(changedOptions(own, asked, typedChanges(new Command(), own, words))),
  )
}

const SOME = { models: ['a'], dataSet: 'images' }

describe('options behind "study again"', () => {
  it('turn a switch off, and on where its option says no', () => {
    const corruption: StudyRequestInput = { ...SOME, kind: 'corruption', spectra: true, keepImages: true }
    expect(again(corruption, '--no-spectra')).toMatchObject({ spectra: false, keepImages: true })
    const filter: StudyRequestInput = { ...SOME, kind: 'filter', naturalness: false }
    expect(again(filter, '--limit', '5')).toMatchObject({ naturalness: false, limit: 5 })
    expect(again(filter, '--naturalness')).toMatchObject({ naturalness: true })
    const attack: StudyRequestInput = { ...SOME, kind: 'attack', norm: 'L2', goal: 'untargeted' }
    expect(again(attack, '--no-untargeted').goal).not.toBe('untargeted')
  })

  it('take back a value, and nothing beside it', () => {
    const precise: StudyRequestInput = { ...SOME, kind: 'corruption', precision: 2.5, perClass: 4 }
    expect(again(precise, '--no-precision', '--no-limit').precision).toBeUndefined()
    expect(again(precise, '--no-precision', '--no-limit')).toMatchObject({ perClass: 4 })
    const warm: StudyRequestInput = { ...SOME, kind: 'attack', norm: 'L2', startFrom: 'b' }
    expect(again(warm, '--no-start-from').startFrom).toBeUndefined()
    const sweep: StudyRequestInput = { kind: 'sweep', dataSet: 'images', sigmas: [1], seeds: [4, 5] }
    expect(again(sweep, '--no-training-seeds').seeds).toEqual(again(sweep, '--no-seeds').seeds)
    expect(again(sweep, '--no-seeds').seeds).not.toEqual([4, 5])
  })

  it('are refused where what must be said is taken back', () => {
    expect(() => again({ ...SOME, kind: 'hybrid' }, '--no-dataset')).toThrow('--dataset')
  })

  it.each(Object.keys(STUDY_KINDS).filter((kind) => STUDY_KINDS[kind as KindName].command))(
    'of %s can each be taken back',
    (kind) => {
      const own = commandOf(kind as KindName)
      for (const [name, { flags }] of Object.entries(own.rows as Readonly<Record<string, OptionRow>>)) {
        const flag = /^--\S+/.exec(flags)![0]
        const word = flag.startsWith('--no-') ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`
        expect(typedChanges(new Command(), own, [word])).toEqual({
          [name]: flags.includes('<') ? undefined : flag.startsWith('--no-'),
        })
      }
    },
  )
})
