import type { AutoscalerChange, AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { StartFault } from '@ticketlab/contracts/http/faults';
import type { TestCard } from '@ticketlab/contracts/http/payments';
import type { Snapshot } from '../monitor/snapshot.ts';
import type { LabState } from '../supervisor/state.ts';

/** What an exercise needs of the running lab. */
export interface ExerciseWorld {
  runtime: {
    state(): Promise<LabState>;
    scale(service: string, instances: number): Promise<void>;
    restart(service: string): Promise<void>;
  };
  faults: {
    /** Concealed; resolves to its id. */
    start(wish: StartFault): Promise<string>;
    /** Ids of those in force. */
    ids(): Promise<string[]>;
    remove(id: string): Promise<void>;
  };
  autoscaler: {
    set(change: AutoscalerChange): void;
    status(): AutoscalerStatus;
    timeline(service?: string): AutoscalerDecision[];
  };
  /** Manifests that win over those of k8s/base: a copy of a service's folder, changed. */
  manifests: {
    change(service: string, file: string, replace: string, by: string): void;
    remove(service: string): void;
  };
  look(): Promise<Snapshot>;
  /** Through the gateway. A status of 0: no answer at all. */
  request(path: string, as: 'nobody' | 'customer' | 'admin'): Promise<{ status: number; ms: number }>;
  /** From order to tickets as a demo customer; rejects when it does not get there in time. */
  buy(seconds: number): Promise<void>;
  /** Orders and pays, and leaves the rest to the system. */
  pay(card: TestCard): Promise<void>;
  violations(): Promise<{ invariant: string; count: number }[]>;
  loadReports(): Promise<{ scenario: string; startedAt: string; passed: boolean }[]>;
  shoppers(on: boolean): Promise<void>;
  /** Milliseconds since 1970. */
  clock(): number;
}
