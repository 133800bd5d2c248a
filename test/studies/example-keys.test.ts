/**
 * The keys of an example study that an earlier version has computed: every plan there must still expand into
 * units whose results are stored. A key that changes means that everybody's finished work is computed again.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openProject } from '../../src-main/project/project'
import { factsOf } from '../../src-main/studies/facts'
import { expand } from '../../src-main/studies/kinds'
import { ROOT } from '../support/root'
import type { Project } from '../../src-main/project/project'

let project: Project
beforeAll(async () => {
  project = await openProject(join(ROOT, 'test/golden/earlier-study'), 'read')
})
afterAll(() => project.close())

it('are what they were when it was computed', async () => {
  const kinds = new Set<string>()
  for (const { id } of await project.studies.list()) {
    const { plan } = (await project.studies.plan(id))!
    kinds.add(plan.kind)
    const units = expand(plan, await factsOf(project, plan))
    expect(units.length).toBeGreaterThan(0)
    for (const unit of units)
      if (!unit.temporary) expect(await project.results.read(unit.key), `${id}: ${unit.label}`).not.toBeNull()
  }
  expect([...kinds].toSorted()).toEqual(expect.arrayContaining(['hybrid', 'sweep']))
})
