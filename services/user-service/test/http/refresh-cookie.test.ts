import { describe, expect, it } from '@jest/globals';
import { createRefreshCookie } from '../../src/http/refresh-cookie.ts';

describe('the refresh cookie', () => {
  it('is found among others, of its own portal and lab only', () => {
    const cookie = createRefreshCookie({ suffix: '0', secure: false, maxAgeSeconds: 60 });
    const header =
      'a=b; ticketlab-refresh-user-0=mine;  ticketlab-refresh-admin-0=other; ticketlab-refresh-user-01=lab';
    expect(cookie.read(header, 'user')).toBe('mine');
    expect(cookie.read(header, 'admin')).toBe('other');
    expect(cookie.read('a=b', 'user')).toBeUndefined();
    expect(cookie.read(undefined, 'user')).toBeUndefined();
  });

  it('travels over TLS alone in production', () => {
    const options = { suffix: '0', maxAgeSeconds: 60 };
    expect(createRefreshCookie({ ...options, secure: true }).set('user', 't')).toContain('; Secure');
    expect(createRefreshCookie({ ...options, secure: false }).set('user', 't')).not.toContain('Secure');
  });
});
