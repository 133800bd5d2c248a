/**
 * `import page from '…/page.md?html'` in the window's sources: the page as HTML, made while building, so that the
 * window carries no Markdown reader. Links to the page's own anchors become addresses of the window.
 */
import { readFileSync } from 'node:fs'
import { marked } from 'marked'

/**
 * @param {string} markdown
 * @param {string} page name of the window's page that shows it
 * @returns {string} HTML
 */
export function markdownPage(markdown, page) {
  const html = marked.parse(markdown, { async: false, gfm: true })
  return html.replace(/href="#/g, `href="#/${page}/`)
}

/**
 * @param {string} page
 * @returns {import('vite').Plugin}
 */
export function markdownPages(page) {
  return {
    name: 'markdown-page',
    enforce: 'pre',
    load(id) {
      const [file = '', query] = id.split('?')
      if (query !== 'html' || !file.endsWith('.md')) return null
      this.addWatchFile(file)
      return `export default ${JSON.stringify(markdownPage(readFileSync(file, 'utf8'), page))}`
    },
  }
}
