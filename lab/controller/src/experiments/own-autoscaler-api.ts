import type { AutoscalerApi } from '../../../autoscaler/experiment/lab-api.ts';
import type { Autoscaler } from '../autoscaler/autoscaler.ts';

/** What an experiment asks of the autoscaler, without the way through the gateway. */
export function toAutoscalerApi(
  autoscaler: Pick<Autoscaler, 'status' | 'timeline' | 'set' | 'settings'>,
): AutoscalerApi {
  return {
    status: () => Promise.resolve(autoscaler.status()),
    decisions: (service, since) =>
      Promise.resolve(autoscaler.timeline(service).filter(({ at }) => Date.parse(at) > Date.parse(since))),
    set(change) {
      autoscaler.set(change);
      return Promise.resolve(autoscaler.settings());
    },
  };
}
