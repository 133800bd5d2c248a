/** Panels of chosen images: one scale for all pictures, bars of the right length, nothing over anything else, all in the table. */
import { describe, expect, it } from 'vitest'
import { JOURNALS } from '../../src-main/contract/figures/journals'
import { corruptedPanel, hybridPanel, perturbedPanel } from '../../src-main/figures/image-panels'
import { imageGrid, brokenLines } from '../../src-main/figures/image-grid'
import { imagePanelFigure, imagePanelHeight } from '../../src-main/figures/image-panel'
import { arrange } from '../../src-main/figures/print/arrange'
import { scaleBars } from '../../src-main/figures/scale-bars'
import { imageWords, imagesOf, pairWords, pairsOf } from '../../src-main/figures/views/image-lists'
import { VIEWS } from '../../src-main/figures/views/views'
import { panelOptionsSchema } from '../../src-main/contract/figures/figures'
import type { ImagePanel } from '../../src-main/figures/image-panel'
import type { GalleryPair } from '../../src-main/contract/kinds/hybrid/window'
import type { AttackGallery } from '../../src-main/contract/kinds/attack/window'

const PIXEL = 'data:image/png;base64,AAAA'
const shown = {
  nameOf: (id: string) => `the model ${id}`,
  sourceOf: (url: string) => `${PIXEL}${url}`,
  size: { width: 32, height: 24 },
  fieldOfView: 67.5 as number | undefined,
  columns: null,
}
const url = (name: string) => ({ url: `image/${name}` })

function pair(position: number): GalleryPair {
  return {
    ...{ position, seed: 1, hybrid: url('hybrid'), lowPart: url('low part'), highPart: url('high part') },
    low: { index: 3 * position, label: 'Ankle boot', ...url('low') },
    high: { index: 3 * position + 1, label: 'T-shirt/top', ...url('high') },
    answers: [
      { model: 'a', predicted: 'Bag', confidence: 0.579443, verdict: 'third category' },
      { model: 'b', predicted: 'Ankle boot', confidence: 0.9, verdict: 'low' },
    ],
  }
}
const hybrids = (count: number, more: Partial<Parameters<typeof hybridPanel>[1]> = {}): ImagePanel =>
  hybridPanel(
    Array.from({ length: count }, (_, i) => pair(i)),
    {
      ...{ ...shown, tiles: 'low+high+hybrid', models: ['a'], fMix: 0.19 },
      frequency: '0.19 of Nyquist (3.04 cycles/image)',
      ...more,
    },
  )

/** What is drawn, in pixels from the upper left corner. */
function drawn(panel: ImagePanel, width: number) {
  const height = imagePanelHeight(panel, width)
  const { layout } = imagePanelFigure(panel, { theme: 'light', whole: { width, height } })
  const at = ({ x, y }: { x?: unknown; y?: unknown }) => ({
    x: Number(x) * width,
    y: (1 - Number(y)) * height,
  })
  return {
    height,
    pictures: (layout.images ?? []).map((each) => ({
      ...at(each as { x: number; y: number }),
      width: Number(each.sizex) * width,
      height: Number(each.sizey) * height,
    })),
    bars: (layout.shapes ?? []).map(({ x0, x1 }) => (Number(x1) - Number(x0)) * width),
    texts: (layout.annotations ?? []).map((each) => ({ ...at(each), text: String(each.text) })),
  }
}

describe('a panel of images', () => {
  it.each([
    ['a page', 877, 10, 0.5],
    ['a column', 434, 4, 0.5],
    ['the narrowest', 150, 2, 1],
  ])(
    'in %s has pictures of one scale and right shape, inside of it, and no words over any',
    (_, width, count) => {
      const { pictures, texts, height } = drawn(hybrids(count), width)
      expect(pictures).toHaveLength(3 * count)
      for (const picture of pictures) {
        expect(picture.width).toBeCloseTo(pictures[0]!.width, 6)
        expect(picture.height / picture.width).toBeCloseTo(24 / 32, 6)
        expect(picture.x + picture.width).toBeLessThanOrEqual(width + 1e-6)
        expect(picture.y + picture.height).toBeLessThanOrEqual(height)
        for (const { x, y } of texts) {
          const isBeside = x + 1 < picture.x || x >= picture.x + picture.width - 1e-6
          expect(isBeside || y + 17 <= picture.y + 1e-6 || y >= picture.y + picture.height - 1e-6).toBe(true)
        }
      }
      for (const { y } of texts) expect(y + 16).toBeLessThanOrEqual(height + 1)
    },
  )

  it('has bars as long as they say, in the scale of its pictures', () => {
    const { pictures, bars, texts } = drawn(hybrids(4), 877)
    const perPixel = pictures[0]!.width / 32
    expect(bars[0]! / perPixel).toBeCloseTo(10, 6)
    // 20 of the 67.5 degrees that 32 pixels are wide.
    expect(bars[1]! / perPixel).toBeCloseTo((20 / 67.5) * 32, 6)
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['10 pixels', '20°']))
  })

  it('without a field of view has no bar in degrees, and says so', () => {
    const panel = hybrids(2, { fieldOfView: undefined })
    expect(drawn(panel, 434).bars).toHaveLength(1)
    const { notes, caption } = imagePanelFigure(panel, { theme: 'light' })
    expect(notes.join(' ')).toContain('field of view of the project is not set')
    expect(caption).toContain('scale bar: 10 pixels.')
    expect(caption).not.toContain('visual angle')
  })

  it('says what every picture is in its table, also for two models', () => {
    const { csv, caption } = imagePanelFigure(hybrids(2, { models: ['a', 'b'] }), { theme: 'light' })
    const [header, ...rows] = csv.trimEnd().split('\r\n')
    expect(header).toBe(
      'item,pairing seed,place in the pairing,f_mix (fraction of Nyquist),low image (index in the data set),low image (class),high image (index in the data set),high image (class),model,model name,answer,confidence (softmax probability),answered as',
    )
    expect(rows).toHaveLength(4)
    expect(rows[3]).toBe('2,1,1,0.19,3,Ankle boot,4,T-shirt/top,b,the model b,Ankle boot,0.9,low')
    expect(caption).toContain('f_mix = 0.19 of Nyquist (3.04 cycles/image)')
    expect(caption).toContain('chosen by hand')
  })

  it('says how much differences are enlarged, and what became of images without one', () => {
    const clean = { predicted: 'Sneaker', confidence: 0.99 }
    const image = (index: number, found: boolean): AttackGallery['images'][number] => ({
      ...{ index, label: 'Sneaker', target: null, clean: url('clean') },
      perturbations: [
        {
          ...{ model: 'a', clean, queries: 5, foundBy: null, largest: 0.03 },
          ...(found
            ? { status: 'found' as const, distance: 0.028, predicted: 'Sandal', confidence: 0.5, gain: 3.4 }
            : {
                status: 'start failed' as const,
                distance: null,
                predicted: null,
                confidence: null,
                gain: null,
              }),
          perturbed: found ? url('perturbed') : null,
          difference: found ? url('difference') : null,
        },
      ],
    })
    const panel = (gain: number | null): ImagePanel =>
      perturbedPanel([image(5, true), image(9, false)], {
        ...{ ...shown, models: ['a'], tiles: 'clean+perturbed+difference', norm: 'Linf', gain },
        method: 'minimal, L∞',
      })
    const { texts, pictures } = drawn(panel(3.4), 434)
    expect(pictures).toHaveLength(4)
    const words = texts.map(({ text }) => text).join(' ')
    expect(words).toContain('difference × 3.4')
    expect(words).toContain('ε = 0.0280 = 7.14/255')
    expect(words).toContain('nothing found')
    const { caption, csv } = imagePanelFigure(panel(3.4), { theme: 'light' })
    expect(caption).toContain('× 3.4 around mid-grey (0.5) and clipped')
    expect(csv).toContain('1,5,Sneaker,,a,the model a,Sneaker,0.99,found,0.028,Sandal,0.5,3.4')
    expect(csv).toContain('2,9,Sneaker,,a,the model a,Sneaker,0.99,start failed,,,,')
    expect(drawn(panel(null), 434).texts.map(({ text }) => text)).toContain('× 3.4')
  })

  it('has no room for clean images where official files have none', () => {
    const answers = [{ model: 'a', predicted: 'Coat', confidence: 0.4, right: false }]
    const images = [{ index: 7, place: 2, label: 'Shirt', clean: null, corrupted: url('fog'), answers }]
    const panel = corruptedPanel(images, {
      ...{ ...shown, models: ['a'], tiles: 'clean+corrupted', type: 'fog', severity: 3, origin: 'official' },
    })
    expect(panel.headings).toEqual(['Fog, severity 3'])
    expect(panel.items[0]![0]!.words).toEqual(['Shirt', 'wrong: Coat 0.40'])
  })

  it('keeps its height where a page has too little for all, and the plots beside it give way', () => {
    const panel = hybrids(6)
    const images = {
      draw: (appearance: Parameters<typeof imagePanelFigure>[1]) => imagePanelFigure(panel, appearance),
      ...{ aspect: 1, heightAt: (width: number) => imagePanelHeight(panel, width), studies: [], models: [] },
    }
    const plot = { ...images, heightAt: undefined as never, aspect: 1.2 }
    const contents = {
      journal: 'plos',
      columns: 1,
      sharedLegend: false,
      alignAxes: true,
      title: 'T',
    } as const
    const panels = [images, plot].map((loaded) => ({ title: '', loaded }))
    const { layout } = arrange(contents, 190.5, panels, '')
    const alone = arrange(contents, 190.5, panels.slice(0, 1), '').layout
    expect(layout.panels[0]!.height).toBeCloseTo(alone.panels[0]!.height, 6)
    const whole = layout.panels.reduce((sum, { height }) => sum + height, 0)
    expect((whole / 96) * 25.4).toBeLessThan(JOURNALS.plos.maximumHeight!)
  })
})

describe('lengths of scale bars', () => {
  it.each([
    [1, '1 pixel'],
    [8, '2 pixels'],
    [28, '10 pixels'],
    [64, '20 pixels'],
    [224, '100 pixels'],
    [299, '100 pixels'],
  ])('of pictures of %i pixels', (width, words) => {
    expect(scaleBars(width, undefined).map((bar) => bar.words)).toEqual([words])
  })

  it.each([
    [67.5, 20],
    [1, 0.5],
    [0.3, 0.1],
    [10, 5],
    [360, 100],
  ])('in a field of view of %f degrees', (fieldOfView, degrees) => {
    const bar = scaleBars(50, fieldOfView)[1]!
    expect(bar.words).toBe(`${degrees}°`)
    expect((bar.pixels / 50) * fieldOfView).toBeCloseTo(degrees, 9)
  })
})

describe('words below a picture', () => {
  it('are broken between words; what is too long says so', () => {
    expect(brokenLines(['Ankle boot', ''], 84)).toEqual(['Ankle boot', ''])
    expect(
      brokenLines(['the target wins by a margin that is much too long to be said here'], 84).at(-1),
    ).toMatch(/…$/)
    expect(brokenLines(['Rhabdophis-subminiatus-helleri'], 84)).toEqual(['Rhabdophis…'])
  })

  it('a wide picture stays readable and no wider than it needs', () => {
    const one = { headings: [''], items: [[{ source: PIXEL, instead: '', words: [] }]] }
    expect(imageGrid({ ...one, size: shown.size, columns: null }, 2000).width).toBe(170)
  })
})

describe('names of images among the options of a panel', () => {
  it('are read as they are written, each once', () => {
    expect(imagesOf(imageWords([12, 7, 40]), 's')).toEqual([12, 7, 40])
    expect(imagesOf('12+7+12', 's')).toEqual([12, 7])
    const pairs = [
      { seed: 0, position: 12 },
      { seed: null, position: 3 },
    ]
    expect(pairsOf(pairWords(pairs), 's')).toEqual(pairs)
  })

  it.each([
    ['', /Which images of the study "s"/],
    ['a', /"a" is no image/],
    ['-1', /is no image/],
    [Array.from({ length: 61 }, (_, i) => i).join('+'), /61 images are too many for one panel: it takes 60/],
  ])('%s is refused in a sentence', (text, sentence) => {
    expect(() => imagesOf(text, 's')).toThrow(sentence)
  })

  it('of the most that a panel takes fit into its options', () => {
    const pairs = Array.from({ length: 60 }, (_, i) => ({ seed: 123456, position: 49_000 + i }))
    expect(panelOptionsSchema.safeParse({ images: pairWords(pairs) }).success).toBe(true)
    for (const name of ['hybrid-images', 'perturbation-images', 'corruption-images'])
      expect(VIEWS[name]!.options.map((each) => each.name)).toContain('images')
  })
})
