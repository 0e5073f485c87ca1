/** What the command's exit code tells a script. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  /** Not signed in, or not allowed. */
  denied: 3,
  /** No quota, or no capacity. */
  unavailable: 4,
  /** It failed, and what served before serves again. */
  rolledBack: 5,
  gate: 6,
  /** Only for `plan --exit-code`. */
  changesPending: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: Readonly<Record<string, ExitCode>> = {
  USAGE: exitCodes.usage,
  CONFIRMATION_NEEDED: exitCodes.usage,
  CONFIG_INVALID: exitCodes.usage,
  BAD_INPUT: exitCodes.usage,
  MODEL_INPUT_UNKNOWN: exitCodes.usage,
  NAME_INVALID: exitCodes.usage,
  ACCELERATOR_INVALID: exitCodes.usage,
  PRICE_LIMIT_INVALID: exitCodes.usage,
  TENSOR_SPEC_INVALID: exitCodes.usage,
  MAX_BATCH_SIZE_INVALID: exitCodes.usage,
  JOB_INVALID: exitCodes.usage,
  JOB_SOURCE_INVALID: exitCodes.usage,
  JOB_DATA_INVALID: exitCodes.usage,
  AUTOSCALING_INVALID: exitCodes.usage,
  BLOB_URL_INVALID: exitCodes.usage,
  INSTANCES_INVALID: exitCodes.usage,
  METRICS_WINDOW_INVALID: exitCodes.usage,
  MODEL_ADDRESS_INVALID: exitCodes.usage,
  PREPROCESS_INVALID: exitCodes.usage,
  ROLE_INVALID: exitCodes.usage,
  ROLLOUT_INVALID: exitCodes.usage,
  ROLLOUT_UNSUPPORTED: exitCodes.usage,
  SCALING_INVALID: exitCodes.usage,
  SETTING_INVALID: exitCodes.usage,
  TRAINING_SETUP_INVALID: exitCodes.usage,
  TTL_INVALID: exitCodes.usage,
  TTL_UNSUPPORTED: exitCodes.usage,
  TYPE_NAME_INVALID: exitCodes.usage,

  NO_CREDENTIALS: exitCodes.denied,
  ACCESS_DENIED: exitCodes.denied,

  QUOTA_EXCEEDED: exitCodes.unavailable,
  NO_CAPACITY: exitCodes.unavailable,
  NO_OFFER: exitCodes.unavailable,
  NO_TARGET: exitCodes.unavailable,
  NO_GPU: exitCodes.unavailable,

  GATE_NOT_PASSED: exitCodes.gate,
  ABORTED: exitCodes.interrupted,
};

/** That something else serves again says more than why it had to. */
export function exitCodeOf({
  code,
  data,
}: {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
}): ExitCode {
  if (typeof data['restored'] === 'number') return exitCodes.rolledBack;
  return byErrorCode[code] ?? exitCodes.failed;
}
