/**
 * The command of a kind of study, as one table of its options: from the same rows follow what the command line
 * reads and says in its help, and the command line that a form shows. What is usual is said by the request's schema
 * and stands nowhere else.
 */
import type { InputOf, KindMethodOf, KindName, OutputOf } from '../../contract/kinds/kinds'
import type { MethodInput, MethodName, MethodOutput } from '../../contract/methods'
import type { RequestInputOf, RequestOf } from '../../contract/plans'
import type { ResultOf } from '../../contract/studies/results'
import type { StudyInfo } from '../../contract/studies'

export interface OptionRow {
  /** As commander reads them, e.g. `--cut-offs <list>`. */
  flags: string
  /** What its name was: it goes on working, is in no help, and names what commander makes of it. */
  formerly?: string
  help: string
  /** Of what is typed behind it; absent: the word itself, or true where nothing is. */
  read?: (text: string) => unknown
  /** What it is when nothing is said: shown in help, left out of command lines. */
  usual?: unknown
  /** The same for people, where it is long. */
  usualWords?: string
}

/** Rows in the order of the help; the name of each is what commander makes of its flags. */
export type OptionRows<Options> = { readonly [Name in keyof Options]-?: OptionRow }

/** Asks a method of the kind's own while its study is open. */
export type AskKind<Kind extends KindName> = <Name extends KindMethodOf<Kind>>(
  name: Name,
  input: InputOf<Kind, Name>,
) => Promise<OutputOf<Kind, Name>>

/** Asks any method. */
export type AskAny = <Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
) => Promise<MethodOutput<Name>>

export interface StudyCommand<Kind extends KindName, Options extends object = object> {
  /** Behind `halfpower`. */
  name: string
  description: string
  /** What it is doing, beside the progress. */
  step: string
  rows: OptionRows<Options>
  /** Of options that exclude each other: what a changed one takes the place of (`study again`). */
  instead?: { readonly [Name in keyof Options]?: readonly (keyof Options)[] }
  /** What is made before there can be a request, and what is then as if it had been typed. */
  before?(ask: AskAny, said: Options): Promise<Options>
  /** From what was typed to a request. @throws UserError('usage') for what is missing, or excludes each other */
  request(said: Options): RequestInputOf<Kind>
  /** From a request to what is to be typed for it; what is usual may be among it. */
  said(request: RequestOf<Kind>): Options
  /** What else is written once the study has ended. */
  after?(ask: AskKind<Kind>, study: StudyInfo, said: Options): Promise<void>
  /** The result as tables, where what was typed decides about them; absent: as for every study. */
  text?(result: ResultOf<Kind>, said: Options): string
}

/** Every command of a study has these. */
export interface CommonOptions {
  title?: string | undefined
  device?: string | undefined
  threads?: number | undefined
  jobs?: number | undefined
  json?: boolean | undefined
}

/** What is read for every kind of study besides. */
export interface RunOptions extends Pick<CommonOptions, 'threads' | 'jobs' | 'json'> {
  /** Nothing is started: what it would cost is printed. */
  estimate?: boolean | undefined
  /** It is stored, and waits. */
  later?: boolean | undefined
}
