import { Center, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCheck, IconClock, IconQrcode, IconX } from '@tabler/icons-react';
import type { ScanResult } from '@ticketlab/contracts/http/tickets';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatClock } from '@ticketlab/ui/format/format.ts';
import classes from './outcome-panel.module.css';
import type { Scan } from './use-scans.ts';

type Outcome = ScanResult['outcome'];

export const outcomes: Record<Outcome, { title: string; tone: 'good' | 'wait' | 'bad'; Icon: typeof IconCheck }> = {
  admitted: { title: 'Let in', tone: 'good', Icon: IconCheck },
  'already-used': { title: 'Used already', tone: 'bad', Icon: IconX },
  void: { title: 'Void', tone: 'bad', Icon: IconBan },
  'other-event': { title: 'Another event', tone: 'wait', Icon: IconClock },
  forged: { title: 'Not a ticket', tone: 'bad', Icon: IconAlertTriangle },
};

/** The answer, to be read from two steps away: a colour, a sign and words. */
export function OutcomePanel(props: { scan: Scan | undefined; isScanning: boolean; failure: Error | null }) {
  const { scan, failure } = props;
  if (failure !== null) return <ErrorState error={failure} title="This ticket was not checked" />;
  if (scan === undefined) {
    return (
      <Center className={classes.panel} data-tone="none">
        <Stack align="center" gap="xs">
          <IconQrcode size={72} stroke={1.2} aria-hidden />
          <Text>The answer will stand here.</Text>
        </Stack>
      </Center>
    );
  }
  const { ticket, outcome, detail, usedAt } = scan.result;
  const { title, tone, Icon } = outcomes[outcome];
  return (
    <Center className={classes.panel} data-tone={tone} role="status" aria-live="assertive" aria-busy={props.isScanning}>
      <Stack align="center" gap="xs" ta="center" key={scan.key}>
        <Icon size={96} stroke={2.4} aria-hidden />
        <Text className={classes.title}>{title}</Text>
        <Text size="lg" fw={600}>
          {detail}
        </Text>
        {ticket !== null && (
          <Text>
            {ticket.eventTitle}, {ticket.tierName}
            {ticket.seatId !== null && `, seat ${ticket.seatId}`}
          </Text>
        )}
        {outcome === 'already-used' && usedAt !== null && <Text>Let in at {formatClock(usedAt)}</Text>}
      </Stack>
    </Center>
  );
}
