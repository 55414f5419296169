import type { AvailabilityPush } from '@ticketlab/contracts/sockets/notifications';
import { useNotificationSocket } from '@ticketlab/ui/notifications/notifications-provider.tsx';
import { useEffect, useEffectEvent, useState } from 'react';

/** Watches an event while somebody who is signed in looks at it. Whether pushes come. */
export function useAvailabilityPushes(eventId: string, onPush: (push: AvailabilityPush) => void): boolean {
  const socket = useNotificationSocket();
  const [isWatching, setIsWatching] = useState(false);
  const handle = useEffectEvent(onPush);

  useEffect(() => {
    if (socket === undefined) return;
    const watch = (): void => {
      socket.emit('event:watch', eventId, ({ ok }) => setIsWatching(ok));
    };
    const lose = (): void => setIsWatching(false);
    const take = (push: AvailabilityPush): void => {
      if (push.eventId === eventId) handle(push);
    };
    socket.on('connect', watch);
    socket.on('disconnect', lose);
    socket.on('availability', take);
    if (socket.connected) watch();
    return () => {
      socket.off('connect', watch);
      socket.off('disconnect', lose);
      socket.off('availability', take);
      socket.emit('event:unwatch', eventId);
      lose();
    };
  }, [socket, eventId]);

  return isWatching;
}
