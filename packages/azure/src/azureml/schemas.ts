import type { components } from './generated/azure-ml.ts';

type Schemas = components['schemas'];

export type AutoscaleSetting = Schemas['AutoscaleSetting'];
export type CommandJob = Schemas['CommandJob'];
export type Compute = Schemas['Compute'];
export type Datastore = Schemas['Datastore'];
export type DeploymentScale = Schemas['DeploymentScale'];
export type EndpointKeys = Schemas['EndpointKeys'];
export type EndpointToken = Schemas['EndpointToken'];
export type EnvironmentVersion = Schemas['EnvironmentVersion'];
export type Job = Schemas['Job'];
export type JobInput = Schemas['JobInput'];
export type Logs = Schemas['Logs'];
export type LogsRequest = Schemas['LogsRequest'];
export type Metrics = Schemas['Metrics'];
export type MetricTimeseries = Schemas['MetricTimeseries'];
export type ModelContainer = Schemas['Container'];
export type ModelVersion = Schemas['ModelVersion'];
export type OnlineDeployment = Schemas['OnlineDeployment'];
export type OnlineEndpoint = Schemas['OnlineEndpoint'];
export type RunDetails = Schemas['RunDetails'];
export type ScaleRule = Schemas['ScaleRule'];
export type Workspace = Schemas['Workspace'];
