import { madeUpToken } from '../../made-up-token.ts';
import { type MlHttpAnswer, type MlHttpRequest, answer, refuse } from '../ml-http.ts';
import type { MlWorkspace } from '../ml-workspace.ts';
import { readToken } from '../read-token.ts';

const audience = 'https://vault.azure.net';

/** What asks for a token inside a job has to know the job's own secret. */
export function identityAnswer(workspace: MlWorkspace, request: MlHttpRequest): MlHttpAnswer {
  const { headers, url } = request;
  if (headers['secret'] !== workspace.identitySecret)
    return refuse(401, 'Unauthorized', 'The header "secret" is missing or wrong.');
  const resource = url.searchParams.get('resource') ?? '';
  const token = madeUpToken({ audience: resource });
  return answer(200, { access_token: token, resource, token_type: 'Bearer' });
}

/** `/vault/secrets/{name}`, for whoever has a token for vaults. */
export function vaultAnswer(workspace: MlWorkspace, { headers, url }: MlHttpRequest): MlHttpAnswer {
  const token = headers['authorization']?.replace(/^Bearer /, '') ?? '';
  if (readToken(token)?.audience !== audience)
    return refuse(401, 'Unauthorized', 'AKV10000: Request is missing a Bearer token.');
  const [, name = ''] = /^\/vault\/secrets\/([^/]+)/.exec(url.pathname) ?? [];
  if (workspace.troubles.denied.includes('secrets/getSecret/action'))
    return refuse(403, 'Forbidden', 'Caller is not authorized to perform action on resource.');
  const value = workspace.secrets.get(name);
  return value === undefined
    ? refuse(
        404,
        'SecretNotFound',
        `A secret with (name/id) ${name} was not found in this key vault.`,
      )
    : answer(200, { value, id: `${audience}/secrets/${name}` });
}
