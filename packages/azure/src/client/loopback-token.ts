import type { TokenCredential } from '@azure/identity';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';

/** Whether a URL leads to this machine, where a token cannot be overheard: servers of tests. */
export function isLoopback(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** Azure's own policy for tokens refuses plain HTTP even here. */
export function loopbackTokenPolicy({
  credential,
  scope,
}: {
  readonly credential: TokenCredential;
  readonly scope: string;
}): PipelinePolicy {
  return {
    name: 'loopbackToken',
    async sendRequest(request, next) {
      if (isLoopback(request.url)) {
        const token = await credential.getToken(scope);
        request.headers.set('authorization', `Bearer ${token?.token}`);
      }
      return next(request);
    },
  };
}
