import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';

interface Probed {
  state: { started: boolean; draining: boolean };
  metrics: Metrics;
}

/** `/healthz`, `/readyz` and `/metrics`; true when the request was for one of them. Neither asks the gateway. */
export function createProbes({ state, metrics }: Probed): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    if (req.url === '/healthz') {
      res.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    } else if (req.url === '/readyz') {
      const reason = state.draining ? 'draining' : state.started ? undefined : 'starting';
      const reasons = reason === undefined ? [] : [reason];
      const body = JSON.stringify({ ready: reason === undefined, reasons });
      res.writeHead(reason === undefined ? 200 : 503, { 'content-type': 'application/json' }).end(body);
    } else if (req.url === '/metrics') {
      void metrics.registry.metrics().then((text) => {
        res.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text);
      });
    } else {
      return false;
    }
    return true;
  };
}
