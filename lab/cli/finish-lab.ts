import type { LocalSettings } from '../runtimes/local/settings.ts';
import { createGatewayClient } from '../seed/gateway-client.ts';
import { seed } from '../seed/seed.ts';
import { smokeCheck } from '../seed/smoke-check.ts';
import type { LabPlan } from '../supervisor/plan.ts';
import { CliError } from './errors.ts';
import { gatewayUrl } from './gateway.ts';
import type { Steps } from './steps.ts';

/** Demo data and one purchase. When that fails the lab goes on running, so that one can look into it. */
export function finishLab(steps: Steps): (plan: LabPlan, settings: LocalSettings) => Promise<void> {
  return async (plan, { profile }) => {
    if (profile === 'production') return;
    const gateway = createGatewayClient(gatewayUrl(plan));
    try {
      await steps.run('load demo data', async () => {
        const added = await seed(gateway, new Date());
        return added === 0 ? 'nothing was missing' : `${added} events added`;
      });
      await steps.run('buy a ticket', () => smokeCheck(gateway));
    } catch (error) {
      throw new CliError(
        `${(error as Error).message}. The lab runs, but not as it should: ./deploy.sh status and ./deploy.sh logs tell ` +
          'more; ./deploy.sh tries again, ./deploy.sh down stops it.',
      );
    }
  };
}
