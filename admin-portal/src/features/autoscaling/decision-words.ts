import type { AutoscalerDecision } from '@ticketlab/contracts/http/autoscaler';
import { formatNumber } from '@ticketlab/ui/format/format.ts';

/** `cpu 36 %, memory 28 %`: what the metrics say, as far as it is known. */
export function toUsage(decision: AutoscalerDecision | null): string {
  if (decision === null || decision.metrics.length === 0) return '–';
  return decision.metrics
    .map(({ metric, current, target }) => {
      const name = metric.replace(/ utilization$/, '');
      if (current === null) return `${name} unknown`;
      return `${name} ${formatNumber(current)}${target.type === 'Utilization' ? '\u00a0%' : ''}`;
    })
    .join(', ');
}

/** The utilisation of a resource at a decision; null when it was not known. */
export function usageOf(decision: AutoscalerDecision, resource: string): number | null {
  return decision.metrics.find(({ metric }) => metric === `${resource} utilization`)?.current ?? null;
}
