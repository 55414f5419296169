import { isServiceName, serviceTable, upstreamNames } from '@ticketlab/contracts/services';

export interface ChallengeParameter {
  name: string;
  label: string;
  unit: string;
  min: number;
  max: number;
  step?: number;
  preset: number;
}

export interface ChallengeKind {
  id: 'cpu' | 'memory' | 'errors' | 'latency' | 'autoscale' | 'breaker';
  title: string;
  what: string;
  /** Whether somebody chooses who does the work. */
  perService: boolean;
  parameters: ChallengeParameter[];
  /** The path to call, without the query. */
  path: (service: string) => string;
  /** Whether calling it many times in a row makes sense. */
  repeats: boolean;
}

/** The seven services and the gateway, which has the same challenges under a path of its own. */
export const challengeServices: readonly string[] = ['api-gateway', ...upstreamNames];

const onService = (gatewayName: string, name: string) => (service: string) => {
  const prefix = isServiceName(service) ? serviceTable[service].prefix : null;
  return prefix === null ? `/api/challenge/${gatewayName}` : `/api/${prefix}/challenge/${name}`;
};

export const challengeKinds: readonly ChallengeKind[] = [
  {
    id: 'cpu',
    title: 'Burn CPU',
    what: 'So many milliseconds of real CPU time in a worker thread. The service stays responsive.',
    perService: true,
    parameters: [{ name: 'cpuMs', label: 'CPU time', unit: 'ms', min: 1, max: 10_000, preset: 200 }],
    path: onService('cpu', 'cpu-intensive'),
    repeats: true,
  },
  {
    id: 'memory',
    title: 'Hold memory',
    what: 'Touches so many MiB and holds them for a while. Past its limit the instance is killed.',
    perService: true,
    parameters: [
      { name: 'mb', label: 'Memory', unit: 'MiB', min: 1, max: 1024, preset: 32 },
      { name: 'holdMs', label: 'Held for', unit: 'ms', min: 0, max: 60_000, preset: 1_000 },
    ],
    path: onService('memory', 'memory-intensive'),
    repeats: true,
  },
  {
    id: 'errors',
    title: 'Fail sometimes',
    what: 'Answers with an error at this rate. Enough of them open the circuit breaker.',
    perService: true,
    parameters: [{ name: 'rate', label: 'Error rate', unit: '', min: 0, max: 1, step: 0.05, preset: 0.3 }],
    path: onService('error-simulation', 'error-simulation'),
    repeats: true,
  },
  {
    id: 'latency',
    title: 'Answer late',
    what: 'Waits before it answers, without using CPU.',
    perService: true,
    parameters: [{ name: 'ms', label: 'Delay', unit: 'ms', min: 0, max: 30_000, preset: 500 }],
    path: onService('latency', 'latency'),
    repeats: true,
  },
  {
    id: 'autoscale',
    title: 'Autoscaler arithmetic',
    what: 'Runs a short, exact load and works out what the autoscaler will make of it.',
    perService: true,
    parameters: [
      { name: 'millicores', label: 'Load', unit: 'm', min: 1, max: 1_200, preset: 200 },
      { name: 'seconds', label: 'For', unit: 's', min: 1, max: 30, preset: 3 },
    ],
    path: () => '/api/challenge/autoscale',
    repeats: false,
  },
  {
    id: 'breaker',
    title: 'Circuit breaker',
    what: 'Calls an upstream that fails on purpose until a breaker opens, refuses, and recovers.',
    perService: false,
    parameters: [],
    path: () => '/api/challenge/circuit-breaker',
    repeats: false,
  },
];
