/**
 * The servers that tests talk to in place of a cloud.
 * @module
 */
export { startAws } from './aws/aws.ts';
export type { AwsStandIn, AwsStandInOptions } from './aws/aws.ts';
export { startAzurite } from './azure/azurite.ts';
export type { Azurite, AzuriteOptions } from './azure/azurite.ts';
export { madeUpToken } from './azure/made-up-token.ts';
export { startFaultProxy } from './http/fault-proxy.ts';
export type { Fault, FaultProxy, ProxiedRequest } from './http/fault-proxy.ts';
