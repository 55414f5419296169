import { runService } from '@ticketlab/service-kit/kit';
import { parseGatewayConfig } from './config.ts';
import { createGateway } from './service.ts';

runService(() => createGateway(parseGatewayConfig()));
