import { once } from 'node:events';
import { createServer } from 'node:net';
import { findFreePorts } from '@ticketlab/lab/platform/ports';

/** A port kept from other runs until its store is about to start. */
export interface ReservedPort {
  port: number;
  release: () => Promise<void>;
}

export interface RunPorts {
  postgres: ReservedPort;
  kafka: ReservedPort;
  kafkaController: ReservedPort;
  mongo: ReservedPort;
}

export async function reservePorts(): Promise<RunPorts> {
  const [postgres, kafka, kafkaController, mongo] = await Promise.all([reserve(), reserve(), reserve(), reserve()]);
  return { postgres, kafka, kafkaController, mongo };
}

async function reserve(): Promise<ReservedPort> {
  for (;;) {
    const [port] = await findFreePorts(1);
    const server = createServer((socket) => socket.destroy());
    const listening = once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true });
    if (port === undefined || !(await listening)) continue;
    server.unref();
    return {
      port,
      release: () => new Promise((resolve) => server.close(() => resolve())),
    };
  }
}
