/** What a study costs as `halfpower study estimate` prints it. */
import { table } from '../../studies/document/text'
import type { StudyEstimate } from '../../contract/studies/estimate'

export function estimateText({
  lines,
  coreHours,
  bytes,
  temporaryBytes,
  memoryBytes,
  seconds,
  measuredBy,
  durations,
  notices,
}: StudyEstimate): string {
  const rows = lines.map((line) => [
    line.what,
    `${line.finished} of ${line.units}`,
    line.passes === 0 ? '–' : line.passes.toPrecision(3),
    line.coreHours === null ? 'not known' : hours(line.coreHours),
    gigabytes(line.bytes),
  ])
  const head = ['what', 'units finished', 'passes (a way back is two)', 'core-hours', 'disk (GB)']
  const besides = temporaryBytes === 0 ? '' : `, and ${gigabytes(temporaryBytes)} GB while it trains`
  const memory = memoryBytes === null ? '' : ` Training needs about ${gigabytes(memoryBytes)} GB of memory.`
  return [
    table(head, rows),
    `${coreHours === 0 ? 'Nothing whose time is known is left' : `Left: about ${hours(coreHours)} core-hours`}. On the disk in the end: ${gigabytes(bytes)} GB${besides}.${memory}`,
    ...(seconds === null || seconds === 0
      ? []
      : [`On this machine about ${time(seconds)}, ${paceWords(measuredBy)}.`]),
    ...(durations.length === 0 ? [] : [durationTable(durations)]),
    notices.join('\n'),
  ].join('\n\n')
}

function paceWords(study: string | null): string {
  return study === null
    ? 'guessed from another processor: no study of this kind is finished here yet'
    : `as fast as "${study}" was`
}

function time(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${hours(seconds / 3600)} h`
}

function durationTable(durations: StudyEstimate['durations']): string {
  return table(
    ['cores', 'units at a time', 'threads of each', 'expected duration (hours)'],
    durations.map(({ cores, atATime, threads, seconds }) => [
      `${cores}`,
      `${atATime}`,
      `${threads}`,
      hours(seconds / 3600),
    ]),
  )
}

function hours(value: number): string {
  if (value === 0) return '0'
  return value < 0.001 ? '< 0.001' : String(Number(value.toPrecision(3)))
}

function gigabytes(bytes: number): string {
  return bytes < 1e6 ? '< 0.001' : String(Number((bytes / 1e9).toPrecision(3)))
}
