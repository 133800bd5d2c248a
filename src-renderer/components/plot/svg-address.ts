/** The text of Plotly's `data:` address; `fetch` of it would be refused by the content security policy. */
export function svgOf(address: string): string {
  const match = /^data:image\/svg\+xml[^,]*,(.*)$/s.exec(address)
  if (!match) throw new Error('Plotly gave no picture.')
  return decodeURIComponent(match[1] ?? '')
}
