/**
 * An error of the library without its request and its answer: the request carries the token or the signature, and
 * whoever logs an error logs its causes.
 */
export function slimCause(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const slim = new Error(withoutSignatures(error.message), {
    ...(error.cause !== undefined && { cause: slimCause(error.cause) }),
  });
  slim.name = error.name;
  slim.stack = withoutSignatures(error.stack ?? '');
  return slim;
}

/** Some messages quote the URL. */
function withoutSignatures(text: string): string {
  return text.replaceAll(/(?<=[?&]sig=)[^&\s"']+/g, '…');
}
