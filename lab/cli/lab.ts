import type { Command } from 'commander';
import { addAutoscalerCommand } from './autoscaler-command.ts';
import { addClassCommand } from './class-command.ts';
import { addDlqCommand } from './dlq-command.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addExperimentCommand } from './experiment-command.ts';
import { addExerciseCommand } from './exercise-command.ts';
import { addFaultCommand } from './fault-command.ts';
import { addPreflightCommand } from './preflight-command.ts';
import { addProfileCommand } from './profile-command.ts';
import { addShoppersCommand } from './shoppers-command.ts';
import { addTokenCommand } from './token-command.ts';

export function configureLab(program: Command): void {
  program.description('The laboratory around a running Ticketlab.');
  addTokenCommand(program);
  addDlqCommand(program);
  addAutoscalerCommand(program);
  addDoctorCommand(program);
  addExperimentCommand(program);
  addExerciseCommand(program);
  addFaultCommand(program);
  addProfileCommand(program);
  addShoppersCommand(program);
  addPreflightCommand(program);
  addClassCommand(program);
}
