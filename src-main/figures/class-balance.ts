/**
 * How many images each class of a data set has, part by part. No models here, hence no group colours.
 */
import { TITLES } from './axes'
import { csv } from './csv'
import { extent } from './extent'
import { escapeText } from './figure'
import type { Appearance, Bar, Figure } from './figure'
import { finish } from './finish'
import { counted, formatCount } from './numbers'
import type { Theme } from './palette'
import { axis, baseLayout, emptyAnnotation, legend } from './style'

/** One part of a data set, e.g. the test images. */
export interface PartBalance {
  name: string
  /** In the order of the class indices. */
  classes: readonly { name: string; count: number }[]
}

const SHADES: Record<Theme, string[]> = {
  light: ['rgb(91, 91, 85)', 'rgb(176, 176, 168)', 'rgb(133, 133, 125)'],
  dark: ['rgb(190, 192, 196)', 'rgb(104, 108, 114)', 'rgb(146, 150, 156)'],
}

/** Below this many images of a class, ticks at round numbers would stand between whole ones. */
const FEW = 6

export function classBalanceFigure(parts: readonly PartBalance[], options: Appearance): Figure {
  const { theme } = options
  const names = [...new Set(parts.flatMap(({ classes }) => classes.map(({ name }) => name)))]
  const largest = parts.reduce(
    (most, { classes }) => classes.reduce((more, { count }) => Math.max(more, count), most),
    0,
  )
  return finish({
    data: parts.map((part, i) => bars(part, SHADES[theme][i % SHADES[theme].length]!)),
    layout: {
      ...baseLayout(options),
      ...(parts.length > 1 ? legend() : {}),
      ...(names.length === 0 ? emptyAnnotation('There are no classes.', theme) : {}),
      barmode: 'group',
      bargap: 0.3,
      xaxis: axis('', theme, {
        type: 'category',
        categoryorder: 'array',
        categoryarray: names.map(escapeText),
        ticks: '',
      }),
      // Between whole numbers of images there is none.
      yaxis: axis(TITLES.images, theme, {
        rangemode: 'tozero',
        tickformat: ',d',
        ...(largest < FEW ? { dtick: 1 } : {}),
      }),
    },
    caption: caption(parts, names.length),
    notes: notes(parts),
    csv: csv(
      ['part', 'class index', 'class', 'images (count)'],
      parts.flatMap((part) => part.classes.map(({ name, count }, index) => [part.name, index, name, count])),
    ),
    ariaLabel: `Bar chart of the number of images in each class. ${parts.map(spoken).join(' ')}`.trim(),
  })
}

function bars({ name, classes }: PartBalance, color: string): Bar {
  return {
    type: 'bar',
    name: escapeText(name),
    x: classes.map((entry) => escapeText(entry.name)),
    y: classes.map(({ count }) => count),
    marker: { color },
    hovertext: classes.map(
      (entry) => `<b>${escapeText(entry.name)}</b><br>${counted(entry.count, 'image')}, ${escapeText(name)}`,
    ),
    hoverinfo: 'text',
  }
}

function total({ classes }: PartBalance): number {
  return classes.reduce((sum, { count }) => sum + count, 0)
}

function caption(parts: readonly PartBalance[], classes: number): string {
  const sizes = parts.map((part) => `${part.name} n = ${formatCount(total(part))} images`)
  const howMany = classes === 1 ? '1 class' : `${classes} classes`
  return `Images in each of ${howMany}${sizes.length === 0 ? '' : `; ${sizes.join(', ')}`}.`
}

/** Empty classes matter: a pairing of hybrids and an accuracy per class cannot be made from them. */
function notes(parts: readonly PartBalance[]): string[] {
  return parts.flatMap(({ name, classes }) => {
    const empty = classes.filter(({ count }) => count === 0)
    if (empty.length === 0) return []
    return [`No images in ${name} of: ${empty.map((entry) => entry.name).join(', ')}.`]
  })
}

function spoken(part: PartBalance): string {
  const counts = part.classes.map(({ count }) => count)
  if (counts.length === 0) return `${part.name}: none.`
  const [low, high] = extent(counts) ?? [0, 0]
  const each = low === high ? `${counted(low, 'image')} each` : `${low} to ${counted(high, 'image')} each`
  return `${part.name}: ${counts.length} classes, ${each}.`
}
