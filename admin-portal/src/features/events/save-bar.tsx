import { Button, Group, Text } from '@mantine/core';
import classes from './save-bar.module.css';

/** Stays in sight under a long form. */
export function SaveBar(props: { isDirty: boolean; isSaving: boolean; onDiscard: () => void; errors: number }) {
  const { isDirty, errors } = props;
  return (
    <Group className={classes.bar} justify="flex-end" gap="xs">
      <Text size="sm" role="status" mr="auto">
        {errors > 0
          ? `${errors} ${errors === 1 ? 'field needs' : 'fields need'} another look.`
          : isDirty
            ? 'Not saved yet.'
            : 'Everything is saved.'}
      </Text>
      <Button variant="default" disabled={!isDirty || props.isSaving} onClick={props.onDiscard}>
        Discard changes
      </Button>
      <Button type="submit" disabled={!isDirty} loading={props.isSaving}>
        Save
      </Button>
    </Group>
  );
}
