import { autoscalerStatusSchema } from '@ticketlab/contracts/http/autoscaler';
import { faultListSchema } from '@ticketlab/contracts/http/faults';
import type { LabFacts } from './frame.ts';

/** Asks lab-controller, which needs an admin's token; null whatever the reason why it does not answer. */
export function createLabFactsReader(baseUrl: string, readToken: () => Promise<string>) {
  let token: string | undefined;

  async function get(path: string): Promise<unknown> {
    token ??= await readToken();
    const response = await fetch(baseUrl + path, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(1_500),
    });
    if (response.status === 401) token = undefined;
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  }

  return async (): Promise<LabFacts | null> => {
    try {
      const [status, faults] = await Promise.all([get('/api/lab/autoscaler'), get('/api/lab/faults')]);
      const { settings, problem, services } = autoscalerStatusSchema.parse(status);
      return {
        autoscalerProblem: settings.enabled ? problem : 'off',
        autoscaler: services.flatMap(({ service, decision }) =>
          decision === null
            ? []
            : [{ service, current: decision.current, desired: decision.desired, text: decision.text, at: decision.at }],
        ),
        faults: faultListSchema.parse(faults).items.map(({ kind, target, expiresAt }) => ({
          kind,
          target: [target.service, target.instance, target.route].filter((part) => part !== undefined).join(' '),
          expiresAt,
        })),
      };
    } catch {
      return null;
    }
  };
}
