import classes from './map-edge.module.css';
import type { EdgeView, Health } from './system-view.ts';

const entries: { label: string; kind: EdgeView['kind']; health: Health }[] = [
  { label: 'Requests', kind: 'http', health: 'ok' },
  { label: 'Messages', kind: 'publishes', health: 'ok' },
  { label: 'Data', kind: 'data', health: 'ok' },
  { label: 'Impaired (thick)', kind: 'http', health: 'degraded' },
  { label: 'Cut (dash and dot)', kind: 'http', health: 'down' },
];

export function MapLegend() {
  return (
    <ul className={classes.legend} aria-label="Lines">
      {entries.map(({ label, kind, health }) => (
        <li key={label}>
          <svg width="34" height="8" aria-hidden="true" focusable="false">
            <g className={classes.edge} data-kind={kind} data-health={health}>
              <path d="M0 4H34" className="react-flow__edge-path" />
            </g>
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}
