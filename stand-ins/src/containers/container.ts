import type { Flavour } from '@torchrelay/core';

/** What a cloud was told to run. */
export interface ContainerRequest {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The files of the package by their paths in it: `model/1/model.pt`. */
  readonly readPackage: () => Promise<ReadonlyMap<string, Uint8Array>>;
}

export interface ContainerAnswer {
  readonly status: number;
  readonly contentType: string;
  /** All of them, where more than the content's type matters. Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A server that runs, as a cloud would reach it. */
export interface Container extends AsyncDisposable {
  /** One inference request. */
  invoke(request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Uint8Array;
    /** The form of the protocol. @default 'sagemaker' */
    readonly flavour?: Flavour;
  }): Promise<ContainerAnswer>;
}

/** Starts a container, or throws: then it does not answer its ping. */
export type StartContainer = (request: ContainerRequest) => Promise<Container>;
