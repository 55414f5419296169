import {
  autoscalerSettingsSchema,
  autoscalerStatusSchema,
  autoscalerTimelineSchema,
  type AutoscalerChange,
  type AutoscalerDecision,
  type AutoscalerSettings,
  type AutoscalerStatus,
} from '@ticketlab/contracts/http/autoscaler';
import type { LabClient } from '../../client/lab-client.ts';

/** The autoscaler of a running lab. */
export interface AutoscalerApi {
  status(): Promise<AutoscalerStatus>;
  /** The decisions about a service after that time (ISO 8601), oldest first. */
  decisions(service: string, since: string): Promise<AutoscalerDecision[]>;
  set(change: AutoscalerChange): Promise<AutoscalerSettings>;
}

const path = '/autoscaler';

export function createAutoscalerApi(lab: LabClient): AutoscalerApi {
  return {
    status: () => lab.call('GET', path, autoscalerStatusSchema),
    async decisions(service, since) {
      const query = new URLSearchParams({ service, since }).toString();
      return (await lab.call('GET', `${path}/timeline?${query}`, autoscalerTimelineSchema)).items;
    },
    set: (change) => lab.call('PUT', path, autoscalerSettingsSchema, change),
  };
}
