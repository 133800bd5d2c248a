/** How a hash begins: enough to tell the models of a project apart, in tables and on the command line. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8)
}

/** In a table: of which weights a number is; empty in results from before they were stored. */
export function weightsOf({ weights }: { weights?: string | undefined }): string {
  return weights === undefined ? '' : shortHash(weights)
}
