import { ActionIcon, Group, Text, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { ReactNode, Ref } from 'react';

const mostCharacters = 2_000;
const tellFrom = 1_800;

/** Where a message is written. Enter sends, Shift+Enter begins a new line. */
export function Composer(props: {
  label: string;
  text: string;
  onText: (text: string) => void;
  onSend: (text: string) => void;
  onInput?: () => void;
  onBlur?: () => void;
  placeholder?: string;
  sendLabel?: string;
  tools?: ReactNode;
  field?: Ref<HTMLTextAreaElement>;
}) {
  const { text } = props;
  const send = (): void => {
    if (text.trim() !== '') props.onSend(text.trim());
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <Textarea
          ref={props.field}
          flex={1}
          aria-label={props.label}
          placeholder={props.placeholder}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={mostCharacters}
          value={text}
          onBlur={props.onBlur}
          onChange={({ currentTarget }) => {
            props.onText(currentTarget.value);
            props.onInput?.();
          }}
          onKeyDown={(event) => {
            // while an input method composes, Enter is its
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {props.tools}
        <ActionIcon type="submit" size={36} disabled={text.trim() === ''} aria-label={props.sendLabel ?? 'Send'}>
          <IconSend size={18} aria-hidden />
        </ActionIcon>
      </Group>
      {text.length > tellFrom && (
        <Text size="xs" mt={4} role="status">
          {mostCharacters - text.length} characters left
        </Text>
      )}
    </form>
  );
}
