import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Runnable } from '@ticketlab/service-kit/shutdown/run-service';
import { Agent, getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { findFreePorts } from '../../platform/ports.ts';
import { parsePortalsConfig } from '../src/config.ts';
import { createPortals } from '../src/portals.ts';

export const script = `console.log(${JSON.stringify('tickets '.repeat(400))});`;

export interface PortalsFixture {
  url: Record<'user' | 'admin' | 'own', string>;
  portals: Runnable;
  root: string;
  /** A gateway that the test plays itself; it may be closed and opened again. */
  gateway: Server;
  write(path: string, content: string | Buffer): void;
  /** A bare connection to the user portal. */
  dial(): Socket;
  close(): Promise<void>;
}

/** Both portals with small builds, before a gateway whose answers the test gives. */
export async function startPortals(answer: RequestListener, drainMs = 0): Promise<PortalsFixture> {
  const root = mkdtempSync(join(tmpdir(), 'portals-'));
  const write: PortalsFixture['write'] = (path, content) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const portal of ['user-portal', 'admin-portal']) {
    write(`${portal}/dist/index.html`, `<title>${portal}</title><meta name="csp-nonce" content="__CSP_NONCE__">`);
    write(`${portal}/dist/icon.svg`, '<svg/>');
    write(`${portal}/dist/assets/index-abc.js`, script);
    write(`${portal}/dist/assets/index-abc.js.br`, brotliCompressSync(script));
    write(`${portal}/dist/assets/index-abc.js.gz`, gzipSync(script));
    write(`${portal}/dist/.vite/manifest.json`, '{}');
    write(`${portal}/secret.txt`, 'nobody may read this');
  }
  // an answer whose body nobody reads would keep its connection, and with it the test run
  const before = getGlobalDispatcher();
  const client = new Agent();
  setGlobalDispatcher(client);
  const gateway = createServer(answer);
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  const [userPort = 0, adminPort = 0] = await findFreePorts(2);
  const portals = createPortals(
    parsePortalsConfig({
      PORTALS_ROOT: root,
      GATEWAY_URL: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
      USER_PORTAL_PORT: String(userPort),
      ADMIN_PORTAL_PORT: String(adminPort),
      LOG_LEVEL: 'silent',
      DRAIN_MS: String(drainMs),
    }),
  );
  const { instancePort } = await portals.start();
  return {
    url: {
      user: `http://127.0.0.1:${userPort}`,
      admin: `http://127.0.0.1:${adminPort}`,
      own: `http://127.0.0.1:${instancePort}`,
    },
    ...{ portals, root, gateway, write },
    dial: () => connect(userPort, '127.0.0.1').on('error', () => undefined),
    async close() {
      await portals.close();
      setGlobalDispatcher(before);
      await client.destroy();
      gateway.close();
      gateway.closeAllConnections();
      rmSync(root, { recursive: true });
    },
  };
}
