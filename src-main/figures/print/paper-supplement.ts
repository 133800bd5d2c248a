/** The figures of the paper's supplement, with what each asks for. Pure. */
import type { MapPoint } from '../../contract/map-point'
import { DEFAULT_MEASURE } from '../map-measures'
import { ofModel, ofStudy } from './paper-wishes'
import type { Asked, WishedFigure } from './paper-asked'

export function supplement({
  points,
  corruption,
  filter,
  fourier,
  baseline,
  blurred,
  atMap,
  perturbations,
  maps,
}: Asked): WishedFigure[] {
  return [
    {
      name: 'S1_Fig_spectra',
      title: 'Mean spectra of minimal perturbations in L2',
      columns: 1,
      wishes: maps('L2'),
    },
    {
      name: 'S1_Fig',
      title: 'Minimal perturbations in L2 and their spectra',
      columns: 2,
      wishes: perturbations('L2'),
    },
    {
      name: 'S2_Fig',
      title: 'Accuracy against the reversal frequency for each type of corruption',
      columns: 1,
      wishes: [
        ofStudy('corruption-reversal', corruption, 'small multiples by type', 'halfpower corruptions …', {
          panels: 'type',
        }),
      ],
    },
    {
      name: 'S3_Fig',
      title: 'Accuracy against the reversal frequency for each severity',
      columns: 1,
      wishes: [
        ofStudy('corruption-reversal', corruption, 'small multiples by severity', 'halfpower corruptions …', {
          panels: 'severity',
        }),
      ],
    },
    {
      name: 'S4_Fig',
      title: 'Spectra of the corruptions',
      columns: 1,
      wishes: [
        ofStudy(
          'corruption-spectra',
          corruption,
          'spectra of the corruptions',
          'halfpower corruptions … --spectra',
        ),
        ofStudy(
          'corruption-profiles',
          corruption,
          'radial profiles of the corruptions',
          'halfpower corruptions … --spectra',
        ),
      ],
    },
    {
      name: 'S5_Fig',
      title: 'Variance between training seeds',
      columns: 1,
      wishes: [
        {
          ...atMap(
            DEFAULT_MEASURE,
            'f_rev',
            'training seeds as one marker with their standard deviation',
            'halfpower sweep … --training-seeds 0,1,2',
            { families: 'yes' },
          ),
          ...(hasFamily(points) ? {} : { panel: null }),
        },
      ],
    },
    {
      name: 'S6_Fig',
      title: 'Naturalness of hybrids and filtered images',
      columns: 1,
      wishes: [
        ofStudy(
          'naturalness',
          filter,
          'spectra of hybrids and filtered images beside natural ones',
          'halfpower filter …',
        ),
        ofStudy(
          'naturalness-distances',
          filter,
          'distance of hybrids and filtered images from natural ones',
          'halfpower filter …',
        ),
      ],
    },
    {
      name: 'S6_Fig_filters',
      title: 'Low- and high-passed images',
      columns: 2,
      wishes: [
        ofModel(
          'filters',
          filter,
          baseline?.id,
          'accuracy of a baseline on low- and high-passed images',
          'halfpower filter …',
          'baseline',
        ),
        ofModel(
          'filters',
          filter,
          blurred?.id,
          'accuracy of a blur model on low- and high-passed images',
          'halfpower filter …',
          `σ = ${blurred?.sigma ?? ''} px`,
        ),
      ],
    },
    {
      name: 'S7_Fig',
      title: 'Fourier maps',
      columns: 2,
      wishes: [
        ofModel(
          'fourier-map',
          fourier,
          baseline?.id,
          'Fourier map of a baseline',
          'halfpower fourier-map …',
          'baseline',
        ),
        ofModel(
          'fourier-map',
          fourier,
          blurred?.id,
          'Fourier map of a blur model',
          'halfpower fourier-map …',
          `σ = ${blurred?.sigma ?? ''} px`,
        ),
        ofStudy('fourier-radial', fourier, 'Fourier maps over rings', 'halfpower fourier-map …'),
      ],
    },
    {
      name: 'S8_Fig',
      title: 'Robustness to common corruptions over the blur sweep',
      columns: 1,
      wishes: [
        {
          what: 'accuracy on corruptions against σ with the Goldilocks σ',
          how: 'halfpower sweep … --sigma 1,2,3 and halfpower corruptions …',
          panel: hasBlurSweep(points, corruption !== null)
            ? { view: 'goldilocks', study: null, model: null, options: {}, title: '' }
            : null,
        },
      ],
    },
  ]
}

/** Two σ at least, with corruptions measured of them. */
function hasBlurSweep(points: readonly MapPoint[], isMeasured: boolean): boolean {
  const sigmas = points.flatMap(({ group, sigma, corruptions }) =>
    group === 'blur' && sigma !== null && corruptions.length > 0 ? [sigma] : [],
  )
  return isMeasured && new Set(sigmas).size > 1
}

function hasFamily(points: readonly MapPoint[]): boolean {
  const names = points.flatMap(({ family }) => (family === null ? [] : [family]))
  return new Set(names).size < names.length
}
