import type { TicketlabEvent } from '@ticketlab/contracts/events/all-events';
import type { PersonalNotice } from './notice.ts';

type UserEvent = Extract<TicketlabEvent, { type: `ticketlab.user.${string}` }>;

/** What the owner of an account is told; undefined for what they did themselves a moment ago. */
export function toAccountNotice(event: UserEvent): PersonalNotice | undefined {
  const common = { source: event.id, userId: event.data.userId };
  const security = (title: string, body: string): PersonalNotice => ({
    ...common,
    kind: 'security',
    title,
    body,
    link: '/account',
    email: true,
  });
  switch (event.type) {
    case 'ticketlab.user.registered.v1':
      return {
        ...common,
        kind: 'welcome',
        title: 'Welcome to Ticketlab',
        body: 'Your account is ready. Tell us what you would like to see, and we keep you posted here.',
        link: '/',
        email: true,
      };
    case 'ticketlab.user.updated.v1':
      if (!event.data.changed.includes('password')) return undefined;
      return security(
        'Your password was changed',
        'Every other session has ended. If this was not you, ask for a new password at once.',
      );
    case 'ticketlab.user.role-changed.v1':
      return security(
        event.data.role === 'ADMIN' ? 'You are an administrator now' : 'You are no administrator any more',
        'Sign in again to go on.',
      );
    case 'ticketlab.user.locked.v1': {
      const { locked, reason } = event.data;
      const why = reason === null || reason === '' ? '' : ` Reason: ${reason}`;
      return locked
        ? security('Your account was locked', `You cannot sign in until the lock is lifted.${why}`)
        : security('Your account is open again', `You can sign in as before.${why}`);
    }
    case 'ticketlab.user.logged-in.v1':
    case 'ticketlab.user.erased.v1':
      return undefined;
  }
}
