import type { ServiceName } from '@ticketlab/contracts/services';
import type { Route } from './route.ts';

/** The OpenAPI 3.1 document of a service's public routes. */
export function createOpenApi(service: ServiceName, routes: readonly Route[], version: string): object {
  return {
    openapi: '3.1.0',
    info: { title: service, version },
    paths: Object.fromEntries(routes.map(({ path, summary }) => [path, { summary }])),
  };
}
