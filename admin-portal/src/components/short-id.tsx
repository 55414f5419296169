import { Code, Tooltip } from '@mantine/core';

/** The end of an id, which differs between neighbours; the whole id on hovering. */
export function ShortId({ id }: { id: string }) {
  return (
    <Tooltip label={id} withArrow openDelay={300}>
      <Code>{shortId(id)}</Code>
    </Tooltip>
  );
}

/** The last eight characters, as people read them out. */
export const shortId = (id: string): string => id.slice(-8);
