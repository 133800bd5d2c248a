/**
 * A way in that never writes (`serve --read-only`): projects are opened for reading, by whoever asks and however, and what
 * would write elsewhere is refused by name. What writes into a project that is open for reading refuses that itself.
 */
import { UserError } from '../contract/errors'
import type { MethodName } from '../contract/methods'

/** Methods that write outside of the open project, or make one. */
export const WRITES_ELSEWHERE: ReadonlySet<MethodName> = new Set<MethodName>([
  'project.create',
  'project.saveCopy',
  'project.pack',
  'project.unpack',
  'model.export',
  'figure.export',
  'paper.export',
  'study.exportJobs',
  'population.respond',
  'app.forget',
])

/** UserError('project') for what such a way in does not do. */
export function assertReads(name: MethodName): void {
  if (WRITES_ELSEWHERE.has(name))
    throw new UserError(
      'project',
      'Halfpower was started with --read-only and writes nothing: start it without that to make or export something.',
    )
}
