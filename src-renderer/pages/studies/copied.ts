/**
 * A form that is opened with what a stored study asked: what it has fields for stands in them, the rest is carried along
 * and said, so that nothing of the study is another without a word. Pure.
 */
import { formOfImages } from '../../components/image-form'
import type { OptionTable } from '../../../src-main/contract/studies/option'
import type { MethodOutput } from '../../../src-main/contract/methods'
import type { StudyRequest, StudyRequestInput } from '../../../src-main/contract/plans'
import type { DraftForm, DraftKind } from './form'

/** A stored study as a form is opened with it. */
export interface Copied extends MethodOutput<'study.again'> {
  /** What it is called. */
  of: string
}

/** What of a request no field of the form asks for. */
export type Carried = Readonly<Record<string, unknown>>

export function filled<Form extends DraftForm>(
  kind: DraftKind<Form>,
  request: StudyRequest,
): { form: Form; carried: Carried } {
  const asked: Readonly<Record<string, unknown>> = { ...request }
  const form: Form = {
    ...kind.empty,
    ...fieldsOf(kind.options, asked),
    ...common(request),
    ...kind.filledOf?.(request),
  }
  return { form, carried: carriedOf(kind, form, asked) }
}

function common(request: StudyRequest): DraftForm {
  return {
    title: request.title ?? '',
    models: 'models' in request ? request.models : [],
    dataSet: ('dataSet' in request ? request.dataSet : undefined) ?? '',
    images: formOfImages(request.kind === 'sweep' || request.kind === 'spectrum' ? {} : request),
  }
}

/** What is typed for the options of a table. */
export function fieldsOf(options: OptionTable, asked: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { field }]) =>
      field === undefined ? [] : [[name, field.as === 'box' ? asked[name] === true : typed(asked[name])]],
    ),
  )
}

function typed(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

/** Compared as the workbench reads it: what is usual is the same, said or not. */
function carriedOf<Form extends DraftForm>(
  kind: DraftKind<Form>,
  form: Form,
  asked: Readonly<Record<string, unknown>>,
): Carried {
  const said = kind.schema.safeParse(kind.requestOf(form)).data as Record<string, unknown> | undefined
  const names = new Set([...Object.keys(asked), ...Object.keys(said ?? {})])
  for (const name of ['kind', 'title', 'models', 'dataSet']) names.delete(name)
  return Object.fromEntries(
    [...names]
      .filter((name) => JSON.stringify(said?.[name]) !== JSON.stringify(asked[name]))
      .map((name) => [name, asked[name]]),
  )
}

/** What the form asks for, with what it only carries. */
export function withCarried(request: StudyRequestInput, carried: Carried): StudyRequestInput {
  return { ...request, ...carried }
}

const WORDS: Readonly<Record<string, string>> = { split: 'part', device: 'device' }

/** e.g. `part: val`, `images per step: 64`. */
export function carriedWords(carried: Carried, options: OptionTable): string[] {
  return Object.entries(carried)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const words = WORDS[name] ?? options[name]?.help ?? name
      return typeof value === 'boolean' ? words : `${words}: ${typed(value)}`
    })
}
