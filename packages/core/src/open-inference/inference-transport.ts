/** One request of the protocol, before a platform's way of sending it. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  /** Of the protocol: `/v2/models/model/infer`. A platform with routes of its own translates it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly abortSignal?: AbortSignal;
}

/** What came back. */
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
