import { Button, Select, SimpleGrid, TextInput } from '@mantine/core';
import type { OrderState } from '@ticketlab/contracts/http/orders';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { EventSelect } from '../../components/event-select.tsx';
import { SearchInput } from '../../components/search-input.tsx';
import { toWords } from '../../components/state-badge.tsx';

export const filterNames = ['state', 'eventId', 'userId', 'from', 'to', 'shortId'] as const;
type FilterName = (typeof filterNames)[number];

const states: OrderState[] = [
  'PENDING',
  'AWAITING_PAYMENT',
  'CONFIRMED',
  'REJECTED',
  'CANCELLED',
  'EXPIRED',
  'REFUNDING',
  'REFUNDED',
];

/** All of them live in the address. */
export function OrderFilters(props: {
  filters: Partial<Record<FilterName, string>>;
  onChange: (name: FilterName, value: string | null) => void;
  onClear: () => void;
  isFiltered: boolean;
}) {
  const { filters, onChange } = props;
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} mb="md" spacing="sm" style={{ alignItems: 'end' }}>
      <Select
        label="State"
        placeholder="Any state"
        clearable
        clearButtonProps={{ 'aria-label': 'Any state' }}
        data={states.map((value) => ({ value, label: toWords(value) }))}
        value={filters.state ?? null}
        onChange={(value) => onChange('state', value)}
      />
      <EventSelect label="Event" value={filters.eventId} onChange={(value) => onChange('eventId', value)} />
      <CustomerSelect value={filters.userId} onChange={(value) => onChange('userId', value)} />
      <SearchInput
        label="Order number"
        placeholder="Last 8 characters"
        maxLength={8}
        value={filters.shortId}
        onSearch={(typed) => onChange('shortId', /^[0-9a-f]{8}$/i.test(typed) ? typed.toLowerCase() : null)}
      />
      <TextInput
        type="date"
        label="Placed from"
        value={filters.from ?? ''}
        onChange={({ currentTarget }) => onChange('from', currentTarget.value)}
      />
      <TextInput
        type="date"
        label="Placed until"
        value={filters.to ?? ''}
        onChange={({ currentTarget }) => onChange('to', currentTarget.value)}
      />
      <Button variant="default" disabled={!props.isFiltered} onClick={props.onClear}>
        Clear filters
      </Button>
    </SimpleGrid>
  );
}
