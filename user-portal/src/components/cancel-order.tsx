import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Order } from '@ticketlab/contracts/http/orders';
import { useApi } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { orderKey } from '../lib/use-order.ts';

/** Gives the places of an order back that is not paid yet, after a question. */
export function CancelOrder({ order, label }: { order: Order; label: string }) {
  const api = useApi();
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useMutation({
    mutationFn: () => api.request<Order>(`/api/orders/${order.id}/cancel`, { method: 'POST' }),
    onSuccess: close,
    // it may have been paid meanwhile
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: orderKey(order.id) }),
        queries.invalidateQueries({ queryKey: ['orders', 'list'] }),
      ]),
  });
  return (
    <>
      <Button variant="subtle" color="gray" onClick={open}>
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Give the places back?"
        closeButtonProps={{ 'aria-label': 'Close' }}
        centered
      >
        <Stack>
          <Text>
            Others can buy them at once. Nothing has been charged, and there is no way to get the same places back for
            sure.
          </Text>
          {cancel.error !== null && <ErrorState error={cancel.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close} data-autofocus>
              Keep them
            </Button>
            <Button color="red.9" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Give them back
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
