// Generated from packages/core/open-inference/openapi.yaml by tools/openapi-types. Change that document instead.
export interface paths {
  readonly '/v2': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /** Name, version and extensions of the server */
    readonly get: operations['getServerMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/health/live': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Whether the server answers at all
     * @description For a liveness probe. A server that is not live wants a restart.
     */
    readonly get: operations['getServerLive'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/health/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    /**
     * Whether all models can be asked
     * @description For a readiness probe. A server that is not ready gets no requests for now.
     */
    readonly get: operations['getServerReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    /** What the model takes and gives */
    readonly get: operations['getModelMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}/versions/{model_version}': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    /** What this version of the model takes and gives */
    readonly get: operations['getModelVersionMetadata'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    /** Whether the model can be asked */
    readonly get: operations['getModelReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}/versions/{model_version}/ready': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    /** Whether this version of the model can be asked */
    readonly get: operations['getModelVersionReady'];
    readonly put?: never;
    readonly post?: never;
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}/infer': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Run the model, in the version that the server picks */
    readonly post: operations['infer'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
  readonly '/v2/models/{model_name}/versions/{model_version}/infer': {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    readonly get?: never;
    readonly put?: never;
    /** Run this version of the model */
    readonly post: operations['inferVersion'];
    readonly delete?: never;
    readonly options?: never;
    readonly head?: never;
    readonly patch?: never;
    readonly trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    readonly Error: {
      /** @description What went wrong, for people. */
      readonly error: string;
    };
    /**
     * @description The type of a tensor's elements. BF16 is Triton's addition. FP16 and BF16 have no form in
     *     Triton's JSON; torchrelay's local server takes and gives them as numbers.
     * @enum {string}
     */
    readonly Datatype:
      | 'BOOL'
      | 'UINT8'
      | 'UINT16'
      | 'UINT32'
      | 'UINT64'
      | 'INT8'
      | 'INT16'
      | 'INT32'
      | 'INT64'
      | 'FP16'
      | 'BF16'
      | 'FP32'
      | 'FP64'
      | 'BYTES';
    readonly ParameterValue: string | number | boolean;
    /** @description Settings by name. What they mean is between the client and the server. */
    readonly Parameters: {
      readonly [key: string]: components['schemas']['ParameterValue'];
    };
    /** @description The sizes of the dimensions, the batch first. A scalar has none. */
    readonly Shape: readonly number[];
    /**
     * @description The elements in row-major order: nested as the shape says, or flat. Numbers for the number
     *     types, booleans for BOOL, strings for BYTES. JSON has no NaN and no Infinity: a tensor
     *     that holds them travels as raw bytes.
     */
    readonly TensorData: readonly (number | boolean | string | readonly unknown[])[];
    /** @description The parameters of a tensor that is sent. */
    readonly TensorParameters: {
      /**
       * @description The number of bytes of this tensor behind the JSON. Given if, and only if, there is no
       *     `data`.
       */
      readonly binary_data_size?: number;
    } & {
      readonly [key: string]: components['schemas']['ParameterValue'];
    };
    /** @description An input of a request or an output of a response. */
    readonly Tensor: {
      readonly name: string;
      readonly shape: components['schemas']['Shape'];
      readonly datatype: components['schemas']['Datatype'];
      readonly parameters?: components['schemas']['TensorParameters'];
      readonly data?: components['schemas']['TensorData'];
    };
    readonly RequestedOutput: {
      readonly name: string;
      readonly parameters?: {
        /** @description Whether this output is to come back as raw bytes. */
        readonly binary_data?: boolean;
      } & {
        readonly [key: string]: components['schemas']['ParameterValue'];
      };
    };
    readonly InferRequest: {
      /** @description Comes back with the response. */
      readonly id?: string;
      readonly parameters?: {
        /** @description Whether all outputs are to come back as raw bytes. */
        readonly binary_data_output?: boolean;
      } & {
        readonly [key: string]: components['schemas']['ParameterValue'];
      };
      /** @description No two of them have the same name. */
      readonly inputs: readonly components['schemas']['Tensor'][];
      /** @description The outputs wanted; all of them, if this is left out. */
      readonly outputs?: readonly components['schemas']['RequestedOutput'][];
    };
    readonly InferResponse: {
      readonly model_name: string;
      readonly model_version?: string;
      /** @description The `id` of the request. */
      readonly id?: string;
      readonly parameters?: components['schemas']['Parameters'];
      readonly outputs: readonly components['schemas']['Tensor'][];
    };
    /** @description A JSON object of a request or a response, and behind it the raw bytes of tensors. */
    readonly BinaryBody: unknown;
    readonly TensorMetadata: {
      readonly name: string;
      readonly datatype: components['schemas']['Datatype'];
      /** @description The sizes of the dimensions, the batch included; -1 stands for any size. */
      readonly shape: readonly number[];
    };
    readonly ModelMetadata: {
      readonly name: string;
      /** @description The versions that can be asked for by their own path. */
      readonly versions?: readonly string[];
      /** @description The format and the engine, such as `pytorch_libtorch`. */
      readonly platform: string;
      readonly inputs: readonly components['schemas']['TensorMetadata'][];
      readonly outputs: readonly components['schemas']['TensorMetadata'][];
    };
    readonly ServerMetadata: {
      readonly name: string;
      readonly version: string;
      /** @description `binary_tensor_data` is the extension described above. */
      readonly extensions: readonly string[];
    };
  };
  responses: {
    /** @description The request failed, and the body says why. */
    readonly Error: {
      headers: {
        readonly [name: string]: unknown;
      };
      content: {
        readonly 'application/json': components['schemas']['Error'];
      };
    };
  };
  parameters: {
    readonly ModelName: string;
    /** @description A whole number in Triton, any text elsewhere. */
    readonly ModelVersion: string;
    /** @description The length in bytes of the JSON, needed if tensors follow it as raw bytes. */
    readonly InferenceHeaderContentLength: number;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  readonly getServerMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The server's metadata. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ServerMetadata'];
        };
      };
      readonly '4XX': components['responses']['Error'];
      readonly '5XX': components['responses']['Error'];
    };
  };
  readonly getServerLive: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The server is live. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The server is not live. */
      readonly '4XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The server is not live. */
      readonly '5XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  readonly getServerReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path?: never;
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description All models are ready. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description At least one model is not ready. */
      readonly '4XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description At least one model is not ready. */
      readonly '5XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  readonly getModelMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model's metadata. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ModelMetadata'];
        };
      };
      readonly '4XX': components['responses']['Error'];
      readonly '5XX': components['responses']['Error'];
    };
  };
  readonly getModelVersionMetadata: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model's metadata. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['ModelMetadata'];
        };
      };
      readonly '4XX': components['responses']['Error'];
      readonly '5XX': components['responses']['Error'];
    };
  };
  readonly getModelReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model is ready. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The model is not ready. */
      readonly '4XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The model is not ready. */
      readonly '5XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  readonly getModelVersionReady: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: never;
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    readonly requestBody?: never;
    readonly responses: {
      /** @description The model is ready. */
      readonly 200: {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The model is not ready. */
      readonly '4XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
      /** @description The model is not ready. */
      readonly '5XX': {
        headers: {
          readonly [name: string]: unknown;
        };
        content?: never;
      };
    };
  };
  readonly infer: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The length in bytes of the JSON, needed if tensors follow it as raw bytes. */
        readonly 'Inference-Header-Content-Length'?: components['parameters']['InferenceHeaderContentLength'];
      };
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['InferRequest'];
        readonly 'application/octet-stream': components['schemas']['BinaryBody'];
      };
    };
    readonly responses: {
      /** @description The model's outputs. */
      readonly 200: {
        headers: {
          /** @description The length in bytes of the JSON, if tensors follow it as raw bytes. */
          readonly 'Inference-Header-Content-Length'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['InferResponse'];
          readonly 'application/octet-stream': components['schemas']['BinaryBody'];
        };
      };
      readonly '4XX': components['responses']['Error'];
      readonly '5XX': components['responses']['Error'];
    };
  };
  readonly inferVersion: {
    readonly parameters: {
      readonly query?: never;
      readonly header?: {
        /** @description The length in bytes of the JSON, needed if tensors follow it as raw bytes. */
        readonly 'Inference-Header-Content-Length'?: components['parameters']['InferenceHeaderContentLength'];
      };
      readonly path: {
        readonly model_name: components['parameters']['ModelName'];
        /** @description A whole number in Triton, any text elsewhere. */
        readonly model_version: components['parameters']['ModelVersion'];
      };
      readonly cookie?: never;
    };
    readonly requestBody: {
      readonly content: {
        readonly 'application/json': components['schemas']['InferRequest'];
        readonly 'application/octet-stream': components['schemas']['BinaryBody'];
      };
    };
    readonly responses: {
      /** @description The model's outputs. */
      readonly 200: {
        headers: {
          /** @description The length in bytes of the JSON, if tensors follow it as raw bytes. */
          readonly 'Inference-Header-Content-Length'?: number;
          readonly [name: string]: unknown;
        };
        content: {
          readonly 'application/json': components['schemas']['InferResponse'];
          readonly 'application/octet-stream': components['schemas']['BinaryBody'];
        };
      };
      readonly '4XX': components['responses']['Error'];
      readonly '5XX': components['responses']['Error'];
    };
  };
}
