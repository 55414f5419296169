import { Chip, Group } from '@mantine/core';
import { categoryChoices } from './category-names.ts';
import classes from './category-chips.module.css';

/** One category or all of them, each with how many events it would show. */
export function CategoryChips(props: {
  chosen: string | undefined;
  counts: readonly { value: string; count: number }[] | undefined;
  onChange: (category: string) => void;
}) {
  const countOf = (category: string) => props.counts?.find(({ value }) => value === category)?.count ?? 0;
  return (
    <Chip.Group
      multiple={false}
      value={props.chosen ?? ''}
      onChange={(value) => props.onChange(typeof value === 'string' ? value : '')}
    >
      <Group gap="xs" role="radiogroup" aria-label="Category" className={classes['chips'] ?? ''}>
        <Chip name="category" value="" variant="outline">
          All
        </Chip>
        {categoryChoices.map(({ value, label }) => (
          <Chip key={value} name="category" value={value} variant="outline">
            {label}
            {props.counts !== undefined && <span className={classes['count']}>{countOf(value)}</span>}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}
