/** What is typed to run a study on a cluster becomes what Slurm is asked, or a sentence beside its field. */
import { describe, expect, it } from 'vitest'
import { defaultJobsFolder, folderIssue, slurmOf } from '../../../../src-renderer/pages/queue/cluster-form'

const EMPTY = { folder: '/jobs', perTask: '', partition: '', time: '', gpus: '', memory: '', threads: '' }

describe('the form of a study for a cluster', () => {
  it('asks for nothing that was not typed', () => {
    expect(slurmOf(EMPTY)).toEqual({ slurm: {}, issues: {} })
  })

  it('asks for what was typed', () => {
    const typed = {
      perTask: ' 12 ',
      partition: 'gpu',
      time: '1-00:00:00',
      gpus: '2',
      memory: '16G',
      threads: '8',
    }
    expect(slurmOf({ ...EMPTY, ...typed })).toEqual({
      slurm: { perTask: 12, partition: 'gpu', time: '1-00:00:00', gpus: 2, memory: '16G', threads: 8 },
      issues: {},
    })
  })

  it('says what is wrong beside its field', () => {
    const { issues } = slurmOf({ ...EMPTY, folder: 'jobs', perTask: '0', time: '1 hour', gpus: '65' })
    expect(Object.keys(issues).sort()).toEqual(['folder', 'gpus', 'perTask', 'time'])
    expect(issues.time).toBe('Give one word as Slurm reads it, e.g. gpu, 12:00:00 or 16G.')
    expect(issues.perTask).toMatch(/whole number from 1/)
    expect(issues.folder).toMatch(/whole path/)
  })

  it('suggests a folder beside the project, on every system', () => {
    expect(defaultJobsFolder('/home/a/p.halfpower', 'sweep-1')).toBe('/home/a/sweep-1-jobs')
    expect(defaultJobsFolder('C:\\a\\p.halfpower', 'sweep-1')).toBe('C:\\a\\sweep-1-jobs')
    expect(folderIssue('C:\\a')).toBeNull()
    expect(folderIssue(' ')).toMatch(/Give the folder/)
  })
})
