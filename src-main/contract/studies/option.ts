/**
 * One option of a request: what may be asked and what is usual, how it is typed on the command line, and how the
 * window's form shows it. The tables stand in kinds/KIND/options.ts; from them follow the request's schema, the
 * commander options with their help, the command line of a request, and the fields of the form.
 */
import { positiveCountSchema } from '../primitives'
import type { z } from 'zod'

/** How the form of a new study shows an option. */
export interface OptionField {
  /** How it is filled in: what people type and how it is read, or a box to tick. */
  as: 'number' | 'numbers' | 'grid' | 'box'
  label: string
  unit?: string
  help?: string
  /** Width in characters. */
  size?: number
  /** Beside a field that is left empty. */
  placeholder?: string
  /** What to give, in one sentence: said beside the field when something else is in it. */
  allowed: string
  /** What the form begins with, where that is not what the schema says. */
  opened?: boolean
}

export interface Option<Schema extends z.ZodType = z.ZodType> {
  /** What may be asked, and what is asked when nothing is said. */
  schema: Schema
  /** What a plan accepts, where that is less. */
  plan?: z.ZodType
  /** As commander reads them, e.g. `--f-mix <list>`. */
  flags: string
  /** What its name was, which goes on working and is in no help. */
  formerly?: string
  help: string
  /** What is usual, for people, where it is long. */
  usualWords?: string
  /** Absent: it is on the command line only, or the form has a control of its own for it. */
  field?: OptionField
}
export type OptionTable = Readonly<Record<string, Option>>

/** The part of a request's schema that a table says. */
export function schemasOf<const Table extends OptionTable>(
  table: Table,
): { [Name in keyof Table]: Table[Name]['schema'] } {
  return Object.fromEntries(Object.entries(table).map(([name, { schema }]) => [name, schema])) as {
    [Name in keyof Table]: Table[Name]['schema']
  }
}

/** What it is when nothing is said; undefined where something has to be, or nothing means something. */
export function usualOf(schema: z.ZodType): unknown {
  return schema.safeParse(undefined).data
}

/** Images that go through a network at once when nothing is said. */
const USUAL_BATCH = 128

/** How many go through a network at once. */
export function batchOption(what = 'images per step') {
  return {
    batchSize: { schema: positiveCountSchema.default(USUAL_BATCH), flags: '--batch <images>', help: what },
  }
}
