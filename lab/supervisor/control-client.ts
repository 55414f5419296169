import { request } from 'node:http';
import type { ReleaseOrder } from './control-server.ts';
import type { LabPhase, LabState } from './state.ts';

export interface ControlClient {
  state(): Promise<LabState>;
  startStores(): Promise<LabState>;
  declare(phase: LabPhase): Promise<LabState>;
  /** Answers at once; the instances follow. */
  scale(service: string, instances: number): Promise<LabState>;
  /** Answers when all instances have been replaced; rejects when a new one does not become ready. */
  restart(service: string): Promise<LabState>;
  /** Answers when the instances, or the canary, of the release are ready; rejects when they do not become so. */
  release(service: string, release: ReleaseOrder): Promise<LabState>;
  /** Answers when the canary has gone, or all instances are what was deployed first. */
  rollback(service: string): Promise<LabState>;
  /** Starts now what waits for its next try. */
  retryNow(): Promise<LabState>;
  /** Answers at once; the supervisor ends when everything is drained. */
  stop(): Promise<LabState>;
}

/** The supervisor refused, in its own words. */
export class ControlRefusedError extends Error {}

export function createControlClient(socketPath: string): ControlClient {
  const post = (...path: (string | number)[]) => send(socketPath, 'POST', path);
  return {
    state: () => send(socketPath, 'GET', ['state']),
    startStores: () => post('stores', 'start'),
    declare: (phase) => post('phase', phase),
    scale: (service, instances) => post('services', service, 'scale', instances),
    restart: (service) => post('services', service, 'restart'),
    release: (service, release) => send(socketPath, 'POST', ['services', service, 'release'], release),
    rollback: (service) => post('services', service, 'rollback'),
    retryNow: () => post('retry'),
    stop: () => post('stop'),
  };
}

function send(socketPath: string, method: 'GET' | 'POST', path: (string | number)[], body?: object): Promise<LabState> {
  return new Promise((resolve, reject) => {
    const url = `/${path.map((part) => encodeURIComponent(part)).join('/')}`;
    const call = request({ socketPath, method, path: url, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = JSON.parse(text) as LabState & { error?: string };
        if (response.statusCode === 200) resolve(body);
        else
          reject(new ControlRefusedError(body.error ?? `the supervisor answered ${response.statusCode ?? 'nothing'}`));
      });
    });
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
