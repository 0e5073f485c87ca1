// Generated from packages/azure/azure-ml/openapi.yaml by tools/openapi-types. Change that document instead.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly Strings: {
      readonly [key: string]: string;
    };
    /** @description By the name of a deployment. */
    readonly Percentages: {
      readonly [key: string]: number;
    };
    readonly AssetProperties: {
      readonly description?: string;
      readonly tags?: components['schemas']['Strings'];
      readonly provisioningState?: components['schemas']['AssetState'];
    };
    /** @enum {string} */
    readonly AssetState: 'Succeeded' | 'Failed' | 'Canceled' | 'Creating' | 'Updating' | 'Deleting';
    readonly Workspace: {
      readonly location: string;
      readonly properties?: {
        /** @description Where to ask for the addresses of the services beside the resource manager. */
        readonly discoveryUrl?: string;
        readonly managedNetwork?: {
          /** @enum {string} */
          readonly isolationMode?:
            | 'Disabled'
            | 'AllowInternetOutbound'
            | 'AllowOnlyApprovedOutbound';
          readonly status?: {
            /** @enum {string} */
            readonly status?: 'Active' | 'Inactive';
          };
          readonly outboundRules?: {
            readonly [key: string]: {
              readonly type?: string;
              /** @description The name of a host for the type `FQDN`, an object for others. */
              readonly destination?: unknown;
            };
          };
        };
      };
    };
    readonly Datastore: {
      readonly name: string;
      readonly properties: {
        /** @example AzureBlob */
        readonly datastoreType: string;
        readonly isDefault?: boolean;
        readonly accountName?: string;
        readonly containerName?: string;
        /** @description The suffix of the cloud: `core.windows.net`. */
        readonly endpoint?: string;
        readonly protocol?: string;
      };
    };
    /** @description A name under which versions are kept. */
    readonly Container: {
      readonly name: string;
    };
    readonly ModelVersion: {
      readonly id?: string;
      /** @description The version. */
      readonly name?: string;
      readonly properties: components['schemas']['AssetProperties'] & {
        /** @example custom_model */
        readonly modelType?: string;
        readonly modelUri?: string;
        /** @description The job that has made it. */
        readonly jobName?: string;
      };
    };
    readonly EnvironmentVersion: {
      readonly properties: components['schemas']['AssetProperties'] & {
        readonly image?: string;
        readonly build?: {
          readonly contextUri: string;
          readonly dockerfilePath?: string;
        };
        /** @enum {string} */
        readonly osType?: 'Linux';
        readonly inferenceConfig?: {
          readonly livenessRoute: components['schemas']['Route'];
          readonly readinessRoute: components['schemas']['Route'];
          readonly scoringRoute: components['schemas']['Route'];
        };
      };
    };
    readonly Route: {
      readonly path: string;
      readonly port: number;
    };
    readonly Identity: {
      /** @enum {string} */
      readonly type: 'SystemAssigned' | 'UserAssigned';
      /** @description By their resource ids. */
      readonly userAssignedIdentities?: {
        readonly [key: string]: components['schemas']['Strings'];
      };
    };
    readonly OnlineEndpoint: {
      readonly id?: string;
      readonly name?: string;
      readonly location: string;
      readonly tags?: components['schemas']['Strings'];
      readonly identity?: components['schemas']['Identity'];
      readonly systemData?: components['schemas']['SystemData'];
      readonly properties: {
        /** @enum {string} */
        readonly authMode: 'Key' | 'AADToken' | 'AMLToken';
        /** @enum {string} */
        readonly publicNetworkAccess?: 'Enabled' | 'Disabled';
        readonly provisioningState?: string;
        readonly scoringUri?: string;
        readonly traffic?: components['schemas']['Percentages'];
        readonly mirrorTraffic?: components['schemas']['Percentages'];
      };
    };
    readonly SystemData: {
      /** Format: date-time */
      readonly createdAt?: string;
    };
    readonly Sku: {
      readonly name: string;
      /** @description How many instances. */
      readonly capacity?: number;
    };
    readonly OnlineDeployment: {
      readonly id?: string;
      readonly name?: string;
      readonly location: string;
      readonly tags?: components['schemas']['Strings'];
      readonly systemData?: components['schemas']['SystemData'];
      readonly sku?: components['schemas']['Sku'];
      readonly properties: {
        /** @enum {string} */
        readonly endpointComputeType: 'Managed' | 'Kubernetes' | 'AzureMLCompute';
        readonly provisioningState?: string;
        readonly instanceType?: string;
        readonly model?: string;
        readonly modelMountPath?: string;
        readonly environmentId?: string;
        readonly environmentVariables?: components['schemas']['Strings'];
        readonly appInsightsEnabled?: boolean;
        /** @enum {string} */
        readonly egressPublicNetworkAccess?: 'Enabled' | 'Disabled';
        readonly scaleSettings?: {
          /** @enum {string} */
          readonly scaleType: 'Default';
        };
        readonly requestSettings?: {
          readonly requestTimeout?: components['schemas']['Duration'];
          readonly maxConcurrentRequestsPerInstance?: number;
        };
        readonly livenessProbe?: components['schemas']['Probe'];
        readonly readinessProbe?: components['schemas']['Probe'];
      };
    };
    /** @description ISO 8601, `PT90S`. */
    readonly Duration: string;
    readonly Probe: {
      readonly initialDelay?: components['schemas']['Duration'];
      readonly period?: components['schemas']['Duration'];
      readonly timeout?: components['schemas']['Duration'];
      readonly successThreshold?: number;
      readonly failureThreshold?: number;
    };
    readonly DeploymentScale: {
      readonly sku: components['schemas']['Sku'];
    };
    readonly LogsRequest: {
      /** @enum {string} */
      readonly containerType?: 'StorageInitializer' | 'InferenceServer';
      readonly tail?: number;
    };
    /** @description Of Azure Monitor, `Microsoft.Insights/autoscalesettings`, version 2022-10-01. */
    readonly AutoscaleSetting: {
      readonly id?: string;
      readonly name?: string;
      readonly location: string;
      readonly tags?: components['schemas']['Strings'];
      readonly properties: {
        readonly enabled?: boolean;
        readonly targetResourceUri?: string;
        readonly profiles: readonly components['schemas']['AutoscaleProfile'][];
      };
    };
    readonly AutoscaleProfile: {
      readonly name: string;
      readonly capacity: {
        readonly minimum: string;
        readonly maximum: string;
        readonly default: string;
      };
      readonly rules: readonly components['schemas']['ScaleRule'][];
    };
    readonly ScaleRule: {
      readonly metricTrigger: {
        readonly metricName: string;
        readonly metricResourceUri: string;
        readonly timeGrain: components['schemas']['Duration'];
        /** @enum {string} */
        readonly statistic: 'Average';
        readonly timeWindow: components['schemas']['Duration'];
        /** @enum {string} */
        readonly timeAggregation: 'Average';
        /** @enum {string} */
        readonly operator: 'GreaterThan' | 'LessThan';
        readonly threshold: number;
        readonly dividePerInstance?: boolean;
      };
      readonly scaleAction: {
        /** @enum {string} */
        readonly direction: 'Increase' | 'Decrease';
        /** @enum {string} */
        readonly type: 'ChangeCount';
        readonly value: string;
        readonly cooldown: components['schemas']['Duration'];
      };
    };
    /** @description Of Azure Monitor, `Microsoft.Insights/metrics`, version 2018-01-01. */
    readonly Metrics: {
      readonly value?: readonly {
        readonly name?: {
          readonly value?: string;
        };
        readonly timeseries?: readonly components['schemas']['MetricTimeseries'][];
      }[];
    };
    readonly MetricTimeseries: {
      readonly metadatavalues?: readonly {
        readonly name?: {
          readonly value?: string;
        };
        readonly value?: string;
      }[];
      readonly data?: readonly {
        /** Format: date-time */
        readonly timeStamp: string;
        readonly average?: number;
      }[];
    };
    readonly Job: {
      readonly id?: string;
      readonly name?: string;
      readonly systemData?: components['schemas']['SystemData'];
      readonly properties: components['schemas']['CommandJob'];
    };
    readonly CommandJob: {
      /** @enum {string} */
      readonly jobType: 'Command';
      readonly displayName?: string;
      readonly experimentName?: string;
      readonly tags?: components['schemas']['Strings'];
      /** @description For a shell; `${{inputs.NAME}}` stands for a folder. */
      readonly command: string;
      readonly environmentId: string;
      /** @description Of a cluster; without it, the compute is serverless. */
      readonly computeId?: string;
      readonly distribution?: {
        /** @enum {string} */
        readonly distributionType: 'PyTorch';
        readonly processCountPerInstance?: number;
      };
      readonly resources?: {
        readonly instanceCount?: number;
        readonly instanceType?: string;
        /** @example 64g */
        readonly shmSize?: string;
      };
      readonly queueSettings?: {
        /** @enum {string} */
        readonly jobTier?: 'Null' | 'Spot' | 'Basic' | 'Standard' | 'Premium';
      };
      readonly environmentVariables?: components['schemas']['Strings'];
      readonly inputs?: {
        readonly [key: string]: components['schemas']['JobInput'];
      };
      readonly outputs?: {
        readonly [key: string]: components['schemas']['JobOutput'];
      };
      readonly limits?: {
        /** @enum {string} */
        readonly jobLimitsType: 'Command';
        readonly timeout?: components['schemas']['Duration'];
      };
      readonly identity?: {
        /** @enum {string} */
        readonly identityType: 'AMLToken' | 'Managed' | 'UserIdentity';
        readonly clientId?: string;
        readonly resourceId?: string;
      };
      /** @example Running */
      readonly status?: string;
    };
    readonly JobInput: {
      /** @enum {string} */
      readonly jobInputType: 'uri_folder';
      /** @enum {string} */
      readonly mode?: 'ReadOnlyMount' | 'Download';
      readonly uri: string;
    };
    readonly JobOutput: {
      /** @enum {string} */
      readonly jobOutputType: 'uri_folder';
      /** @enum {string} */
      readonly mode?: 'ReadWriteMount' | 'Upload';
      readonly uri?: string;
    };
    readonly Compute: {
      readonly location?: string;
      readonly identity?: components['schemas']['Identity'];
      readonly tags?: components['schemas']['Strings'];
      readonly properties: {
        /** @example AmlCompute */
        readonly computeType: string;
        readonly description?: string;
        readonly provisioningState?: string;
        readonly provisioningErrors?: readonly {
          readonly error?: components['schemas']['Error'];
        }[];
        readonly properties?: {
          readonly vmSize?: string;
          /** @enum {string} */
          readonly vmPriority?: 'Dedicated' | 'LowPriority';
          /** @enum {string} */
          readonly osType?: 'Linux' | 'Windows';
          readonly scaleSettings?: {
            readonly minNodeCount?: number;
            readonly maxNodeCount: number;
            readonly nodeIdleTimeBeforeScaleDown?: components['schemas']['Duration'];
          };
        };
      };
    };
    /** @description What run history keeps of a job. No specification of today's service is published. */
    readonly RunDetails: {
      readonly status?: string;
      /** Format: date-time */
      readonly startTimeUtc?: string;
      /** Format: date-time */
      readonly endTimeUtc?: string;
      readonly error?: {
        readonly error?: components['schemas']['Error'];
      };
      /** @description Addresses that let in whoever has them, by path: `user_logs/std_log.txt`. */
      readonly logFiles?: components['schemas']['Strings'];
    };
    readonly Logs: {
      readonly content?: string;
    };
    readonly EndpointKeys: {
      readonly primaryKey?: string;
    };
    readonly EndpointToken: {
      readonly accessToken?: string;
      /** @description In seconds since 1970. */
      readonly refreshAfterTimeUtc?: number;
    };
    /** @description What an asynchronous operation's address answers. */
    readonly OperationStatus: {
      /**
       * @example InProgress
       * @example Succeeded
       * @example Failed
       * @example Canceled
       */
      readonly status: string;
      readonly error?: components['schemas']['Error'];
    };
    readonly Error: {
      readonly code?: string;
      readonly message?: string;
      readonly details?: readonly components['schemas']['Error'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
