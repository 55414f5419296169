import { Button, Stack, Text } from '@mantine/core';
import type { Order } from '@ticketlab/contracts/http/orders';
import { Link } from 'react-router';

/** A paid order is given back by support: customers ask there, with the order named. */
export function RefundHelp({ order }: { order: Order }) {
  const shortId = order.id.slice(-8);
  const subject = `Refund of order ${shortId}, ${order.eventTitle}`.slice(0, 120);
  return (
    <Stack gap="xs" align="flex-start" className="screen-only">
      <Text size="sm">
        This order is paid. Support can give the money back; the tickets become void then, and the places go back on
        sale.
      </Text>
      <Button component={Link} to={`/support/new?subject=${encodeURIComponent(subject)}`} variant="default">
        Ask support for a refund
      </Button>
    </Stack>
  );
}
