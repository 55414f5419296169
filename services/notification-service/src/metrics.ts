import { scrapedGauge } from '@ticketlab/service-kit/messaging/scraped-gauge';
import type { Metrics } from '@ticketlab/service-kit/telemetry/metrics';

/** What notification-service counts beyond what every service does. */
export function createNotificationMetrics(metrics: Metrics, countPendingMails: () => Promise<number>) {
  scrapedGauge(metrics, 'mails_pending', 'E-mails waiting to be sent', [], async () => [
    { labels: {}, value: await countPendingMails() },
  ]);
  return {
    mails: metrics.counter(
      'mails_total',
      'Tries to send an e-mail: sent, dropped (no account any more), postponed, failed',
      ['result'] as const,
    ),
  };
}
