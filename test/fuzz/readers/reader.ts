/** What every entry of the table of readers says (table.ts). */
export interface FuzzedReader {
  name: string
  /** Modules of src-main that open files through the door for reading, and are tried by this. */
  opens: readonly string[]
  /** Writes something valid into an empty folder; relative paths of the files that are to be mutated. */
  make(folder: string): string[] | Promise<string[]>
  /** Reads it as the program does. A UserError is a refusal; any other error is a defect. */
  read(folder: string): unknown
  /** Mutated files in `npm test`, and for every 100 of `npm run fuzz -- readers`. */
  share: number
  /** Whatever bytes there are are read, and nothing is ever refused. */
  readsAnything?: true
}
