/** What Azure lets through to one managed online endpoint. _read_: Azure's page on quotas and limits. */
export const platformLimits: {
  readonly requestsPerSecond: number;
  readonly megabytesPerSecond: number;
} = {
  requestsPerSecond: 500,
  megabytesPerSecond: 5,
};
