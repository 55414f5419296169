import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** `nginx (pid 812)` for whoever listens on a local TCP port; undefined when the system does not tell us. */
export function findPortOwner(port: number): string | undefined {
  const sockets = new Set(listeningInodes(port).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    const holds = list(`/proc/${pid}/fd`).some((fd) => sockets.has(link(`/proc/${pid}/fd/${fd}`)));
    if (holds) return `${read(`/proc/${pid}/comm`).trim()} (pid ${pid})`;
  }
  return undefined;
}

const listening = '0A';

function listeningInodes(port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    read(table)
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(`:${hexPort}`) === true && state === listening)
      .flatMap((fields) => fields[9] ?? []),
  );
}

const orElse = <T>(fallback: T, attempt: () => T): T => {
  try {
    return attempt();
  } catch {
    return fallback;
  }
};
const read = (path: string) => orElse('', () => readFileSync(path, 'utf8'));
const list = (path: string) => orElse<string[]>([], () => readdirSync(path));
const link = (path: string) => orElse('', () => readlinkSync(path));
