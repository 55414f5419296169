import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { Link, useNavigate } from 'react-router';
import { choiceOf, saveChoice } from '../../lib/choice.ts';
import { reasonInWords } from '../../lib/order-words.ts';
import type { OrderDetail } from '../../lib/use-order.ts';

/** Why nothing came of the order, and a way to start anew with the same choice. */
export function CheckoutEnded({ order }: { order: OrderDetail }) {
  const navigate = useNavigate();
  const chooseAgain = (): void => {
    saveChoice(order.eventId, choiceOf(order));
    void navigate(`/events/${order.eventId}`);
  };
  const isRefund = order.state === 'REFUNDING' || order.state === 'REFUNDED';
  return (
    <Alert color={isRefund ? 'indigo' : 'yellow'} title={headline(order)}>
      <Stack gap="md">
        <Text size="sm">{reasonInWords(order.reason) || 'The places went back on sale. Nothing was charged.'}</Text>
        <Group gap="sm">
          <Button onClick={chooseAgain}>Choose places again</Button>
          <Button component={Link} to={`/orders/${order.id}`} variant="default">
            See this order
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

function headline({ state }: OrderDetail): string {
  if (state === 'EXPIRED') return 'The time to pay has run out';
  if (state === 'CANCELLED') return 'You gave these places back';
  if (state === 'REFUNDING') return 'The refund is on its way';
  if (state === 'REFUNDED') return 'The refund is done';
  return 'Somebody was faster';
}
