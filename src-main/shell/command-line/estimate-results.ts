/** What a study costs as `halfpower study estimate` prints it. */
import { table } from '../../studies/document/text'
import type { StudyEstimate } from '../../contract/study-estimate'

export function estimateText({
  lines,
  coreHours,
  bytes,
  temporaryBytes,
  memoryBytes,
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
  const memory =
    memoryBytes === null ? '' : ` A training step needs about ${gigabytes(memoryBytes)} GB of memory.`
  return [
    table(head, rows),
    `${coreHours === 0 ? 'Nothing whose time is known is left' : `Left: about ${hours(coreHours)} core-hours`}. On the disk in the end: ${gigabytes(bytes)} GB${besides}.${memory}`,
    notices.join('\n'),
  ].join('\n\n')
}

function hours(value: number): string {
  if (value === 0) return '0'
  return value < 0.001 ? '< 0.001' : String(Number(value.toPrecision(3)))
}

function gigabytes(bytes: number): string {
  return bytes < 1e6 ? '< 0.001' : String(Number((bytes / 1e9).toPrecision(3)))
}
