import { Alert, Stack, Text, Title } from '@mantine/core';
import type { Event } from '@ticketlab/contracts/http/events';
import { useSession } from '@ticketlab/ui/auth/session-context.tsx';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { AnswerMarks } from '../../components/answer-marks.tsx';
import {
  countOf,
  emptyChoice,
  isChosen,
  saveChoice,
  toItems,
  withoutSeats,
  withQuantity,
  withSeat,
} from '../../lib/choice.ts';
import { forgetWish, isWishOpen } from '../../lib/wish-key.ts';
import { ChoiceBar } from './choice-bar.tsx';
import { takenSeats, withoutLost } from './losses.ts';
import { SeatPlan } from './seat-plan.tsx';
import { TierRow } from './tier-row.tsx';
import classes from './tier-row.module.css';
import { useAvailability } from './use-availability.ts';
import { useChoice } from './use-choice.ts';
import { orderWish, usePlaceOrder } from './use-place-order.ts';

const mostPerTier = 50;

/** Chooses places while others do the same, and turns the choice into an order. */
export function TicketChooser({ event }: { event: Event }) {
  const { state } = useSession();
  const navigate = useNavigate();
  const [choice, change] = useChoice(event.id);
  const [told, setTold] = useState<string[]>([]);
  const seated = useMemo(() => event.tiers.filter(({ kind }) => kind === 'seated'), [event.tiers]);
  const { places, seats } = useAvailability(event.id, seated.length > 0);
  const placing = usePlaceOrder(event.id);
  const taken = useMemo(() => takenSeats(seats.data?.data), [seats.data]);
  const isOnSale = places.data?.data.onSale ?? true;
  const room = event.maxPerCustomer - countOf(choice);
  const isPlacing = placing.isPending || placing.isSuccess;

  const lose = useEffectEvent(() => {
    const lost = isPlacing ? undefined : withoutLost(choice, event.tiers, { places: places.data?.data, taken });
    if (lost === undefined) return;
    change(() => lost.choice);
    setTold(lost.told);
  });
  const hasOpenWish = useEffectEvent(() => countOf(choice) > 0 && isWishOpen(orderWish(event.id), toItems(choice)));
  const place = useEffectEvent(() => buy());

  const isSignedIn = state.status === 'signed-in';
  // the page was reloaded while the order was on its way: what seems lost may be what we hold
  useEffect(() => {
    if (isSignedIn && hasOpenWish()) place();
  }, [isSignedIn]);
  useEffect(() => {
    if (!hasOpenWish()) lose();
  }, [taken, places.data]);

  function buy(): void {
    setTold([]);
    if (!isSignedIn) {
      void navigate(`/sign-in?from=${encodeURIComponent(`/events/${event.id}`)}`);
      return;
    }
    placing.mutate(toItems(choice), {
      onSuccess: ({ id }) => void goTo(id),
      onError: () => {
        void places.refetch();
        if (seated.length > 0) void seats.refetch();
      },
    });
  }

  async function goTo(orderId: string): Promise<void> {
    await navigate(`/checkout/${orderId}`);
    // not before: a reload until then leads to the same order again
    forgetWish(orderWish(event.id));
    saveChoice(event.id, emptyChoice);
  }

  function toggle(tierId: string, seatId: string): void {
    if (isPlacing) return;
    setTold([]);
    if (isChosen(choice, tierId, seatId)) change((now) => withoutSeats(now, tierId, [seatId]));
    else if (taken.has(`${tierId}/${seatId}`)) setTold([`Seat ${seatId} is taken.`]);
    else if (room <= 0) setTold([`At most ${event.maxPerCustomer} tickets per person. Give one up to choose another.`]);
    else change((now) => withSeat(now, tierId, seatId));
  }

  return (
    <section aria-labelledby="tickets">
      <Title order={2} size="h3" id="tickets">
        Tickets
      </Title>
      <Text size="sm" mb="md">
        At most {event.maxPerCustomer} per person.
      </Text>
      <AnswerMarks answer={places.data} what="What is left" />
      {places.error !== null && (
        <ErrorState error={places.error} title="What is left is not known" onRetry={places.refetch} />
      )}
      {!isOnSale && <Alert color="gray" title="Not on sale" mb="md" />}
      <ul className={classes['list']}>
        {event.tiers.map((tier) => {
          const available = places.data?.data.tiers.find(({ tierId }) => tierId === tier.id)?.available;
          const quantity = choice.quantities[tier.id] ?? 0;
          return (
            <TierRow
              key={tier.id}
              tier={tier}
              available={available}
              quantity={tier.kind === 'seated' ? (choice.seats[tier.id]?.length ?? 0) : quantity}
              most={Math.min(mostPerTier, available ?? mostPerTier, quantity + room)}
              isOnSale={isOnSale}
              onQuantity={(next) => change((now) => withQuantity(now, tier.id, next))}
            />
          );
        })}
      </ul>
      {seated.length > 0 && (
        <Stack mt="lg" gap="sm">
          <SeatPlan
            tiers={seated}
            stateOf={(tierId, seatId) =>
              isChosen(choice, tierId, seatId) ? 'chosen' : taken.has(`${tierId}/${seatId}`) ? 'taken' : 'free'
            }
            onToggle={toggle}
          />
          {seats.error !== null && (
            <ErrorState error={seats.error} title="The seat plan is not up to date" onRetry={seats.refetch} />
          )}
        </Stack>
      )}
      <ChoiceBar
        event={event}
        choice={choice}
        told={told}
        error={placing.error}
        onHeard={() => setTold([])}
        isSignedIn={isSignedIn}
        busy={isPlacing || state.status === 'unknown'}
        onChange={(next) => change(() => next)}
        onBuy={buy}
      />
    </section>
  );
}
