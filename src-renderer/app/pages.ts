/**
 * Which component shows which page of an open project (Start needs none). Every page gets the route's `id` (a model's, a study's, or null).
 */
import type { Component } from 'svelte'
import CorruptionsPage from '../pages/corruptions/CorruptionsPage.svelte'
import DataPage from '../pages/data/DataPage.svelte'
import FiguresPage from '../pages/figures/FiguresPage.svelte'
import FiltersPage from '../pages/filters/FiltersPage.svelte'
import FourierMapPage from '../pages/fourier-map/FourierMapPage.svelte'
import HybridsPage from '../pages/hybrids/HybridsPage.svelte'
import MapPage from '../pages/map/MapPage.svelte'
import MethodsPage from '../pages/methods/MethodsPage.svelte'
import ModelsPage from '../pages/models/ModelsPage.svelte'
import NeuralPage from '../pages/neural/NeuralPage.svelte'
import PerturbationsPage from '../pages/perturbations/PerturbationsPage.svelte'
import QueuePage from '../pages/queue/QueuePage.svelte'
import SpectraPage from '../pages/spectra/SpectraPage.svelte'
import SweepWizard from '../wizards/sweep/SweepWizard.svelte'
import type { PageName } from './router.svelte'

export interface PageProps {
  id: string | null
}

export const PAGE_COMPONENTS: Record<Exclude<PageName, 'start'>, Component<PageProps>> = {
  data: DataPage,
  models: ModelsPage,
  hybrids: HybridsPage,
  perturbations: PerturbationsPage,
  spectra: SpectraPage,
  corruptions: CorruptionsPage,
  filters: FiltersPage,
  'fourier-map': FourierMapPage,
  neural: NeuralPage,
  map: MapPage,
  figures: FiguresPage,
  queue: QueuePage,
  sweep: SweepWizard,
  methods: MethodsPage,
}
