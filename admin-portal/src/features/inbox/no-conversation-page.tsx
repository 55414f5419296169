import { Center } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { EmptyState } from '@ticketlab/ui/components/empty-state.tsx';
import { CounterpartSwitch } from '@ticketlab/ui/lab/counterpart-switch.tsx';

export function Component() {
  return (
    <Center flex={1}>
      <div>
        <EmptyState icon={<IconInbox size={32} aria-hidden />} title="No conversation is open">
          Pick one from the queue. While this page is open, customers see that somebody is here.
        </EmptyState>
        <CounterpartSwitch side="customer" label="Let the lab play a customer" />
      </div>
    </Center>
  );
}
