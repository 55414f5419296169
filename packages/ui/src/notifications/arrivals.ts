import type { Notification } from '@ticketlab/contracts/http/notifications';

const quietMs = 120;
const mostRemembered = 1_000;

/** Hands notifications on in portions, as they arrive together, and each only once. */
export function createArrivals(onArrived: (notifications: Notification[]) => void) {
  const seen = new Set<string>();
  let waiting: Notification[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const hand = (): void => {
    const portion = waiting;
    waiting = [];
    onArrived(portion);
  };
  return {
    accept(notification: Notification): void {
      if (seen.has(notification.id)) return;
      seen.add(notification.id);
      if (seen.size > mostRemembered) {
        const [oldest] = seen;
        if (oldest !== undefined) seen.delete(oldest);
      }
      waiting.push(notification);
      clearTimeout(timer);
      timer = setTimeout(hand, quietMs);
    },
    close(): void {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
