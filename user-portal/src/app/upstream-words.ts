import type { UpstreamWords } from '@ticketlab/ui/live/upstream-status.tsx';

/** What customers miss while a service is out of order. */
export const upstreamWords: UpstreamWords = {
  'user-service': {
    broken: 'Signing in and account changes do not work right now.',
    fine: 'Whoever is signed in can go on browsing and buying for a while.',
  },
  'event-service': {
    broken: 'The programme cannot be updated right now.',
    fine: 'You see the last copy of it; your orders and tickets work.',
  },
  'ticket-service': {
    broken: 'Tickets and free places cannot be shown right now.',
    fine: 'Browsing works, and what you have bought stays yours.',
  },
  'order-service': {
    broken: 'Orders cannot be placed or shown right now.',
    fine: 'Browsing and your tickets work.',
  },
  'payment-service': {
    broken: 'Payments cannot be taken right now.',
    fine: 'Everything else works, and a payment that is under way is settled by itself.',
  },
  'notification-service': {
    broken: 'Notifications come late right now.',
    fine: 'Everything else works, and none gets lost.',
  },
  'chat-service': {
    broken: 'The support chat does not work right now.',
    fine: 'Everything else works, and what you write there is sent later.',
  },
};
