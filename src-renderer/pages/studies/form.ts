/**
 * What is typed into the form of a new study, by the options of its kind: what a form begins with, what it asks for,
 * what is wrong with it. Pure; the tables and schemas of the contract decide.
 */
import { usualOf } from '../../../src-main/contract/studies/option'
import { imageRequestOf, imagesAreWrong, usualImages } from '../../components/image-form'
import { gridOf, numberOf, numbersOf } from '../../wizards/typed-numbers'
import type { OptionField, OptionTable } from '../../../src-main/contract/studies/option'
import type { KindPageName } from '../../app/kinds'
import type { StudyRequest, StudyRequestInput } from '../../../src-main/contract/plans'
import type { ImageForm } from '../../components/image-form'
import type { z } from 'zod'

/** What every form has. */
export interface DraftForm {
  /** Empty: one that is made of what is asked. */
  title: string
  models: readonly string[]
  dataSet: string
  images: ImageForm
}

type Shown<Table extends OptionTable> = {
  [Name in keyof Table]: Table[Name] extends { field: OptionField } ? Name : never
}[keyof Table]
/** The fields of a table: text as it is typed, or whether a box is ticked. */
export type OptionsForm<Table extends OptionTable> = {
  [Name in Shown<Table>]: Table[Name] extends { field: { as: 'box' } } ? boolean : string
}
type Asked<Table extends OptionTable> = { [Name in Shown<Table>]?: z.input<Table[Name]['schema']> }

/** @param usual images when nothing is said; null: all */
export function emptyForm<const Table extends OptionTable>(
  options: Table,
  usual: number | null,
): DraftForm & OptionsForm<Table> {
  const fields = Object.entries(options).flatMap(([name, { schema, field }]) =>
    field === undefined ? [] : [[name, field.opened ?? opened(usualOf(schema), field)]],
  )
  return {
    ...{ title: '', models: [], dataSet: '', images: usualImages(usual) },
    ...(Object.fromEntries(fields) as OptionsForm<Table>),
  }
}

function opened(usual: unknown, { as }: OptionField): string | boolean {
  if (as === 'box') return usual === true
  if (Array.isArray(usual)) return usual.join(', ')
  return typeof usual === 'number' ? String(usual) : ''
}

/** What the fields of a table ask for, not checked. What is left empty is not asked, unless something is usual. */
export function askedOf<const Table extends OptionTable>(
  options: Table,
  form: OptionsForm<Table>,
): Asked<Table> {
  const typed: Readonly<Record<string, unknown>> = form
  const asked = Object.entries(options).flatMap(([name, { schema, field }]) => {
    const value = field && read(typed[name], field)
    if (field === undefined || (value === undefined && opened(usualOf(schema), field) === '')) return []
    // No schema takes it: what is usual stands in the field, and was deleted.
    return [[name, value ?? NaN]]
  })
  return Object.fromEntries(asked) as Asked<Table>
}

function read(typed: unknown, { as }: OptionField): unknown {
  if (typeof typed !== 'string') return typed
  return { number: numberOf, numbers: numbersOf, grid: gridOf, box: () => undefined }[as](typed)
}

/** Models, data set and images, as every request has them. @param images null: something else chooses them */
export function measuredOf(
  { models, dataSet, ...form }: Omit<DraftForm, 'title'>,
  images: ImageForm | null = form.images,
) {
  return { models: [...models], dataSet, ...(images && imageRequestOf(images)) }
}

/** One sentence for each field with which no study can be asked for. */
export type Issues = Readonly<Record<string, string>>

/** What a kind of study says about its form. */
export interface DraftKind<Form extends DraftForm> {
  empty: Form
  options: OptionTable
  schema: z.ZodType
  /** Not checked. */
  requestOf: (form: Form) => StudyRequestInput
  /** What is typed for a request, in fields that are in no table of the request's own. */
  filledOf?: (request: StudyRequest) => Partial<Form>
  /** What to give, for fields that are in no table. */
  sentences: Issues
  /** Into which field of the form it is typed what the schema refuses; absent: the field of that name. */
  fieldOf?: (path: readonly PropertyKey[]) => PropertyKey | undefined
  /** What is wrong that no schema knows. */
  issuesOf?: (form: Form) => Issues
  /** What a change brings with it. */
  consistent?: (form: Form, before: Form) => Form
  /** Whether something else chooses the images; absent: never. */
  listsImages?: (form: Form) => boolean
  /** Images when nothing is said; null: all. */
  usualImages: number | null
  /** Where the study is shown. */
  page: KindPageName
}

export function issuesOf<Form extends DraftForm>(kind: DraftKind<Form>, form: Form): Issues {
  const request: Readonly<Record<string, unknown>> = { ...kind.requestOf(form) }
  const known: Record<string, string> = {
    models: 'Choose at least one model.',
    images: 'Choose images that can be had.',
    ...kind.sentences,
  }
  for (const [name, { field }] of Object.entries(kind.options)) if (field) known[name] = field.allowed
  const refused = kind.schema.safeParse(request).error?.issues ?? []
  const wrong = new Set(refused.map(({ path }) => (kind.fieldOf ?? first)(path)))
  if (!kind.listsImages?.(form) && imagesAreWrong(form.images)) wrong.add('images')
  if (form.models.length === 0) wrong.add('models')
  for (const [name, { plan }] of Object.entries(kind.options))
    if (name in request && plan?.safeParse(request[name]).success === false) wrong.add(name)
  return {
    ...Object.fromEntries(Object.entries(known).filter(([name]) => wrong.has(name))),
    ...kind.issuesOf?.(form),
  }
}

const first = (path: readonly PropertyKey[]): PropertyKey | undefined => path[0]
