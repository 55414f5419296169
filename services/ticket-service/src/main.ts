import { runService } from '@ticketlab/service-kit/kit';
import { parseTicketConfig } from './config.ts';
import { createTicketService } from './service.ts';

runService(() => createTicketService(parseTicketConfig()));
