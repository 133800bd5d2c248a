/**
 * The kinds of study there are, and the one place where the contract finds them: unions of requests, plans, results,
 * units, questions, answers and pictures, and the methods of the window, are made of this table.
 */
import { attackContract } from './attack/kind'
import { corruptionContract } from './corruption/kind'
import { evaluationContract } from './evaluation/kind'
import { filterContract } from './filter/kind'
import { fourierMapContract } from './fourier-map/kind'
import { hybridContract } from './hybrid/kind'
import { neuralContract } from './neural/kind'
import { spectrumContract } from './spectrum/kind'
import { sweepContract } from './sweep/kind'
import type { z } from 'zod'

export const KINDS = {
  sweep: sweepContract,
  hybrid: hybridContract,
  evaluation: evaluationContract,
  attack: attackContract,
  spectrum: spectrumContract,
  corruption: corruptionContract,
  filter: filterContract,
  'fourier-map': fourierMapContract,
  neural: neuralContract,
} as const

type Kinds = typeof KINDS
export type KindName = keyof Kinds
type Of<Field extends keyof Kinds[KindName]> = Kinds[KindName][Field]
/** What a union of zod is made of: at least one. */
type Some<T> = [T, ...T[]]
type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never

type MethodsOf<Kind> = Kind extends { methods: infer Methods } ? Methods : never

/** What each kind adds to units, questions, answers and pictures. The name of an answer is that of its question. */
export type TaskOf<Kind extends KindName> = z.output<Kinds[Kind]['tasks'][number]>
export type QuestionOf<Kind extends KindName> = z.output<Kinds[Kind]['requests'][number]>
export type MessageOf<Kind extends KindName> = z.output<Kinds[Kind]['messages'][number]>
export type PictureOf<Kind extends KindName> = z.output<Kinds[Kind]['pictures'][number]>

/** What a kind answers to a window, by the name of the method: nothing where it has none. */
type KindMethods<Kind extends KindName> = Kinds[Kind] extends { methods: infer Methods } ? Methods : unknown
export type KindMethodOf<Kind extends KindName> = keyof KindMethods<Kind>
export type InputOf<
  Kind extends KindName,
  Name extends KindMethodOf<Kind>,
> = KindMethods<Kind>[Name] extends { input: infer Input extends z.ZodType } ? z.output<Input> : never
export type OutputOf<
  Kind extends KindName,
  Name extends KindMethodOf<Kind>,
> = KindMethods<Kind>[Name] extends { output: infer Output extends z.ZodType } ? z.output<Output> : never

const all = Object.values(KINDS)

export const KIND_NAMES = Object.keys(KINDS) as Some<KindName>

/** Of every kind the schema of its requests, plans or results. */
export const kindSchemas = <Field extends 'request' | 'plan' | 'result'>(field: Field): Some<Of<Field>> =>
  all.map((kind) => kind[field]) as Some<Of<Field>>

const flat = <Field extends 'tasks' | 'requests' | 'messages' | 'pictures'>(
  field: Field,
): Some<Of<Field>[number]> => all.flatMap((kind) => [...kind[field]]) as Some<Of<Field>[number]>

export const kindTasks = (): Some<Of<'tasks'>[number]> => flat('tasks')
export const kindRequests = (): Some<Of<'requests'>[number]> => flat('requests')
export const kindMessages = (): Some<Of<'messages'>[number]> => flat('messages')
export const kindPictures = (): Some<Of<'pictures'>[number]> => flat('pictures')

/** What a window asks of the kinds, by name. */
export const kindMethods = Object.assign(
  {},
  ...all.map((kind) => ('methods' in kind ? kind.methods : {})),
) as Intersection<MethodsOf<Kinds[KindName]>>
