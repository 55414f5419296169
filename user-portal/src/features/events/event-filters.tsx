import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import type { eventPageSchema } from '@ticketlab/contracts/http/events';
import { formatMoney } from '@ticketlab/ui/format/format.ts';
import type { z } from 'zod';
import classes from './event-filters.module.css';
import type { Filters, Sort } from './search-filters.ts';

type Facets = z.output<typeof eventPageSchema>['facets'];

const shown = ['city', 'from', 'to', 'maxPrice', 'sort'] as const;

const prices = [10, 20, 30, 50, 100, 200];

const sorts: { value: Sort; label: string }[] = [
  { value: 'startsAt', label: 'Soonest first' },
  { value: '-startsAt', label: 'Latest first' },
  { value: 'price', label: 'Cheapest first' },
  { value: '-price', label: 'Most expensive first' },
  { value: 'title', label: 'By title' },
];

/**
 * City, days, price and order. What is chosen stays offered, even where it finds nothing. Phones show them when asked, so
 * that events are in sight.
 */
export function EventFilters(props: {
  filters: Filters;
  facets: Facets | undefined;
  onChange: (name: keyof Filters, value: string) => void;
  onClear: (() => void) | undefined;
}) {
  const { filters, onChange } = props;
  const [isOpen, { toggle }] = useDisclosure(false);
  const chosen = shown.filter((name) => filters[name] !== undefined).length;
  const change =
    (name: keyof Filters) =>
    ({ currentTarget }: { currentTarget: { value: string } }) =>
      onChange(name, currentTarget.value);
  return (
    <>
      <Button
        variant="default"
        hiddenFrom="sm"
        leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
        aria-expanded={isOpen}
        aria-controls="filters"
        onClick={toggle}
      >
        {chosen === 0 ? 'Filters and order' : `Filters and order (${chosen})`}
      </Button>
      <div id="filters" className={classes['filters']} data-open={isOpen} role="group" aria-label="Narrow down">
        <NativeSelect
          label="City"
          value={filters.city ?? ''}
          onChange={change('city')}
          data={[{ value: '', label: 'Everywhere' }, ...cityChoices(props.facets, filters.city)]}
        />
        <TextInput
          type="date"
          label="From"
          value={filters.from ?? ''}
          max={filters.to}
          onChange={change('from')}
          classNames={{ input: classes['date'] ?? '' }}
        />
        <TextInput
          type="date"
          label="To"
          value={filters.to ?? ''}
          min={filters.from}
          onChange={change('to')}
          classNames={{ input: classes['date'] ?? '' }}
        />
        <NativeSelect
          label="Price"
          value={filters.maxPrice ?? ''}
          onChange={change('maxPrice')}
          data={[{ value: '', label: 'Any' }, ...priceChoices(filters.maxPrice)]}
        />
        <NativeSelect
          label="Order"
          value={filters.sort ?? ''}
          onChange={change('sort')}
          data={
            filters.q === undefined
              ? sorts.map((sort, index) => (index === 0 ? { ...sort, value: '' } : sort))
              : [{ value: '', label: 'Best match' }, ...sorts]
          }
        />
        {props.onClear !== undefined && (
          <Button variant="subtle" onClick={props.onClear} className={classes['clear'] ?? ''}>
            Clear all
          </Button>
        )}
      </div>
    </>
  );
}

function cityChoices(facets: Facets | undefined, chosen: string | undefined) {
  const cities = (facets?.city ?? []).map(({ value, count }) => ({ value, label: `${value} (${count})` }));
  cities.sort((a, b) => a.value.localeCompare(b.value));
  const known = chosen === undefined || cities.some(({ value }) => value === chosen);
  return known ? cities : [{ value: chosen, label: `${chosen} (0)` }, ...cities];
}

function priceChoices(chosen: string | undefined) {
  const known = chosen === undefined || prices.includes(Number(chosen));
  const offered = known ? prices : [...prices, Number(chosen)].sort((a, b) => a - b);
  return offered.map((price) => ({
    value: String(price),
    label: `up to ${formatMoney({ amount: price * 100, currency: 'EUR' })}`,
  }));
}
