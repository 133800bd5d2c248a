/**
 * What a page of ours may do, as headers; the same for both hosts. Values only.
 */

/**
 * The content security policy. Inline styles are allowed because Plotly sets them; scripts come from us
 * only, and nothing can be evaluated, framed, sent elsewhere or loaded from elsewhere.
 *
 * @param socket the page's own WebSocket origin (`ws://127.0.0.1:1234`); null where it has none
 */
export function contentSecurityPolicy(socket: string | null): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${socket === null ? '' : ` ${socket}`}`,
    "worker-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** Headers of every answer, whatever it is. */
export function securityHeaders(socket: string | null): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(socket),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy':
      'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), display-capture=()',
  }
}
