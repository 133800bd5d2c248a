/** Markdown as HTML, made while building (build/markdown-page.mjs). */
declare module '*.md?html' {
  const html: string
  export default html
}
