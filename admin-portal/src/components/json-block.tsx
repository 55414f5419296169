import { Code } from '@mantine/core';
import { ScrollRegion } from './scroll-region.tsx';

/** JSON laid out to be read; what is none stays as it is. */
export function JsonBlock({ label, text }: { label: string; text: string }) {
  return (
    <ScrollRegion label={label}>
      <Code block>{toPretty(text)}</Code>
    </ScrollRegion>
  );
}

function toPretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
