/**
 * Populations of the project: a job process reads the file (it may be damaged, hostile, or gigabytes large), the project
 * stores what came out. Looking stores nothing.
 */
import { basename, dirname, extname, resolve } from 'node:path'
import { UserError } from '../../contract/errors'
import { specificationOf } from '../../contract/data-set'
import { namesAnAnimal, usualGroup } from '../../contract/population-group'
import { expectAnswer } from '../../jobs/job-runner'
import { choosePart } from '../../project/data-sets'
import { slug } from '../../project/names'
import { assertMayReplace } from '../../project/named-file'
import { WriteDoor } from '../../project/write-atomically'
import { populationDifferences } from './differences'
import { partSource } from '../../studies/part-source'
import type { CheckedInput, MethodOutput } from '../../contract/methods'
import type { AddedPopulation, InspectedPopulation } from '../../contract/neural'
import type { PopulationChoice, PopulationFile } from '../../contract/population'
import type { Group } from '../../contract/model'
import type { Project } from '../../project/project'
import type { Desk } from '../desk'

/** Letters; more than that fits no list and no figure. */
const LONGEST = 120

export async function inspectPopulation(desk: Desk, path: string): Promise<InspectedPopulation> {
  const answer = await desk.ask({ request: 'inspect population', path: resolve(path) })
  return expectAnswer(answer, 'inspected population').inspected
}

export async function addPopulation(
  desk: Desk,
  input: CheckedInput<'population.add'>,
): Promise<PopulationFile> {
  const { project } = desk.open
  const { name, species, area, group, licence, origin, dataSet, split, device, ...choice } = input
  const path = resolve(choice.path)
  checkName(name)
  const images = dataSet === undefined ? null : await partSource(project, dataSet, split ?? null)
  return await store(
    desk,
    { name: name ?? nameOfFile(path), species, area, group, licence, origin },
    async (contentPath) => {
      const answer = await desk.ask({
        request: 'add population',
        choice: {
          ...choice,
          path,
          ...(choice.imagesFile === undefined ? {} : { imagesFile: resolve(choice.imagesFile) }),
        },
        dataSet: images?.source.specification ?? null,
        contentPath,
        device: await desk.help.device(device),
        threads: desk.options.threads,
      })
      const { added } = expectAnswer(answer, 'added population')
      if (images === null || added.source.kind !== 'recorded') return added
      const shown = { dataSet: images.file.id, split: images.part.split, hash: images.part.hash }
      return { ...added, source: { ...added.source, shown } }
    },
  )
}

export async function simulatePopulation(
  desk: Desk,
  input: CheckedInput<'population.simulate'>,
): Promise<PopulationFile> {
  const { name, species, area, group, licence, origin, ...settings } = input
  checkName(name)
  checkGroup('simulated', group)
  const usual =
    settings.preset ??
    (settings.preferred === undefined ? 'mouse-like' : `simulated ${settings.preferred} cpd`)
  return await store(
    desk,
    { name: name ?? `${usual} seed ${settings.seed}`, species, area, group, licence, origin },
    async (contentPath) => {
      const answer = await desk.ask({ request: 'simulate population', settings, contentPath })
      return expectAnswer(answer, 'added population').added
    },
  )
}

interface About {
  name: string
  species: string | undefined
  area: string | undefined
  group: Group | undefined
  licence: string | undefined
  origin: string | undefined
}

/**
 * The same content with the same choices is the same population: doing it twice leaves one, with what was said of it since.
 * @throws UserError('usage') that names what differs, where it would replace one of the same name
 */
async function store(
  desk: Desk,
  about: About,
  make: (contentPath: string) => Promise<AddedPopulation>,
): Promise<PopulationFile> {
  const { populations } = desk.open.project
  const contentPath = await populations.temporaryContent()
  try {
    const { species: usual, provenance, ...added } = await make(contentPath)
    const id = `${slug(about.name)}-${added.content.slice(0, 8)}`
    const there = (await populations.ids()).includes(id) ? await populations.read(id) : null
    const name = freeName(
      about.name,
      (await populations.list()).filter((each) => each.id !== id),
    )
    if (there !== null) {
      refuseReplacing(there, added, about, name)
      // The content once more: it may have been damaged.
      await populations.publish(there, contentPath)
      desk.emit('populations.changed', null)
      return there
    }
    const species = about.species ?? usual
    const file: PopulationFile = {
      format: 'halfpower population',
      version: 1,
      id,
      name,
      ...added,
      species,
      area: about.area ?? null,
      group: about.group ?? usualGroup(added.kind, species),
      provenance: {
        ...provenance,
        origin: about.origin ?? null,
        licence: about.licence ?? null,
        remarks: [
          ...provenance.remarks,
          ...(about.licence === undefined && added.kind !== 'simulated'
            ? ['No text of a licence came with it: whether it may be passed on is not known here.']
            : []),
        ],
        added: new Date().toISOString(),
      },
    }
    await populations.publish(file, contentPath)
    desk.emit('populations.changed', null)
    return file
  } finally {
    await populations.dropTemporaryContent(contentPath)
  }
}

/** One that is there stays as it is: results stand under what it was. */
function refuseReplacing(
  there: PopulationFile,
  added: Omit<AddedPopulation, 'species' | 'provenance'>,
  about: About,
  name: string,
): void {
  const { species, area, group } = about
  const differences = populationDifferences(
    there,
    { ...added, fieldOfView: added.fieldOfView ?? there.fieldOfView },
    { species, area, group },
  )
  const named = there.name === name ? [] : [`name ("${there.name}", now "${name}")`]
  const all = [...named, ...differences]
  if (all.length === 0) return
  throw new UserError(
    'usage',
    `The same file is in the project already, as "${there.id}", and what is said now would replace it. What differs: ${all.join('; ')}. Give it another name (--name) to have both, delete the earlier one first, or, for species, area, group and field of view, use "halfpower neural describe".`,
  )
}

function checkGroup(kind: PopulationFile['kind'], group: Group | undefined): void {
  if (group === undefined || !namesAnAnimal(kind, group)) return
  throw new UserError(
    'usage',
    `Models drawn to simulated units are not "${group}", which says that the neurons were an animal's: leave out the group (it is "regularised (simulated)"), or choose "other".`,
  )
}

function checkName(typed: string | undefined): void {
  if (typed === undefined) return
  if (typed.trim() === '' || typed.length > LONGEST || /\p{Cc}/u.test(typed))
    throw new UserError(
      'usage',
      `A population's name is one line of 1 to ${LONGEST} letters: choose another name.`,
    )
}

function freeName(name: string, others: readonly PopulationFile[]): string {
  const taken = new Set(others.map((each) => each.name))
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name} (${number})`
  return free
}

function nameOfFile(path: string): string {
  return basename(path, extname(path)) || 'population'
}

export async function describePopulation(
  desk: Desk,
  { population, ...changes }: CheckedInput<'population.describe'>,
): Promise<PopulationFile> {
  const { populations } = desk.open.project
  const file = await populations.find(population)
  checkName(changes.name)
  checkGroup(file.kind, changes.group)
  const others = (await populations.list()).filter(({ id }) => id !== file.id)
  const { fieldOfView } = changes
  if (fieldOfView !== undefined && file.kind === 'simulated')
    throw new UserError(
      'usage',
      `"${file.id}" was simulated for its field of view: simulate another one for another.`,
    )
  const described: PopulationFile = {
    ...file,
    name: changes.name === undefined ? file.name : freeName(changes.name, others),
    species: changes.species ?? file.species,
    area: changes.area ?? file.area,
    group: changes.group ?? file.group,
    fieldOfView: fieldOfView === undefined ? file.fieldOfView : fieldOfView,
    provenance: {
      ...file.provenance,
      origin: changes.origin ?? file.provenance.origin,
      licence: changes.licence ?? file.provenance.licence,
    },
  }
  await populations.update(described)
  desk.emit('populations.changed', null)
  return described
}

export async function relinkPopulation(
  desk: Desk,
  { population, dataSet, split }: CheckedInput<'population.relink'>,
): Promise<PopulationFile> {
  const { populations, dataSets } = desk.open.project
  const file = await populations.find(population)
  if (file.source.kind !== 'recorded' || file.source.shown === null)
    throw new UserError('usage', `"${file.id}" needs no data set: everything of it is in the project.`)
  const found = await dataSets.find(dataSet)
  const part = choosePart(found, split ?? null, [])
  if (part.hash !== file.source.shown.hash)
    throw new UserError(
      'input',
      `The images of "${found.id}" are others than those that "${file.id}" was shown: its responses do not belong to them.`,
    )
  const linked = {
    ...file,
    source: { ...file.source, shown: { dataSet: found.id, split: part.split, hash: part.hash } },
  }
  await populations.update(linked)
  desk.emit('populations.changed', null)
  return linked
}

/** As a job process opens it. UserError('input') where the data set that a recording was shown is gone or another. */
export async function populationChoice(project: Project, file: PopulationFile): Promise<PopulationChoice> {
  const path = project.populations.contentPath(file)
  if (file.source.kind !== 'recorded' || file.source.shown === null) return { path, file }
  const { dataSet, split, hash } = file.source.shown
  const found = await project.dataSets.read(dataSet)
  const part = found?.parts.find((each) => each.split === split)
  if (!found || part?.hash !== hash)
    throw new UserError(
      'input',
      `The population "${file.id}" was shown the images of the data set "${dataSet}", which is no longer in the project or has others: add it again, and say so with "halfpower neural relink".`,
    )
  await project.dataSets.assertAvailable(found)
  return { path, file, shown: specificationOf(found, project.dataSets.absolutePath(found), split) }
}

export async function respondTo(
  desk: Desk,
  {
    population,
    dataSet,
    split,
    input,
    values,
    output,
    overwrite,
    limit,
    device,
  }: CheckedInput<'population.respond'>,
): Promise<MethodOutput<'population.respond'>> {
  const { project } = desk.open
  const file = await project.populations.find(population)
  if (dataSet !== undefined && input !== undefined)
    throw new UserError('usage', 'Give either a data set or a file of images, not both.')
  if (!output.toLowerCase().endsWith('.npy'))
    throw new UserError(
      'usage',
      `"${output}" cannot be written: responses are written as a NumPy file, so the name must end in .npy.`,
    )
  const target = resolve(output)
  await assertMayReplace([target], overwrite)
  const images = dataSet === undefined ? null : await partSource(project, dataSet, split ?? null)
  const door = new WriteDoor(dirname(target))
  const outputPath = await door.temporary(target)
  try {
    const answer = await desk.ask({
      request: 'respond',
      population: await populationChoice(project, file),
      images:
        images !== null
          ? { dataSet: images.source.specification, limit: limit ?? null }
          : input !== undefined
            ? { input: resolve(input), values: values ?? null }
            : null,
      outputPath,
      device: await desk.help.device(device),
      threads: desk.options.threads,
    })
    const { shape, remarks } = expectAnswer(answer, 'responded')
    await door.putInPlace(outputPath, target)
    return { file: target, shape, remarks }
  } finally {
    await door.remove(outputPath)
  }
}
