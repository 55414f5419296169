import { Badge } from '@mantine/core';

/** Colours by meaning; the word says the same. */
const colors: Record<string, string> = {
  draft: 'gray',
  published: 'green',
  cancelled: 'red',
  finished: 'blue',
  pending: 'yellow',
  awaiting_payment: 'yellow',
  confirmed: 'green',
  rejected: 'red',
  expired: 'gray',
  refunding: 'orange',
  refunded: 'blue',
  processing: 'yellow',
  captured: 'green',
  declined: 'red',
  valid: 'green',
  'checked-in': 'blue',
  void: 'gray',
};

/** A state of an event, order, payment or ticket. */
export function StateBadge({ state }: { state: string }) {
  const key = state.toLowerCase();
  return (
    <Badge
      component="span"
      variant="dot"
      color={colors[key] ?? 'gray'}
      tt="none"
      fw={600}
      size="md"
      radius="sm"
      miw="max-content"
    >
      {toWords(state)}
    </Badge>
  );
}

/** `AWAITING_PAYMENT` reads `Awaiting payment`. */
export function toWords(state: string): string {
  const words = state.toLowerCase().replaceAll(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
