import type { IncomingHttpHeaders } from 'node:http';
import type { RequestHandler, Response } from 'express';
import express from 'express';
import type { z } from 'zod';
import { authenticate } from '../auth/authenticate.ts';
import type { Caller } from '../auth/caller.ts';
import { createHarm } from '../faults/express-harm.ts';
import type { Kit } from '../kit.ts';
import { checkResponse } from './check-response.ts';
import { exchangeOf } from './exchange.ts';
import { ProblemError } from './problem.ts';
import { writeReply } from './reply.ts';
import type { Route } from './route.ts';
import { createRouteMeter } from './route-meter.ts';
import { parseInput } from './validate.ts';

const parseJsonBody = express.json({ limit: '100kb' });
const nothing = {};
const keyHeader = 'idempotency-key';

/** The express handlers of a route: who calls, what was sent, the answer. */
export function toHandlers(kit: Kit, route: Route): RequestHandler[] {
  const admit = createAdmission(kit, route);
  const answer = createAnswer(kit, route);
  const harm = kit.faults === undefined ? [] : [createHarm(kit.faults.http, route)];
  return route.body === undefined ? [admit, ...harm, answer] : [admit, ...harm, parseJsonBody, answer];
}

function createAdmission(kit: Kit, route: Route): RequestHandler {
  const meter = createRouteMeter(kit.metrics, route.method, route.path);

  function enter(res: Response, caller: Caller | null): void {
    const exchange = exchangeOf(res);
    exchange.caller = caller;
    if (caller?.kind === 'user') exchange.context.userId = caller.userId;
  }

  return (req, res, next) => {
    exchangeOf(res).meter = meter;
    const caller = authenticate(kit.auth, route.auth, req.headers.authorization);
    if (!(caller instanceof Promise)) {
      enter(res, caller);
      next();
      return undefined;
    }
    return caller.then((known) => {
      enter(res, known);
      next();
    });
  };
}

function createAnswer(kit: Kit, route: Route): RequestHandler {
  const { params, query, headers, body, handler, contentType } = route;
  const check = kit.config.CHECK_RESPONSES === 'on';

  // a route may also leave the key to its callers
  const keyField = headers?.shape[keyHeader] as z.ZodType | undefined;
  const needsKey = keyField !== undefined && !keyField.safeParse(undefined).success;

  return async (req, res) => {
    const { caller, abort } = exchangeOf(res);
    if (body !== undefined && req.body === undefined && hasBody(req.headers)) {
      throw new ProblemError('unsupported-media-type', 'Send application/json.');
    }
    if (needsKey && req.headers[keyHeader] === undefined) {
      throw new ProblemError('idempotency-key-required');
    }
    const reply = await handler({
      params: params === undefined ? nothing : parseInput(params, req.params, 'path'),
      query: query === undefined ? nothing : parseInput(query, req.query, 'query'),
      headers: headers === undefined ? nothing : parseInput(headers, req.headers, 'headers'),
      body: body === undefined ? undefined : parseInput(body, req.body, 'body'),
      caller,
      req,
      res,
      signal: abort.signal,
    });
    if (res.headersSent || res.destroyed) return;
    if (check && !('stored' in reply)) checkResponse(route, reply, kit.log);
    writeReply(req, res, reply, contentType);
  };
}

function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
