import { join } from 'node:path';
import type { UserConfig } from 'vite';

const ports = { 'user-portal': 3000, 'admin-portal': 3001 };

/** How both portals are built, and served while they are written: `/api` goes to the gateway of a running lab. */
export function portalConfig(name: keyof typeof ports): UserConfig {
  const offset = Number(process.env['PORT_OFFSET'] ?? 0);
  const gateway = process.env['GATEWAY_URL'] ?? `http://127.0.0.1:${8080 + offset}`;
  return {
    root: join(import.meta.dirname, '../..', name),
    server: {
      host: '127.0.0.1',
      port: ports[name] + offset,
      strictPort: true,
      proxy: { '/api': { target: gateway, ws: true, xfwd: true } },
    },
    build: {
      target: 'baseline-widely-available',
      // what stands in for light-dark() in older browsers does not work with a color-scheme that is set by a variable
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
      manifest: true,
      sourcemap: true,
      // an image as data: in a style would be in everybody's first load
      assetsInlineLimit: 0,
      // 'use client' means nothing here: there is no server that renders
      rolldownOptions: { onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log) },
    },
  };
}
