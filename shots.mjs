import { chromium } from 'playwright-core'
import { spawn } from 'node:child_process'
const jobs = [
  ['link', '/tmp/ten/s-link.halfpower', ['models']],
  ['ask', '/tmp/ten/s-ask.halfpower', ['queue']],
  ['dam', '/tmp/ten/s-dam.halfpower', ['models', 'hybrids/hybrid-ade2fad4', 'map']],
  ['mem', '/tmp/ten/mem.halfpower', ['queue/hybrid-6ef24c1d']],
]
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
})
for (const [name, project, pages] of jobs) {
  const child = spawn('node', ['/work/w-ten/out/main/command-line.js', 'serve', project], {
    env: { ...process.env, HALFPOWER_CONFIGURATION: '/tmp/ten/conf-' + name },
  })
  let out = ''
  child.stderr.on('data', (c) => (out += c))
  const address = await new Promise((resolve) =>
    child.stdout.on('data', (c) => {
      out += c
      const m = /http:\S+token=\S+/.exec(out)
      if (m) resolve(m[0])
    }),
  )
  console.log(name, out.slice(0, 600))
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
  const page = await context.newPage()
  await page.goto(address)
  await page.waitForTimeout(2500)
  for (const hash of pages)
    for (const [scheme, w, h] of [
      ['light', 1440, 900],
      ['dark', 1024, 700],
    ]) {
      await page.setViewportSize({ width: w, height: h })
      await page.emulateMedia({ colorScheme: scheme })
      await page.evaluate((hash) => (location.hash = '#/' + hash), hash)
      await page.waitForTimeout(2500)
      await page.screenshot({ path: `/tmp/ten/shots/${name}-${hash.split('/')[0]}-${scheme}.png` })
    }
  await context.close()
  child.kill('SIGTERM')
}
await browser.close()
