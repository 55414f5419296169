import type { ProblemCode } from '@ticketlab/contracts/problem';
import type { RequestHandler } from 'express';
import { ProblemError } from '../http/problem.ts';
import type { HttpFaults } from './http-faults.ts';

/** LAB: the middleware of one route in which faults delay, refuse or break its requests. */
export function createHarm(faults: HttpFaults, route: { method: string; path: string }): RequestHandler {
  return (req, res, next) => {
    if (!faults.active) {
      next();
      return undefined;
    }
    const harmable = {
      method: route.method,
      route: route.path,
      path: req.path,
      res,
      refuse: (code: ProblemCode, detail: string) => {
        next(new ProblemError(code, detail));
      },
    };
    return faults.harm(harmable).then((isOver) => {
      if (!isOver) next();
    });
  };
}
