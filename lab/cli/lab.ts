import type { Command } from 'commander';
import { addTokenCommand } from './token-command.ts';

export function configureLab(program: Command): void {
  program.description('The laboratory around a running Ticketlab.');
  addTokenCommand(program);
}
