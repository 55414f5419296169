import type { AutoscalerChange, AutoscalerDecision, AutoscalerStatus } from '@ticketlab/contracts/http/autoscaler';
import type { StartFault } from '@ticketlab/contracts/http/faults';
import type { TestCard } from '@ticketlab/contracts/http/payments';
import type { Snapshot } from '../monitor/snapshot.ts';
import type { ReleaseOrder } from '../supervisor/control-server.ts';
import type { LabState } from '../supervisor/state.ts';

interface WorldRequest {
  path: string;
  as: 'nobody' | 'customer' | 'admin';
  /** An instance's own port; undefined: the gateway. */
  port: number | undefined;
}

export interface WorldAnswer {
  /** 0: no answer at all. */
  status: number;
  ms: number;
  /** An old copy that stands in for a service that is away. */
  stale: boolean;
}

export interface LoadReport {
  scenario: string;
  startedAt: string;
  seconds: number;
  /** journeys */
  failed: number;
  /** The thresholds that were met. */
  met: string[];
  verdict: 'passed' | 'failed' | 'inconclusive';
}

/** What an exercise needs of the running lab. */
export interface ExerciseWorld {
  runtime: {
    state(): Promise<LabState>;
    scale(service: string, instances: number): Promise<void>;
    /** Resolves when the instances of the release, or its canary, are ready. */
    release(service: string, release: ReleaseOrder): Promise<void>;
    /** To what was deployed; does nothing where that runs. */
    rollback(service: string): Promise<void>;
  };
  faults: {
    /** Concealed; resolves to its id. */
    start(wish: StartFault): Promise<string>;
    /** So long from now on; does nothing about one that has ended. */
    renew(id: string, ttlSeconds: number): Promise<void>;
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
  request(request: WorldRequest): Promise<WorldAnswer>;
  /** What the instance of this port says about each of its dependencies; empty without an answer. */
  dependencies(port: number): Promise<{ name: string; status: string }[]>;
  /** The id of a published event. */
  anyEvent(): Promise<string>;
  /** From order to tickets as a demo customer; rejects when it does not get there in time. */
  buy(seconds: number): Promise<void>;
  /** Orders and pays, and leaves the rest to the system. */
  pay(card: TestCard): Promise<void>;
  violations(): Promise<{ invariant: string; count: number }[]>;
  loadReports(): Promise<LoadReport[]>;
  shoppers(on: boolean): Promise<void>;
  shoppersOn(): boolean;
  /** Of every topic; ids are unique among all of them. */
  deadLetterIds(): Promise<string[]>;
  /** Gives each dead letter, but for these, to its consumer once more. */
  replayDeadLetters(except: readonly string[]): Promise<void>;
  /** Milliseconds since 1970. */
  clock(): number;
}
