import { runService } from '@ticketlab/service-kit/kit';
import { parseControllerConfig } from './config.ts';
import { createLabController } from './service.ts';

runService(() => createLabController(parseControllerConfig()));
