import { useSupportOnline } from '@ticketlab/ui/chat/use-presence.ts';

/** Who will answer, and how soon. */
export function SupportPresence() {
  const online = useSupportOnline();
  return (
    <span role="status">
      {online === undefined && 'Ask us anything about your tickets.'}
      {online === true && 'Somebody from support is here now.'}
      {online === false && 'Nobody from support is here right now: the answer comes as notification and e-mail.'}
    </span>
  );
}
