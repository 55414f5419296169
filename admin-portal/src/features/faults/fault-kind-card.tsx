import { Button, Card, Stack, Text, Title } from '@mantine/core';
import type { FaultKindEntry } from '@ticketlab/contracts/http/faults';

/** A kind of fault: what it does, where it shows, what it leaves alone. */
export function FaultKindCard({ entry, onChoose }: { entry: FaultKindEntry; onChoose: () => void }) {
  return (
    <Card withBorder h="100%" padding="md">
      <Stack gap={6} h="100%">
        <Title order={3} size="h5">
          {toTitle(entry.kind)}
        </Title>
        <Text size="sm">{toSentence(entry.summary)}</Text>
        <Text size="sm">
          <b>Shows in:</b> {entry.symptom}
        </Text>
        <Text size="sm" mb="xs">
          <b>Spares:</b> {entry.spares}
        </Text>
        <Button
          variant="default"
          size="xs"
          mt="auto"
          mr="auto"
          onClick={onChoose}
          aria-label={`Start ${toTitle(entry.kind)}`}
        >
          Start …
        </Button>
      </Stack>
    </Card>
  );
}

/** `memory-leak` -> `Memory leak` */
export function toTitle(kind: string): string {
  return kind === 'cpu' ? 'CPU' : toSentence(kind.replaceAll('-', ' '));
}

function toSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
