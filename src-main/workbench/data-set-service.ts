/**
 * Adding and relinking data sets: what is in them is found out by a job process, because reading a large
 * one takes minutes.
 */
import { basename, extname, resolve } from 'node:path'
import { UserError } from '../contract/errors'
import { detectFormat } from '../datasets/open'
import type { CheckedInput } from '../contract/methods'
import type { DataSetFile, DataSetInfo, InspectedPart } from '../contract/data-set'
import type { Project } from '../project/project'
import type { DataSetSpecification } from '../datasets/data-set'

/** Reads parts of data sets once. */
export type Inspect = (specifications: DataSetSpecification[]) => Promise<InspectedPart[]>

export async function addDataSet(
  project: Project,
  inspect: Inspect,
  input: CheckedInput<'dataSet.add'>,
): Promise<DataSetInfo> {
  const path = resolve(input.path)
  const detected = await detectFormat(path)
  const dataFormat = input.format ?? detected.format
  const splits =
    input.split !== undefined ? [input.split] : detected.splits.length > 0 ? detected.splits : [undefined]
  const parts = await inspect(
    splits.map((split) => ({
      path,
      format: dataFormat,
      transforms: input.transforms,
      ...(split === undefined ? {} : { split }),
    })),
  )
  const first = parts[0]!
  for (const part of parts) checkAlike(path, first, part)
  const name = input.name ?? nameOf(path)
  const known = (await project.dataSets.list()).find((file) => file.name === name)
  if (known && sameContent(known, parts))
    return project.dataSets.info(await project.dataSets.relink(known, path))
  if (known) {
    throw new UserError(
      'usage',
      `The project has another data set called "${name}" already: choose another name with --name.`,
    )
  }
  const file = await project.dataSets.add(
    {
      name,
      dataFormat,
      transforms: input.transforms,
      classNames: first.classNames,
      height: first.height,
      width: first.width,
      channels: first.channels,
      parts: parts.map(({ split, images, hash, perClass }) => ({ split, images, hash, perClass })),
    },
    path,
  )
  return project.dataSets.info(file)
}

export async function relinkDataSet(
  project: Project,
  inspect: Inspect,
  name: string,
  newPath: string,
): Promise<DataSetInfo> {
  const file = await project.dataSets.find(name)
  const path = resolve(newPath)
  const { dataFormat: format, transforms } = file
  const parts = await inspect(
    file.parts.map(({ split }) => ({ path, format, transforms, ...(split === null ? {} : { split }) })),
  )
  if (!sameContent(file, parts)) {
    throw new UserError(
      'input',
      `"${path}" does not hold the data set "${file.id}": its content is different. Look for the original, or add this one under another name.`,
    )
  }
  return project.dataSets.info(await project.dataSets.relink(file, path))
}

function sameContent(file: DataSetFile, parts: readonly InspectedPart[]): boolean {
  return file.parts.length === parts.length && file.parts.every((part, i) => part.hash === parts[i]?.hash)
}

function checkAlike(path: string, a: InspectedPart, b: InspectedPart): void {
  if (a.height !== b.height || a.width !== b.width || a.channels !== b.channels) {
    throw new UserError(
      'input',
      `The parts "${a.split}" and "${b.split}" of "${path}" have images of different sizes: add them one by one with --split, and --size to make them alike.`,
    )
  }
  if (a.classNames.join('\n') !== b.classNames.join('\n')) {
    throw new UserError(
      'input',
      `The parts "${a.split}" and "${b.split}" of "${path}" have different classes: add them one by one with --split.`,
    )
  }
}

function nameOf(path: string): string {
  const base = basename(path)
  const bare = base.replace(/\.gz$/, '')
  return bare.slice(0, bare.length - extname(bare).length) || base || 'data'
}
