import { ProblemError } from '@ticketlab/service-kit/http/problem';
import { ControlRefusedError, createControlClient } from '../../supervisor/control-client.ts';
import type { ReleaseOrder } from '../../supervisor/control-server.ts';
import type { LabState } from '../../supervisor/state.ts';
import { besideUs } from './beside-us.ts';

/** What starts, stops and meters the processes of the lab. */
export interface Runtime {
  readonly kind: 'local' | 'unmanaged';
  readonly canScale: boolean;
  /** @throws {ProblemError} `service-unavailable` when it does not answer, `runtime-unsupported` when there is none */
  state(): Promise<LabState>;
  /** Answers at once; the instances follow. */
  scale(service: string, instances: number): Promise<void>;
  /** Replaces the instances one by one. */
  restart(service: string): Promise<void>;
  /** Replaces the instances by ones of a release, or adds one of it as a canary. */
  release(service: string, release: ReleaseOrder): Promise<void>;
  /** Back to what was deployed; does nothing where that runs. */
  rollback(service: string): Promise<void>;
}

/** The supervisor of the local runtime, or nobody: then everything is refused in words. */
export function createRuntime(controlSocket: string | undefined): Runtime {
  return controlSocket === undefined ? unmanaged : besideUs(createLocalRuntime(controlSocket));
}

function createLocalRuntime(controlSocket: string): Runtime {
  const control = createControlClient(controlSocket);
  return {
    kind: 'local',
    canScale: true,
    state: () => asking(control.state()),
    async scale(service, instances) {
      await asking(control.scale(service, instances));
    },
    async restart(service) {
      await asking(control.restart(service));
    },
    async release(service, release) {
      await asking(control.release(service, release));
    },
    async rollback(service) {
      await asking(control.rollback(service));
    },
  };
}

async function asking<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ControlRefusedError) throw new ProblemError('conflict', error.message);
    throw new ProblemError('service-unavailable', 'The supervisor does not answer; run ./deploy.sh to bring it back.', {
      retryAfter: 5,
    });
  }
}

const refuse = () =>
  Promise.reject(
    new ProblemError(
      'runtime-unsupported',
      'This lab runs without the supervisor of the local runtime, so nothing here can start, stop or count instances.',
    ),
  );

const unmanaged: Runtime = {
  kind: 'unmanaged',
  canScale: false,
  state: refuse,
  scale: refuse,
  restart: refuse,
  release: refuse,
  rollback: refuse,
};
