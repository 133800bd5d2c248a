/** How a hash begins: enough to tell the models of a project apart, in tables and on the command line. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8)
}
