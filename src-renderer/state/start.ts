/**
 * Ties the states to the host, once: first answers, events, another project, a host that comes back.
 */
import { router } from '../app/router.svelte'
import { invoke, on } from './api'
import { app } from './app.svelte'
import { bin } from './bin.svelte'
import { connection } from './connection.svelte'
import { damages } from './damages.svelte'
import { dataSets } from './data-sets.svelte'
import { devices } from './devices.svelte'
import { figures } from './figures.svelte'
import { models } from './models.svelte'
import { notices } from './notices.svelte'
import { populations } from './populations.svelte'
import { project } from './project.svelte'
import { selection } from './selection.svelte'
import { studies } from './studies.svelte'

export function startState(): void {
  for (const state of [project, dataSets, models, populations, studies, figures, notices, bin]) state.listen()
  on('project.changed', () => {
    selection.clear()
    for (const state of [dataSets, models, populations, studies, damages, bin]) state.clear()
    loadProject()
    // The list of recent projects has changed with it.
    void app.load()
  })
  connection.onAgain(() => void loadAll())
  void loadAll()
}

async function loadAll(): Promise<void> {
  void app.load()
  void devices.load()
  await project.resource.load()
  loadProject()
  await beginWithResults()
}

/** A window that was opened on a project begins with what was found in it: the Map, or its models. */
async function beginWithResults(): Promise<void> {
  const untouched = (): boolean => location.hash === ''
  if (project.info === null || !untouched()) return
  const [models, studies] = await Promise.all([invoke('model.list', {}), invoke('study.list', {})]).catch(
    () => [[], []],
  )
  // Somebody may have gone elsewhere meanwhile.
  if (!untouched()) return
  const measured = studies.some(({ kind, units }) => kind === 'hybrid' && units.done > 0)
  router.go(models.length === 0 ? 'data' : measured ? 'map' : 'models')
}

function loadProject(): void {
  if (project.info === null) return
  for (const state of [dataSets, models, populations, studies, bin]) void state.load()
}
