import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needsOrigin, routeOf } from '../../../src-main/shell/browser/routes'

describe('addresses', () => {
  it.each([
    ['GET', '/', { kind: 'page', token: null }],
    ['HEAD', '/', { kind: 'page', token: null }],
    ['GET', '/index.html', { kind: 'page', token: null }],
    ['GET', '/?token=abc', { kind: 'page', token: 'abc' }],
    ['GET', '/assets/index-1a2b.js', { kind: 'file', path: 'assets/index-1a2b.js' }],
    ['GET', '/image/data/d%20e/test/3.png', { kind: 'image', path: 'image/data/d e/test/3.png' }],
    ['GET', '/socket', { kind: 'socket' }],
    ['POST', '/upload?name=My%20images', { kind: 'upload begin', name: 'My images' }],
    [
      'PUT',
      '/upload/mine/cats/1.png?offset=0&size=10',
      { kind: 'upload piece', folder: 'mine', path: ['cats', '1.png'], offset: 0, size: 10 },
    ],
    ['DELETE', '/upload/mine', { kind: 'upload discard', folder: 'mine' }],
  ] as const)('%s %s', (method, address, route) => expect(routeOf(method, address)).toEqual(route))

  it.each([
    '/../package.json',
    '/assets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/..%5cpackage.json',
    '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
    '/image/data/../../x.png',
    '/image/data/%2e%2e/x.png',
    '/image/data/..%2f..%2fx.png',
    '/image//data/x.png',
    '/./x',
    '/x%00.png',
    '/x%0a.png',
    '/%',
    '/%c0%ae%c0%ae/package.json',
    '//127.0.0.1/x',
    '\\..\\x',
    'http://127.0.0.1/',
    '*',
    '',
    `/${'x'.repeat(9000)}`,
  ])('that could mean another place are missing: %s', (address) =>
    expect(routeOf('GET', address)).toEqual({ kind: 'missing' }),
  )

  it.each([
    ['PUT', '/upload/mine/../x?offset=0&size=1'],
    ['PUT', '/upload/mine/%2e%2e/x?offset=0&size=1'],
    ['PUT', '/upload/mine/..%2fx?offset=0&size=1'],
    ['PUT', '/upload/mine/x?offset=-1&size=1'],
    ['PUT', '/upload/mine/x?offset=0&size=1e9'],
    ['PUT', '/upload/mine/x?offset=0'],
    ['POST', '/upload'],
  ])('of uploads that cannot be are missing: %s %s', (method, address) =>
    expect(routeOf(method, address)).toEqual({ kind: 'missing' }),
  )

  it.each([
    ['POST', '/'],
    ['DELETE', '/assets/index.js'],
    ['PUT', '/image/data/x.png'],
    ['GET', '/upload/mine'],
    ['GET', '/upload/mine/x?offset=0&size=1'],
    ['OPTIONS', '/'],
    ['TRACE', '/'],
  ])('do not answer other methods: %s %s', (method, address) =>
    expect(routeOf(method, address).kind).toBe('wrong method'),
  )

  it('whatever is asked, no part of a path leads elsewhere', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '%2e%2e',
        '%2E.',
        '..%2f',
        '%5c',
        '/',
        '\\',
        '%00',
        'a',
        'image',
        'upload',
        '?',
        '%',
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const route = routeOf('GET', `/${pieces.join('/')}`)
        if (route.kind === 'file' || route.kind === 'image')
          for (const part of route.path.split('/')) {
            expect(['', '.', '..']).not.toContain(part)
            expect(part).not.toMatch(/[\\\0]/)
          }
      }),
      { numRuns: 500 },
    )
  })

  it('that change something want an Origin', () => {
    expect(needsOrigin({ kind: 'socket' })).toBe(true)
    expect(needsOrigin({ kind: 'upload begin', name: 'x' })).toBe(true)
    expect(needsOrigin({ kind: 'page', token: null })).toBe(false)
  })
})
