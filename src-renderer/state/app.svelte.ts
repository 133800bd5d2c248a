/**
 * The program itself: its version, what its host can do, the projects that were open lately.
 */
import { invoke } from './api'
import { Resource } from './resource.svelte'

export const app = new Resource(() => invoke('app.info', {}))
