import '@ticketlab/ui/theme/global.css';
import './app/print.css';
import { startPortal } from '@ticketlab/ui/app/start-portal.tsx';
import { routes } from './app/routes.tsx';

startPortal('user', routes);
