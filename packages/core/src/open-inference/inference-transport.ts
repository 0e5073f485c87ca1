export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  /** Starts with `/v2`, or is one of SageMaker's `/invocations` and `/ping`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly abortSignal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * Carries one request to a server and brings its answer back, whatever the status. Rejects only
 * if there was no answer. The client retries; a transport must not.
 */
export interface InferenceTransport {
  send(request: TransportRequest): Promise<TransportResponse>;
}
