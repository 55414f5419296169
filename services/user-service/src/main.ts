import { runService } from '@ticketlab/service-kit/kit';
import { parseUserConfig } from './config.ts';
import { createUserService } from './service.ts';

runService(() => createUserService(parseUserConfig()));
