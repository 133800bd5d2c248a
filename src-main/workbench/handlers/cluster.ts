/** Studies on a cluster: written as jobs, and their results brought back. */
import { UserError } from '../../contract/errors'
import { assertWritable } from '../../project/place'
import { exportJobs } from '../cluster/export-jobs'
import { importResults } from '../cluster/import-results'
import type { Desk, Handlers } from '../desk'

export function clusterHandlers(desk: Desk): Handlers<'study.exportJobs' | 'study.importResults'> {
  /** Two that compute the same would meet in one project. */
  const assertNotRunning = async (study: string): Promise<void> => {
    const { state, id } = await desk.open.project.studies.find(study)
    if (state === 'running')
      throw new UserError(
        'usage',
        `The study "${id}" is being computed here: pause it first, what is finished is kept.`,
      )
  }
  return {
    'study.exportJobs': async ({ study, folder, slurm }) => {
      const { project, queue } = desk.open
      const { id, state } = await project.studies.find(study)
      await assertNotRunning(id)
      const { program, version, host } = desk.options
      if (program === undefined) throw new Error('Nobody has said how Halfpower is started on a node.')
      const exported = await exportJobs(project, {
        ...{ stored: await desk.planOf(id), folder, slurm, program },
        usualThreads: desk.options.threads,
        version: version ?? host?.version ?? 'unknown',
      })
      // The next window would go on with it here, and compute everything twice.
      if (state === 'queued' && project.readOnlyBecause === null) await queue.stop(id, 'paused')
      return exported
    },
    'study.importResults': async ({ folder }) => {
      const { project } = desk.open
      assertWritable(project)
      const { study, whole, ...imported } = await importResults(project, folder, assertNotRunning)
      if (imported.taken > 0) desk.emit('models.changed', null)
      // As any study whose last unit is finished: it ends, and what was to follow it begins.
      const info = await project.studies.find(study)
      const isOver = info.state === 'done' || !whole
      return { ...imported, study: isOver ? info : await desk.invoke('study.resume', { study }) }
    },
  }
}
