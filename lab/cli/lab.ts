import type { Command } from 'commander';
import { addDlqCommand } from './dlq-command.ts';
import { addTokenCommand } from './token-command.ts';

export function configureLab(program: Command): void {
  program.description('The laboratory around a running Ticketlab.');
  addTokenCommand(program);
  addDlqCommand(program);
}
