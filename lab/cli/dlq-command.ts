import { type Topic, topics } from '@ticketlab/contracts/topics';
import { Argument, type Command } from 'commander';

export function addDlqCommand(program: Command): void {
  const dlq = program.command('dlq').description('dead letters: events that a consumer could not process');
  const topic = (): Argument => new Argument('<topic>', 'where the event was published first').choices(topics);

  dlq
    .command('list')
    .addArgument(new Argument('[topic]').choices(topics))
    .description('what is there, the oldest first')
    .action(async (wanted: Topic | undefined) => (await import('./dlq.ts')).listDeadLetters(wanted));
  dlq
    .command('show')
    .addArgument(topic())
    .argument('<id>', 'as `list` shows it')
    .description('one dead letter whole: the event, the error, where it came from')
    .action(async (wanted: Topic, id: string) => (await import('./dlq.ts')).showDeadLetter(wanted, id));
  dlq
    .command('replay')
    .addArgument(new Argument('[topic]', 'where the event was published first').choices(topics))
    .argument('[id]', 'as `list` shows it')
    .option('--all', 'all of the topic, or of every topic')
    .description('give it to the consumer that failed once more, after the cause is repaired')
    .action(async (wanted: Topic | undefined, id: string | undefined, { all }: { all?: true }) =>
      (await import('./dlq.ts')).replayDeadLetters(wanted, id, all === true),
    );
  dlq
    .command('discard')
    .addArgument(topic())
    .argument('<id>')
    .description('give it up: it counts as passed, without effect')
    .action(async (wanted: Topic, id: string) => (await import('./dlq.ts')).discardDeadLetter(wanted, id));
}
