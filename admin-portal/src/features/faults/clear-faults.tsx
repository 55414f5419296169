import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFaultActions } from './use-faults.ts';

/** Ends everything at once, after asking: during an exercise it is giving up. */
export function ClearFaults({ count, exerciseRunning }: { count: number; exerciseRunning: boolean }) {
  const [opened, { open, close }] = useDisclosure(false);
  const { clear } = useFaultActions();
  const run = async () => {
    const { cleared, exerciseEnded } = await clear.mutateAsync();
    const faults = `${cleared} ${cleared === 1 ? 'fault has' : 'faults have'} ended`;
    notifications.show({ message: exerciseEnded ? `${faults}; the exercise counts as given up.` : `${faults}.` });
  };
  return (
    <>
      <Button variant="default" disabled={count === 0 && !exerciseRunning} onClick={open}>
        Clear all faults
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={exerciseRunning ? 'Give the exercise up?' : 'End every fault now?'}
        confirm={exerciseRunning ? 'Clear and give up' : 'End them all'}
        danger={exerciseRunning}
        run={run}
      >
        <Text>
          {exerciseRunning
            ? 'An exercise is running. Clearing its faults ends the trouble, but it earns no points.'
            : 'The system returns to normal within a few seconds.'}
        </Text>
      </ConfirmDialog>
    </>
  );
}
