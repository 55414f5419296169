import { Handle, type Node, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import classes from './system-map.module.css';
import { formatRate, type NodeView } from './system-view.ts';

export type MapNodeType = Node<{ view: NodeView; isFaded: boolean; onOpen: (id: string) => void }, 'system'>;

const mostDots = 30;

/** A part of the system as a button. It is drawn anew only when what it says has changed. */
export const MapNode = memo(function MapNode({ data: { view, isFaded, onOpen } }: NodeProps<MapNodeType>) {
  const { id, kind, health, status, ready, desired, perSecond } = view;
  const rate = formatRate(perSecond);
  return (
    <>
      <Handle id="in" type="target" position={Position.Left} className={classes.handle} isConnectable={false} />
      <Handle id="out-left" type="source" position={Position.Left} className={classes.handle} isConnectable={false} />
      <button
        type="button"
        className={`${classes.node} nopan`}
        data-kind={kind}
        data-health={health}
        data-faded={isFaded || undefined}
        aria-haspopup="dialog"
        onClick={() => onOpen(id)}
      >
        <span className={classes.name}>{id}</span>
        <span className={classes.status}>
          {kind !== 'topic' && <span className={classes.light} aria-hidden />}
          <span>{kind === 'topic' ? 'topic' : status}</span>
          {rate !== '' && <span className={classes.rate}>{rate}</span>}
        </span>
        {kind !== 'topic' && kind !== 'store' && ready !== null && desired !== null && (
          <Dots ready={ready} desired={desired} />
        )}
      </button>
      <Handle id="out" type="source" position={Position.Right} className={classes.handle} isConnectable={false} />
    </>
  );
});

/** One dot an instance: full when it is ready, a ring while it is not. */
function Dots({ ready, desired }: { ready: number; desired: number }) {
  const count = Math.max(ready, desired);
  return (
    <span className={classes.dots} role="img" aria-label={`${ready} of ${desired} instances ready`}>
      {Array.from({ length: Math.min(count, mostDots) }, (_, index) => (
        <span key={index} className={classes.dot} data-ready={index < ready || undefined} />
      ))}
      {count > mostDots && <span className={classes.more}>+{count - mostDots}</span>}
    </span>
  );
}
