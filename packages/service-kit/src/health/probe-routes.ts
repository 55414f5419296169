import type { Health } from '@ticketlab/contracts/http/health';
import { Router } from 'express';
import { exchangeOf } from '../http/exchange.ts';
import type { Kit } from '../kit.ts';

/** /healthz, /readyz, /health, /info and /metrics, for probes, people and Prometheus. */
export function createProbeRoutes(kit: Kit): Router {
  const router = Router();

  // neither measured nor logged above debug: probes would drown the real traffic
  router.use(['/healthz', '/readyz', '/health', '/info', '/metrics'], (_req, res, next) => {
    exchangeOf(res).meter = null;
    next();
  });

  router.get('/healthz', (_req, res) => {
    res.type('text/plain').send('ok');
  });

  router.get('/readyz', async (_req, res) => {
    const reasons = await kit.health.unreadiness();
    res.status(reasons.length === 0 ? 200 : 503).json({ ready: reasons.length === 0, reasons });
  });

  router.get('/health', async (_req, res) => {
    const report = await kit.health.report();
    const body: Health = {
      status: report.status,
      service: kit.name,
      instance: kit.instance,
      version: kit.config.APP_VERSION,
      uptimeSeconds: Math.round(process.uptime() * 10) / 10,
      dependencies: report.dependencies,
      usage: report.usage,
    };
    res.status(report.status === 'down' ? 503 : 200).json(body);
  });

  router.get('/info', (_req, res) => {
    res.json({
      service: kit.name,
      instance: kit.instance,
      version: kit.config.APP_VERSION,
      commit: kit.config.APP_COMMIT,
      profile: kit.config.TICKETLAB_PROFILE,
      startedAt: kit.startedAt.toISOString(),
    });
  });

  router.get('/metrics', async (_req, res) => {
    const text = await kit.metrics.registry.metrics();
    res.type(kit.metrics.registry.contentType).send(text);
  });

  return router;
}
