/**
 * Which component shows which page of an open project (Start needs none). Every page gets the route's `id` (a
 * model's, a study's, or null). Pages of kinds of study are found by their path.
 */
import type { Component } from 'svelte'
import { STUDY_PAGES, componentPath } from './kinds'
import BinPage from '../pages/bin/BinPage.svelte'
import DataPage from '../pages/data/DataPage.svelte'
import FiguresPage from '../pages/figures/FiguresPage.svelte'
import MapPage from '../pages/map/MapPage.svelte'
import MethodsPage from '../pages/methods/MethodsPage.svelte'
import NeuralPage from '../pages/neural/NeuralPage.svelte'
import QueuePage from '../pages/queue/QueuePage.svelte'
import SweepWizard from '../wizards/sweep/SweepWizard.svelte'
import type { KindPageName } from './kinds'
import type { PageName } from './router.svelte'

export interface PageProps {
  id: string | null
}

const FOUND: Readonly<Record<string, Component<PageProps>>> = import.meta.glob('../pages/*/*Page.svelte', {
  eager: true,
  import: 'default',
})

function kindPage(page: KindPageName): Component<PageProps> {
  const found = FOUND[`../${componentPath(page)}`]
  if (!found) throw new Error(`The page "${page}" has no component ${componentPath(page)}.`)
  return found
}

export const PAGE_COMPONENTS = {
  data: DataPage,
  ...(Object.fromEntries(STUDY_PAGES.map(({ page }) => [page, kindPage(page)])) as Record<
    KindPageName,
    Component<PageProps>
  >),
  neural: NeuralPage,
  map: MapPage,
  figures: FiguresPage,
  queue: QueuePage,
  sweep: SweepWizard,
  methods: MethodsPage,
  bin: BinPage,
} satisfies Record<Exclude<PageName, 'start'>, Component<PageProps>>
