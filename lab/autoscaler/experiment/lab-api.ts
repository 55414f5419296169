import {
  autoscalerSettingsSchema,
  autoscalerStatusSchema,
  autoscalerTimelineSchema,
  type AutoscalerChange,
  type AutoscalerDecision,
  type AutoscalerSettings,
  type AutoscalerStatus,
} from '@ticketlab/contracts/http/autoscaler';
import { problemSchema } from '@ticketlab/contracts/problem';

/** The autoscaler of a running lab, through its gateway. */
export interface AutoscalerApi {
  status(): Promise<AutoscalerStatus>;
  /** The decisions about a service after that time (ISO 8601), oldest first. */
  decisions(service: string, since: string): Promise<AutoscalerDecision[]>;
  set(change: AutoscalerChange): Promise<AutoscalerSettings>;
}

const path = '/api/lab/autoscaler';

/** `signIn` yields an access token; it is asked again when one has run out. */
export function createAutoscalerApi(gateway: string, signIn: () => Promise<string>): AutoscalerApi {
  let token: string | undefined;

  async function call(method: 'GET' | 'PUT', query: string, body?: unknown): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      token ??= await signIn();
      const response = await fetch(`${gateway}${path}${query}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const answer: unknown = await response.json().catch(() => undefined);
      if (response.ok) return answer;
      token = undefined;
      if (response.status === 401 && attempt === 1) continue;
      const problem = problemSchema.safeParse(answer).data;
      throw new Error(
        `${method} ${path} answered ${response.status} (${problem?.detail ?? problem?.title ?? 'no reason'})`,
      );
    }
  }

  return {
    status: async () => autoscalerStatusSchema.parse(await call('GET', '')),
    decisions: async (service, since) =>
      autoscalerTimelineSchema.parse(
        await call('GET', `/timeline?${new URLSearchParams({ service, since }).toString()}`),
      ).items,
    set: async (change) => autoscalerSettingsSchema.parse(await call('PUT', '', change)),
  };
}
