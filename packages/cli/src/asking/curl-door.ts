/** How a provider takes requests of the protocol from somebody who has curl and nothing of ours. */
export interface CurlDoor {
  /** Where to, and what curl needs to be let in: words for a shell. */
  readonly address: string;
  /** Which header tells where in the body the JSON ends and raw bytes begin. */
  readonly binaryHeader: (jsonBytes: number) => string;
}

/** `undefined` where a plain request does not do. */
export function curlDoor({
  provider,
  url,
}: {
  readonly provider: string;
  readonly url: string;
}): CurlDoor | undefined {
  if (provider === 'local') return localDoor(url);
  return provider === 'sagemaker' ? sagemakerDoor(url) : undefined;
}

function localDoor(url: string): CurlDoor {
  return {
    address: `${url}/v2/models/model/infer`,
    binaryHeader: (jsonBytes) => `Inference-Header-Content-Length: ${jsonBytes}`,
  };
}

/**
 * curl signs by itself, with the keys in the environment. The header of temporary keys is there only when they are:
 * an empty one would be signed and not sent. Without a space inside, also zsh takes it for one word.
 */
const signedBy =
  '--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ${AWS_SESSION_TOKEN:+-H"x-amz-security-token: $AWS_SESSION_TOKEN"}';

function sagemakerDoor(url: string): CurlDoor | undefined {
  const [, region] = /^https:\/\/runtime\.sagemaker\.([\w-]+)\..*\/invocations$/.exec(url) ?? [];
  // Requests to an asynchronous endpoint are objects in a bucket.
  if (region === undefined) return undefined;
  return {
    address: `${url} --aws-sigv4 aws:amz:${region}:sagemaker ${signedBy}`,
    binaryHeader: (jsonBytes) =>
      `content-type: application/vnd.sagemaker-triton.binary+json;json-header-size=${jsonBytes}`,
  };
}
