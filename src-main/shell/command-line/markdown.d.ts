/** A Markdown page as text, put into the program while it is built. */
declare module '*.md?raw' {
  const text: string
  export default text
}
