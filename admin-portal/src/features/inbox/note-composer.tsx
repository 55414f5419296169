import { useChat } from '@ticketlab/ui/chat/chat-provider.tsx';
import { Composer } from '@ticketlab/ui/chat/composer.tsx';
import { useDraft } from '@ticketlab/ui/chat/use-draft.ts';
import { ErrorState } from '@ticketlab/ui/components/error-state.tsx';
import { useState } from 'react';
import classes from './inbox.module.css';
import { useWriteNote } from './use-notes.ts';

export function NoteComposer({ conversationId }: { conversationId: string }) {
  const { userId } = useChat();
  const [text, setText] = useDraft(`ticketlab-note-${userId}-${conversationId}`);
  const [clientNoteId, setClientNoteId] = useState(() => crypto.randomUUID());
  const write = useWriteNote(conversationId);
  return (
    <div className={classes['note']}>
      {write.error !== null && <ErrorState error={write.error} title="The note is not kept yet" />}
      <Composer
        label="Internal note"
        placeholder="Only admins see this"
        sendLabel="Keep the note"
        text={text}
        onText={setText}
        onSend={(note) => {
          if (write.isPending) return;
          write.mutate(
            { text: note, clientNoteId },
            {
              onSuccess: () => {
                setText('');
                setClientNoteId(crypto.randomUUID());
              },
            },
          );
        }}
      />
    </div>
  );
}
