import type { Portal } from '../usecases/ports.ts';

export interface RefreshCookie {
  /** The refresh token of a portal from a Cookie header. */
  read(header: string | undefined, portal: Portal): string | undefined;
  /** The Set-Cookie header that gives it to the browser. */
  set(portal: Portal, token: string): string;
  clear(portal: Portal): string;
}

/**
 * The cookie of the refresh token: out of reach of scripts and other sites, and sent to no other route. Portal and lab
 * are in its name, because cookies do not tell ports apart.
 */
export function createRefreshCookie(options: {
  suffix: string;
  secure: boolean;
  maxAgeSeconds: number;
}): RefreshCookie {
  const nameOf = (portal: Portal) => `ticketlab-refresh-${portal}-${options.suffix}`;
  const attributes = `Path=/api/users; HttpOnly; SameSite=Strict${options.secure ? '; Secure' : ''}`;
  return {
    read(header, portal) {
      const start = `${nameOf(portal)}=`;
      const pair = header?.split(';').find((part) => part.trim().startsWith(start));
      return pair?.trim().slice(start.length);
    },
    set: (portal, token) => `${nameOf(portal)}=${token}; Max-Age=${options.maxAgeSeconds}; ${attributes}`,
    clear: (portal) => `${nameOf(portal)}=; Max-Age=0; ${attributes}`,
  };
}
