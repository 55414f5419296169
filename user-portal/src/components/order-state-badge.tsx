import { Badge } from '@mantine/core';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { orderStateName } from '../lib/order-words.ts';

const colours: Record<OrderState, string> = {
  PENDING: 'blue.8',
  AWAITING_PAYMENT: 'yellow.5',
  CONFIRMED: 'teal.9',
  REJECTED: 'red.9',
  CANCELLED: 'gray.7',
  EXPIRED: 'gray.7',
  REFUNDING: 'indigo.8',
  REFUNDED: 'indigo.8',
};

export function OrderStateBadge({ state }: { state: OrderState }) {
  return (
    <Badge color={colours[state]} variant="filled" autoContrast tt="none" size="lg" fw={600}>
      {orderStateName(state)}
    </Badge>
  );
}
