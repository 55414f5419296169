import { invariantsSchema } from '@ticketlab/contracts/internal/operations';
import type { ServiceName } from '@ticketlab/contracts/services';
import type { Discovery } from '@ticketlab/service-kit/resilience/discovery';
import type { HttpClient } from '@ticketlab/service-kit/resilience/http-client';
import { UpstreamUnavailableError } from '@ticketlab/service-kit/resilience/upstream-errors';
import type { Invariants } from '../usecases/reconcile.ts';

/** Asks a service that the saga does without for its invariants; null while it is away. */
export function createHttpBystander(
  discovery: Pick<Discovery, 'instances'>,
  service: ServiceName,
  http: HttpClient,
): () => Promise<Invariants | null> {
  return async () => {
    // the client would wait for a first instance
    if (discovery.instances(service).length === 0) return null;
    const schema = { 200: invariantsSchema };
    try {
      return (await http.request({ method: 'GET', path: '/internal/invariants', schema, idempotent: true })).body;
    } catch (error) {
      if (error instanceof UpstreamUnavailableError) return null;
      throw error;
    }
  };
}
