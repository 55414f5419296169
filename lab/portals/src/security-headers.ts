import type { PortalName } from '@ticketlab/contracts/services';

/** What the browser may be asked for; only the admin portal looks at tickets through the camera. */
const permissions: Record<PortalName, string> = {
  'user-portal': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'admin-portal': 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()',
};

/** Headers of every answer that is the portal's own. What comes from the gateway carries the gateway's. */
export function securityHeaders(portal: PortalName): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'permissions-policy': permissions[portal],
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/**
 * The Content-Security-Policy of a page. Styles that scripts set on an element (through its `style` property) are no
 * inline styles; the <style> elements of the component library carry the nonce.
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Of answers that are no page, should a browser show one: nothing may be loaded or run. */
export const emptyPolicy = "default-src 'none'; frame-ancestors 'none'";
