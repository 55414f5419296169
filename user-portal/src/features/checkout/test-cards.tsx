import { Button, Group, Text } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { type TestCard, testCards } from '@ticketlab/contracts/http/payments';
import { useLabMode } from '@ticketlab/ui/lab/use-lab-mode.ts';

const names: Record<TestCard, string> = {
  success: 'Goes through',
  declined: 'Declined',
  insufficientFunds: 'Not enough funds',
  expiredCard: 'Expired card',
  slowConfirmation: 'Slow',
  timeoutCaptured: 'Times out',
  providerDown: 'Provider down',
};

const choices = Object.entries(testCards) as [TestCard, string][];

/** In a lab: the cards that decide by their number what happens, each one click away. */
export function TestCards({ onChoose }: { onChoose: (number: string) => void }) {
  const lab = useLabMode();
  if (lab == null) return null;
  return (
    <div role="group" aria-label="Test cards of this lab">
      <Text size="sm" mb="xs">
        <IconFlask size={14} aria-hidden /> No money moves in this lab. Fill in a test card:
      </Text>
      <Group gap="xs">
        {choices.map(([name, number]) => (
          <Button key={name} variant="default" size="compact-sm" fw={500} onClick={() => onChoose(number)}>
            {names[name]}
          </Button>
        ))}
      </Group>
    </div>
  );
}
