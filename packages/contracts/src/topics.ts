export const topics = [
  'user-events',
  'event-notifications',
  'order-events',
  'payment-events',
  'ticket-events',
] as const;

export type Topic = (typeof topics)[number];

export function deadLetterTopic(topic: Topic): `${Topic}.dlq` {
  return `${topic}.dlq`;
}
