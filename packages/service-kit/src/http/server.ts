import { serviceTable } from '@ticketlab/contracts/services';
import express, { type Express, type RequestHandler } from 'express';
import { createProbeRoutes } from '../health/probe-routes.ts';
import type { Kit } from '../kit.ts';
import { handleError, writeProblem } from './error-handler.ts';
import { createExchanges, exchangeOf } from './exchange.ts';
import { createOpenApi } from './openapi.ts';
import { ProblemError } from './problem.ts';
import type { Method, Route } from './route.ts';
import { toHandlers } from './route-handlers.ts';

/** Middleware of a service's own around its routes: the gateway's checks before them, its proxying after them. */
export interface Surroundings {
  readonly before?: readonly RequestHandler[];
  readonly after?: readonly RequestHandler[];
}

/** The express application of a service: probes, documents, routes; problem+json for everything that fails. */
export function createApp(kit: Kit, routes: readonly Route[], surroundings: Surroundings = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  // one spelling a route, so that the gateway's classes of routes cannot be evaded by another
  app.enable('strict routing');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.use(createExchanges(kit));
  app.use(createProbeRoutes(kit));
  app.get(openApiPaths(kit), createDocument(kit, routes));
  for (const handler of surroundings.before ?? []) app.use(handler);
  for (const route of routes) app[route.method](route.path, ...toHandlers(kit, route));
  for (const [path, methods] of methodsByPath(routes)) app.all(path, refuseMethod(methods));
  for (const handler of surroundings.after ?? []) app.use(handler);
  app.use((req, res) => {
    writeProblem(req, res, new ProblemError('route-not-found'));
  });
  app.use(handleError);
  return app;
}

function openApiPaths(kit: Kit): string[] {
  const { prefix } = serviceTable[kit.name];
  return prefix === null ? ['/openapi.json'] : ['/openapi.json', `/api/${prefix}/openapi.json`];
}

function createDocument(kit: Kit, routes: readonly Route[]): RequestHandler {
  let text: string | undefined;
  return (_req, res) => {
    exchangeOf(res).meter = null;
    text ??= JSON.stringify(createOpenApi(kit.name, routes, kit.config.APP_VERSION));
    res.type('application/json').send(text);
  };
}

function methodsByPath(routes: readonly Route[]): Map<string, Method[]> {
  const methods = new Map<string, Method[]>();
  for (const { path, method } of routes) methods.set(path, [...(methods.get(path) ?? []), method]);
  return methods;
}

function refuseMethod(methods: readonly Method[]): RequestHandler {
  const names = methods.map((method) => method.toUpperCase());
  const allow = (names.includes('GET') ? [...names, 'HEAD'] : names).join(', ');
  return (req, res) => {
    writeProblem(req, res, new ProblemError('method-not-allowed', undefined, { headers: { allow } }));
  };
}
