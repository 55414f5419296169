import { Alert, Button, Group, Pill, Text } from '@mantine/core';
import type { Event } from '@ticketlab/contracts/http/events';
import { toApiError } from '@ticketlab/ui/api/api-error.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import { type Choice, countOf, sumOf, withoutSeats } from '../../lib/choice.ts';
import classes from './choice-bar.module.css';

/** What is chosen, what it costs, and the way on. Stays in sight while the page is scrolled. */
export function ChoiceBar(props: {
  event: Event;
  choice: Choice;
  /** What the reader should know of the choice, such as that a seat was lost. */
  told: readonly string[];
  onHeard: () => void;
  /** Why the order could not be placed. */
  error: unknown;
  isSignedIn: boolean;
  busy: boolean;
  onChange: (choice: Choice) => void;
  onBuy: () => void;
}) {
  const { event, choice } = props;
  const count = countOf(choice);
  const seats = event.tiers.flatMap(({ id }) => (choice.seats[id] ?? []).map((seatId) => ({ tierId: id, seatId })));
  return (
    <div className={classes['bar']} data-idle={count === 0 && props.told.length === 0 && props.error === null}>
      {props.error !== null && (
        <div className={classes['error']}>
          <ErrorState error={props.error} {...(toApiError(props.error).isTemporary && { onRetry: props.onBuy })} />
        </div>
      )}
      <div role="status">
        {props.told.length > 0 && (
          <Alert color="yellow" mb="xs" py="xs" withCloseButton closeButtonLabel="Close" onClose={props.onHeard}>
            {props.told.join(' ')}
          </Alert>
        )}
      </div>
      {seats.length > 0 && (
        <Group gap={6} component="ul" aria-label="Chosen seats" className={classes['seats'] ?? ''}>
          {seats.map(({ tierId, seatId }) => (
            <li key={`${tierId}/${seatId}`}>
              <Pill
                size="md"
                className={classes['seat'] ?? ''}
                withRemoveButton
                onRemove={() => props.onChange(withoutSeats(choice, tierId, [seatId]))}
                removeButtonProps={{ 'aria-label': `Give seat ${seatId} up`, 'aria-hidden': false, tabIndex: 0 }}
              >
                {seatId}
              </Pill>
            </li>
          ))}
        </Group>
      )}
      <Group justify="space-between" wrap="nowrap" gap="md">
        <div aria-live="polite">
          <Text size="sm">{count === 0 ? 'Nothing chosen yet' : count === 1 ? '1 ticket' : `${count} tickets`}</Text>
          <Text fw={700} size="lg" className="tabular">
            {formatMoney(sumOf(choice, event.tiers, event.currency))}
          </Text>
        </div>
        <Button size="md" disabled={count === 0} loading={props.busy} onClick={props.onBuy}>
          {props.isSignedIn ? 'Reserve and pay' : 'Sign in and buy'}
        </Button>
      </Group>
    </div>
  );
}
