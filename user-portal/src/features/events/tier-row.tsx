import { ActionIcon, Badge, Group, Skeleton, Text } from '@mantine/core';
import { IconMinus, IconPlus } from '@tabler/icons-react';
import type { Tier } from '@ticketlab/contracts/http/events';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import classes from './tier-row.module.css';

const fewLeft = 20;

/** A tier with its price and what is left of it. General admission is counted here, seats are chosen in the plan. */
export function TierRow(props: {
  tier: Tier;
  /** Undefined while that is not known. */
  available: number | undefined;
  quantity: number;
  most: number;
  isOnSale: boolean;
  onQuantity: (quantity: number) => void;
}) {
  const { tier, available, quantity } = props;
  return (
    <li className={classes['row']}>
      <div>
        <Text fw={650} id={`tier-${tier.id}`}>
          {tier.name}
        </Text>
        <Text className="tabular">{formatMoney(tier.price)}</Text>
      </div>
      <div className={classes['left']} role="status">
        {available === undefined ? <Skeleton width={72} height={20} /> : <Left available={available} />}
      </div>
      {tier.kind === 'seated' ? (
        <Text size="sm" className={classes['count'] ?? ''}>
          {quantity === 0 ? 'Choose in the plan below' : quantity === 1 ? '1 seat chosen' : `${quantity} seats chosen`}
        </Text>
      ) : (
        <Group
          gap="xs"
          wrap="nowrap"
          role="group"
          aria-labelledby={`tier-${tier.id}`}
          className={classes['count'] ?? ''}
        >
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={`One less of ${tier.name}`}
            disabled={quantity === 0}
            onClick={() => props.onQuantity(quantity - 1)}
          >
            <IconMinus size={18} aria-hidden />
          </ActionIcon>
          <output
            className={`${classes['quantity'] ?? ''} tabular`}
            aria-live="polite"
            aria-label={`${tier.name}: ${quantity}`}
          >
            {quantity}
          </output>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={`One more of ${tier.name}`}
            disabled={!props.isOnSale || quantity >= props.most}
            onClick={() => props.onQuantity(quantity + 1)}
          >
            <IconPlus size={18} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </li>
  );
}

function Left({ available }: { available: number }) {
  if (available === 0) {
    return (
      <Badge color="gray" variant="default" tt="none">
        Sold out
      </Badge>
    );
  }
  return <Text size="sm">{available <= fewLeft ? `Only ${available} left` : 'Available'}</Text>;
}
