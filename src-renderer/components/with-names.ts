/** Sentences of the workbench that name things by their ids, as a window says them. Pure. */

/** As ids of models and populations are made: words, and the beginning of a hash. Not a part of a path or of another word. */
const ID = /(?<![\w./\\-])[\w.-]*\w-[0-9a-f]{8}(?![\w/\\-]|\.\w)/g

/** @param nameOf what is called so; undefined: no thing of the project, which stays as it is */
export function withNames(sentence: string, nameOf: (id: string) => string | undefined): string {
  return sentence.replace(ID, (id) => nameOf(id) ?? id)
}
