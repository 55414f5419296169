import type { auditEntrySchema } from '@ticketlab/contracts/http/notifications';
import type { User } from '@ticketlab/contracts/http/users';

export type AuditEntry = ReturnType<typeof auditEntrySchema.parse>;

/** What happened: `order.refund-requested` reads `Order refund requested`. */
export function describeAction({ action, detail }: Pick<AuditEntry, 'action' | 'detail'>): string {
  // one event says both
  if (action === 'user.locked' && detail['locked'] === false) return 'User unlocked';
  return toWords(action);
}

/** `refundReason`, `refund-reason` and `refund.reason` read `Refund reason`. */
function toWords(name: string): string {
  const words = name
    .replaceAll(/[.-]/g, ' ')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The account behind `admin:<id>`, `user:<id>` or a bare id; undefined where no person acted. */
export function personOf(actor: string | null): string | undefined {
  return /^(?:admin:|user:)?([0-9a-f]{8}-[0-9a-f-]{27})$/.exec(actor ?? '')?.[1];
}

export function describeActor(actor: string | null, people: ReadonlyMap<string, User>): string {
  if (actor === null) return 'the system';
  const person = personOf(actor);
  return person === undefined
    ? actor.replace(/^service:/, '')
    : (people.get(person)?.displayName ?? `account ${person.slice(-8)}`);
}

/** What the entry knows beyond its columns, one line a member; nested values as short JSON, what is not set left out. */
export function detailLines(detail: Record<string, unknown>): { name: string; value: string }[] {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ({
      name: toWords(name),
      value: typeof value === 'string' ? value : JSON.stringify(value),
    }));
}
