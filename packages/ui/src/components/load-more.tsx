import { Button, Center, Text } from '@mantine/core';

/** The end of a keyset-paged list: more, or the word that this is all. */
export function LoadMore(props: {
  hasMore: boolean;
  loading: boolean;
  onMore: () => unknown;
  shown: number;
  noun: string;
}) {
  return (
    <Center py="md">
      {props.hasMore ? (
        <Button variant="default" loading={props.loading} onClick={() => props.onMore()}>
          Show more {props.noun}
        </Button>
      ) : (
        <Text size="sm" c="dimmed">
          {props.shown === 1 ? 'That is the only one.' : `That is all ${props.shown} ${props.noun}.`}
        </Text>
      )}
    </Center>
  );
}
