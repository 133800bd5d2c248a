/** What the workbench says, as this window says it: buttons and fields instead of commands, names instead of ids. */
import { inWindow } from '../components/in-window'
import { withNames } from '../components/with-names'
import { models } from './models.svelte'
import { populations } from './populations.svelte'

export function said(sentence: string): string {
  return withNames(
    inWindow(sentence),
    (id) => (models.byId(id) ?? populations.value?.find((each) => each.id === id))?.name,
  )
}
