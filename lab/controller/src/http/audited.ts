import { addPendingAudit } from '@ticketlab/service-kit/audit/pending-audit';
import type { Method, Route } from '@ticketlab/service-kit/http/route';
import type { Kit } from '@ticketlab/service-kit/kit';
import { currentContext } from '@ticketlab/service-kit/telemetry/context';

const verbs: Partial<Record<Method, string>> = { post: 'posted', put: 'set', delete: 'removed' };

/**
 * The same routes, each of which enters what an admin has changed with it into the audit log: `lab.services.scale.set` of
 * order-service, say. What was refused changes nothing and is not entered. Without Redis the log line has to do.
 */
export function audited(kit: Pick<Kit, 'redis' | 'log' | 'clock' | 'newId'>, routes: readonly Route[]): Route[] {
  return routes.map((route) => {
    const verb = verbs[route.method];
    if (verb === undefined || route.auth !== 'admin') return route;
    const words = route.path.split('/').filter((word) => word !== '' && word !== 'api' && !word.startsWith(':'));
    const action = [...words, verb].join('.');
    return {
      ...route,
      async handler(input) {
        const reply = await route.handler(input);
        const [subject = 'lab'] = Object.values(input.params as Record<string, string>);
        const entry = {
          ...{ id: kit.newId(), at: kit.clock().toISOString(), action, subject },
          actor: input.caller?.kind === 'user' ? input.caller.userId : null,
          requestId: currentContext()?.requestId ?? null,
          detail: input.body === undefined ? {} : { ...(input.body as object) },
        };
        await addPendingAudit(kit.redis, entry).catch((error: unknown) => {
          kit.log.error({ entry, err: error }, 'not entered into the audit log');
        });
        return reply;
      },
    };
  });
}
