import { demoAccounts, type DemoRole } from '../../../runtimes/local/accounts.ts';
import type { GatewayClient } from '../../../seed/gateway-client.ts';
import { signIn } from '../../../seed/sign-in.ts';

/** Shorter than the quarter of an hour that access tokens live. */
const keptMs = 300_000;

/** Access tokens of the demo accounts, kept for some minutes. */
export function createTokens(gateway: GatewayClient, clock: () => number) {
  const kept = new Map<DemoRole, { token: string; until: number }>();
  return {
    async of(role: DemoRole): Promise<string> {
      const known = kept.get(role);
      if (known !== undefined && known.until > clock()) return known.token;
      const token = await signIn(gateway, demoAccounts[role]);
      kept.set(role, { token, until: clock() + keptMs });
      return token;
    },
  };
}
