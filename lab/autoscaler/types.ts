/** Everything that a decision is made from and what it results in. All times are milliseconds of one clock. */

export type Target =
  | { type: 'Utilization'; percent: number }
  /** Millicores for cpu, bytes for memory, the metric's own unit for Pods metrics. */
  | { type: 'AverageValue'; value: number };

export type ResourceName = 'cpu' | 'memory';

export type MetricSpec =
  | { type: 'Resource'; name: ResourceName; target: Target }
  | { type: 'Pods'; name: string; target: Extract<Target, { type: 'AverageValue' }> };

export interface ScalingPolicy {
  type: 'Pods' | 'Percent';
  value: number;
  periodSeconds: number;
}

export interface ScalingRules {
  stabilizationWindowSeconds: number;
  selectPolicy: 'Max' | 'Min' | 'Disabled';
  policies: ScalingPolicy[];
  /** Share of the target, for example 0.1; null: the autoscaler's own. */
  tolerance: number | null;
}

/** `spec` of an autoscaling/v2 HorizontalPodAutoscaler. `behavior` is null where the manifest has none. */
export interface ScaleSpec {
  minReplicas: number;
  maxReplicas: number;
  metrics: MetricSpec[];
  behavior: { scaleUp: ScalingRules; scaleDown: ScalingRules } | null;
}

export interface Sample {
  /** Millicores for cpu, bytes for memory. */
  value: number;
  takenAt: number;
  /** The value is the mean over this long before `takenAt`; 0 for what is read at an instant. */
  windowMs: number;
}

export interface ObservedInstance {
  id: string;
  phase: 'pending' | 'running' | 'failed' | 'terminating';
  ready: boolean;
  /** When `ready` changed last; null when nothing is known about readiness. */
  readyChangedAt: number | null;
  startedAt: number | null;
  /** By metric name; a metric without a sample is missing. */
  samples: Record<string, Sample>;
  requests: Partial<Record<ResourceName, number>>;
}

export interface Observation {
  /** How many the target is told to have. */
  replicas: number;
  instances: ObservedInstance[];
  /** Why a metric could not be read at all, by its name. */
  unreadable: Record<string, string>;
}

/** Settings of the controller itself; Kubernetes has them as flags. */
export interface AutoscalerOptions {
  tolerance: number;
  cpuInitializationPeriodMs: number;
  initialReadinessDelayMs: number;
  downscaleStabilizationMs: number;
  /** Divides the periods and windows that a manifest gives in seconds, for classes in a hurry. */
  timeScale: number;
}

export type ConditionType = 'AbleToScale' | 'ScalingActive' | 'ScalingLimited';

export interface Condition {
  type: ConditionType;
  status: boolean;
  reason: string;
  message: string;
  /** When `status` changed last. */
  since: number;
}

/** What has to be kept from one decision to the next; plain JSON. */
export interface AutoscalerState {
  /** What the metrics asked for, before it was stabilized. */
  recommendations: { at: number; replicas: number }[];
  /** Changes of the replica count, negative ones downwards. */
  scaleEvents: { at: number; change: number }[];
  lastScaleAt: number | null;
  conditions: Condition[];
}

/** How one metric came to its proposal. */
export interface MetricArithmetic {
  metric: string;
  target: Target;
  /** Percent for Utilization, else the average value; null when it cannot be told. */
  current: number | null;
  /** current / target with what is known. */
  ratio: number | null;
  /** The same after assumptions for missing and unready instances; null where none were needed. */
  cautiousRatio: number | null;
  counted: string[];
  unready: string[];
  missing: string[];
  /** null when this metric cannot propose anything. */
  proposal: number | null;
  error: { reason: string; message: string } | null;
  /** One line for people. */
  text: string;
}

export interface Decision {
  at: number;
  current: number;
  desired: number;
  metrics: MetricArithmetic[];
  /** The metric that asks for most; null when none could be used or none was asked. */
  decisive: string | null;
  /** The highest proposal. */
  recommended: number | null;
  /** After the stabilization windows. */
  stabilized: number | null;
  /** When the recommendation that holds it back will have left its window, should nothing change. */
  stabilizedUntil: number | null;
  /** When the policies will allow more; null where no period is used up. */
  limitedUntil: number | null;
  conditions: Condition[];
  /** One line for people: what was done and why. */
  text: string;
  nextState: AutoscalerState;
}
